import type { Effects, FileState } from '../ports';
import { probeThreadLock, takeCoordination } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
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

type Coordination = { readonly effects: Effects; readonly place: RolloutPlace; readonly control: Control };

/** Runs `work` under Codex's coordination lock, which Codex itself waits for; so it is held for milliseconds. */
export function coordinated<T>({ effects, place, control }: Coordination, work: () => T): T {
  const coordination = takeCoordination(effects, place.home, control.shouldStop);
  if (coordination !== null) return holding(coordination, work);
  if (control.shouldStop()) return leaveAlone('skipped_cancelled', 'You cancelled before this thread was finished.');
  return leaveAlone('skipped_in_use', 'Codex held the lock that opening a thread needs for 30 s. Try again later.');
}

/** Why a swap that had started had to be left; the caller names the holder outside all locks. */
export class InUse extends Error {
  constructor(readonly where: 'opened' | 'opening') {
    super('the file is open elsewhere');
    this.name = 'InUse';
  }
}

type SwapIn = {
  readonly effects: Effects;
  readonly place: RolloutPlace;
  readonly before: FileState;
  readonly temporary: Temporary;
};

/** Something changed about the source since it was read: the twin is of an older state and must not take its place. */
function checkUnchanged(effects: Effects, place: RolloutPlace, before: FileState): void {
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
function takeBack({ effects, place, before }: SwapIn): void {
  if (effects.fs.lstat(place.plain)?.ino !== before.ino) return;
  effects.fs.unlink(place.compressed);
  effects.fs.syncDirectory(place.directory);
}

/** From here to the end nobody can open the source: the lease keeps new openers waiting (safety.md, Openers). */
function replaceUnderLease(swap: SwapIn, isWhole: () => boolean): void {
  const { effects, place, before } = swap;
  checkUnchanged(effects, place, before);
  publish(swap);
  try {
    effects.fs.syncDirectory(place.directory);
    if (!isWhole()) throw new InUse('opening');
    checkUnchanged(effects, place, before);
    effects.fs.unlink(place.plain);
  } catch (error) {
    takeBack(swap);
    throw error;
  }
  effects.fs.syncDirectory(place.directory);
}

function swapUnderThreadLock(swap: SwapIn, mayLackLease: boolean): 'swapped' | 'no_lease' {
  const { effects, place } = swap;
  const fd = effects.fs.open(place.plain, 'read');
  try {
    const lease = effects.openers.lease(fd);
    if (lease.kind === 'busy') throw new InUse('opened');
    if (lease.kind === 'unknown' && !mayLackLease) return 'no_lease';
    if (lease.kind === 'unknown') {
      replaceUnderLease(swap, () => true);
      return 'swapped';
    }
    return holding(lease, () => {
      replaceUnderLease(swap, lease.isWhole);
      return 'swapped';
    });
  } finally {
    effects.fs.close(fd);
  }
}

/**
 * Steps 5 to 7 and 9 of safety.md: under coordination and the thread lock, with the source unchanged and unopened,
 * the compressed twin takes the place of the plain file. A straight run of synchronous calls.
 * `no_lease`: nothing was done, because this file system cannot tell who has the file open; scan the processes first
 * (outside all locks) and come again with `mayLackLease`.
 */
export function swapIn(swap: SwapIn, control: Control, mayLackLease: boolean): 'swapped' | 'no_lease' {
  const { effects, place } = swap;
  return coordinated({ effects, place, control }, () => {
    const thread = probeThreadLock(effects, place.home, place.id);
    if (thread === null) return leaveAlone('skipped_in_use', 'The thread is loaded in Codex. Close it there first.');
    return holding(thread, () => {
      checkUnchanged(effects, place, swap.before);
      return swapUnderThreadLock(swap, mayLackLease);
    });
  });
}
