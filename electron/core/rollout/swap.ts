import { COORDINATION_TRIES_MS, probeThreadLock, takeCoordination } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import type { Effects, FileState } from '../ports';
import { sameState } from './eligibility';
import { hasCode, leaveAlone } from './outcome';
import type { RolloutPlace } from './place';
import type { Control } from './press';
import type { Temporary } from './temporary';

/** Runs `work` and releases in reverse order whatever happens; every lock of a swap goes through here. */
export function holding<T>(lock: HeldLock, work: () => T): T {
  try {
    return work();
  } finally {
    lock.release();
  }
}

/** Opens a file for the time of `work`; closing the last descriptor of a large unlinked file can take long. */
function withOpen<T>({ fs }: Effects, file: string, work: (fd: number) => T): T {
  const fd = fs.open(file, 'read');
  try {
    return work(fd);
  } finally {
    fs.close(fd);
  }
}

/**
 * Runs `work` while a file is held open, so that its blocks are freed only after `work` has released the locks that
 * Codex waits for.
 */
export function keepingOpen<T>(effects: Effects, file: string, work: () => T): T {
  return withOpen(effects, file, () => work());
}

type Coordination = { readonly effects: Effects; readonly place: RolloutPlace; readonly control: Control };

/** Runs `work` under Codex's coordination lock, which Codex itself waits for; so it is held for milliseconds. */
export function coordinated<T>({ effects, place, control }: Coordination, work: () => T): T {
  const { shouldStop } = control;
  const coordination = takeCoordination(effects, place.home, { shouldStop, tryForMs: COORDINATION_TRIES_MS });
  return coordination === null ? leaveUncoordinated(control) : holding(coordination, work);
}

export function leaveUncoordinated(control: Control): never {
  if (control.shouldStop()) leaveAlone('skipped_cancelled', 'You cancelled before this thread was finished.');
  return leaveAlone('skipped_in_use', 'Codex held the lock that opening a thread needs for 30 s. Try again later.');
}

/** Why a swap that had started had to be left; the caller names the holder outside all locks. */
export class InUse extends Error {
  constructor() {
    super('the file is open elsewhere');
    this.name = 'InUse';
  }
}

export type SwapIn = {
  readonly effects: Effects;
  readonly place: RolloutPlace;
  readonly before: FileState;
  readonly temporary: Temporary;
  /** Called right after the point of no return: from here on the thread is compressed, whatever else goes wrong. */
  readonly onSwapped: () => void;
};

/** Something changed about the source since it was read: the twin is of an older state and must not take its place. */
function checkUnchanged({ effects, place, before }: SwapIn): void {
  const now = effects.fs.lstat(place.plain);
  if (now === null) return leaveAlone('skipped_changed', 'It was archived, moved or deleted while it was being read.');
  if (sameState(now, before)) return;
  const grown = now.size - before.size;
  if (grown > 0n) leaveAlone('skipped_changed', `It grew by ${grown.toLocaleString('en')} bytes before the swap.`);
  leaveAlone('skipped_changed', 'It was changed while it was being read.');
}

/** Publishes the twin; what stands there already is never replaced. */
function publish({ place, temporary }: SwapIn): void {
  try {
    temporary.publish(place.compressed);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    leaveAlone('skipped_already_compressed', 'Another program compressed this thread at the same time.');
  }
}

/** Takes our twin away again, but only while the plain file stands: the last copy is never removed. */
function takeBack({ effects, place, before, temporary }: SwapIn): void {
  if (effects.fs.lstat(place.plain)?.ino !== before.ino || !temporary.standsAt(place.compressed)) return;
  effects.fs.unlink(place.compressed);
  effects.fs.syncDirectory(place.directory);
}

/** From here to the end nobody can open the source: the lease keeps new openers waiting (safety.md, Openers). */
function replaceUnderLease(swap: SwapIn, isWhole: () => boolean): void {
  const { effects, place } = swap;
  checkUnchanged(swap);
  publish(swap);
  try {
    effects.fs.syncDirectory(place.directory);
    if (!isWhole()) throw new InUse();
    checkUnchanged(swap);
    effects.fs.unlink(place.plain);
  } catch (error) {
    takeBack(swap);
    throw error;
  }
  swap.onSwapped();
  effects.fs.syncDirectory(place.directory);
}

function replace(swap: SwapIn, fd: number, mayLackLease: boolean): 'swapped' | 'no_lease' {
  if (!sameState(swap.effects.fs.fstat(fd), swap.before)) {
    return leaveAlone('skipped_changed', 'It was changed while it was being read.');
  }
  const lease = swap.effects.openers.lease(fd);
  if (lease.kind === 'busy') throw new InUse();
  if (lease.kind === 'unknown' && !mayLackLease) return 'no_lease';
  if (lease.kind === 'unknown') replaceUnderLease(swap, () => true);
  else holding(lease, () => replaceUnderLease(swap, lease.isWhole));
  return 'swapped';
}

export type SwapResult = 'swapped' | 'no_lease' | 'busy';

/**
 * Steps 5 to 7 and 9 of safety.md: under coordination and the thread lock, with the source unchanged and unopened,
 * the compressed twin takes the place of the plain file. A straight run of synchronous calls. Where it says otherwise
 * nothing was done: `busy`, coordination was not to be had in `tryForMs`; `no_lease`, this file system cannot tell
 * who has the file open: scan the processes (outside all locks) and come again at once with `mayLackLease`.
 */
export function swapIn(
  swap: SwapIn,
  control: Control,
  { mayLackLease, tryForMs }: { readonly mayLackLease: boolean; readonly tryForMs: number },
): SwapResult {
  const { effects, place } = swap;
  if (effects.fs.lstat(place.plain) === null) checkUnchanged(swap);
  return withOpen(effects, place.plain, (fd) => {
    const coordination = takeCoordination(effects, place.home, { shouldStop: control.shouldStop, tryForMs });
    if (coordination === null) return 'busy';
    return holding(coordination, () => {
      const thread = probeThreadLock(effects, place.home, place.id);
      if (thread === null) return leaveAlone('skipped_in_use', 'The thread is loaded in Codex. Close it there first.');
      return holding(thread, () => {
        checkUnchanged(swap);
        return replace(swap, fd, mayLackLease);
      });
    });
  });
}
