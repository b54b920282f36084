import { probeThreadLock, takeCoordination } from '../locks/storeLocks';
import type { Effects, FileState, Lease } from '../ports';
import { sameState } from './eligibility';
import { heldName, holdPath } from './hold';
import type { Hold } from './hold';
import { hasCode, leaveAlone } from './outcome';
import type { RolloutPlace } from './place';
import type { Control } from './press';
import { holding, InUse, withOpen } from './swap';
import type { Temporary } from './temporary';

export type SwapIn = {
  readonly effects: Effects;
  readonly place: RolloutPlace;
  /** Which form the temporary takes the place of: the plain one, or an older compressed one. */
  readonly of: Hold['of'];
  readonly before: FileState;
  readonly temporary: Temporary;
  /** Called when the old file has been set aside: from here on the hold has to be settled, whatever else goes wrong. */
  readonly onHeld: (hold: Hold) => void;
};

/** Something changed about the source since it was read: the twin is of an older state and must not take its place. */
function checkUnchanged({ effects, place, of, before }: SwapIn): void {
  const now = effects.fs.lstat(heldName(place, of));
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

function isSource({ effects, before }: SwapIn, file: string): boolean {
  const now = effects.fs.lstat(file);
  return now?.ino === before.ino && now.dev === before.dev;
}

/** Moves without replacing; a move that was done but reported an error counts as done. */
function moveTo(swap: SwapIn, from: string, to: string): void {
  try {
    swap.effects.fs.moveNoReplace(from, to);
  } catch (error) {
    if (isSource(swap, from) || !isSource(swap, to)) throw error;
  }
}

/** Gives the source its own name again, if it stands as a hold and nothing else has taken the name. */
function putSourceBack(swap: SwapIn): void {
  const { effects, place, of } = swap;
  const hold = holdPath(place, of);
  if (!isSource(swap, hold) || effects.fs.lstat(heldName(place, of)) !== null) return;
  moveTo(swap, hold, heldName(place, of));
  effects.fs.syncDirectory(place.directory);
}

/** Where the new compressed file has taken the place of the old one, they change places again. */
function exchangeBack(swap: SwapIn): void {
  const { effects, place, temporary } = swap;
  const old = [temporary.path, holdPath(place, 'compressed')].find((file) => isSource(swap, file));
  if (old === undefined || !temporary.standsAt(place.compressed) || !effects.fs.exchange(old, place.compressed)) return;
  effects.fs.syncDirectory(place.directory);
  if (temporary.standsAt(old)) effects.fs.unlink(old);
}

/** Takes our twin away again, but only while the source stands in its place: the last copy is never removed. */
function takeBack(swap: SwapIn): void {
  const { effects, place, of, temporary } = swap;
  if (of === 'compressed') exchangeBack(swap);
  putSourceBack(swap);
  if (of === 'compressed' || !isSource(swap, place.plain) || !temporary.standsAt(place.compressed)) return;
  effects.fs.unlink(place.compressed);
  effects.fs.syncDirectory(place.directory);
}

/** A reader is let in and does no harm; somebody who may write ends the swap. */
function checkNobodyWrites(lease: Lease | null): void {
  if (lease?.state() === 'reader_waits') lease.letReadersIn();
  if (lease?.state() === 'writer_waits') throw new InUse();
}

/** Steps 7 and 8: the twin is published beside the plain file, then the plain file is set aside. */
function replacePlain(swap: SwapIn, lease: Lease | null): void {
  const { effects, place } = swap;
  publish(swap);
  effects.fs.syncDirectory(place.directory);
  checkNobodyWrites(lease);
  checkUnchanged(swap);
  moveTo(swap, place.plain, holdPath(place, 'plain'));
}

/**
 * The new compressed file takes the place of the old one in one step, so that one of them always stands there; where a
 * file system has no such step, a crash between the two moves leaves the hold, which recovery puts back.
 */
function replaceCompressed(swap: SwapIn): void {
  const { effects, place, temporary } = swap;
  const hold = holdPath(place, 'compressed');
  if (temporary.exchangeWith(place.compressed)) {
    effects.fs.syncDirectory(place.directory);
    moveTo(swap, temporary.path, hold);
    return;
  }
  moveTo(swap, place.compressed, hold);
  effects.fs.syncDirectory(place.directory);
  publish(swap);
}

/** Whether nothing but its name, and so its ctime, has changed since it was read. */
function onlyMoved(before: FileState, now: FileState): boolean {
  return sameState(before, { ...now, ctimeNs: before.ctimeNs });
}

/** From here to the end nobody new can write to the source: the lease keeps openers waiting (safety.md, Openers). */
function replaceUnderLease(swap: SwapIn, fd: number, lease: Lease | null): void {
  const { effects, place, of, before, temporary, onHeld } = swap;
  let held: FileState;
  checkUnchanged(swap);
  try {
    if (of === 'plain') replacePlain(swap, lease);
    else replaceCompressed(swap);
    effects.fs.syncDirectory(place.directory);
    checkNobodyWrites(lease);
    held = effects.fs.fstat(fd);
    if (!onlyMoved(before, held)) leaveAlone('skipped_changed', 'It was changed while it was being set aside.');
  } catch (error) {
    takeBack(swap);
    throw error;
  }
  const { home, id, plainPath } = place;
  onHeld({ home, id, plainPath, of, state: held, twin: temporary.identity });
}

function replace(swap: SwapIn, fd: number, mayLackLease: boolean): 'held' | 'no_lease' {
  if (!sameState(swap.effects.fs.fstat(fd), swap.before)) {
    return leaveAlone('skipped_changed', 'It was changed while it was being read.');
  }
  const lease = swap.effects.openers.lease(fd);
  if (lease.kind === 'busy') throw new InUse();
  if (lease.kind === 'unknown' && !mayLackLease) return 'no_lease';
  if (lease.kind === 'unknown') replaceUnderLease(swap, fd, null);
  else holding(lease, () => replaceUnderLease(swap, fd, lease));
  return 'held';
}

export type SwapResult = 'held' | 'no_lease' | 'busy';

/**
 * Steps 5 to 8 of safety.md up to the hold: under coordination and the thread lock, with the source unchanged and
 * unopened, the proven twin takes the place of the source, which is set aside. A straight run of synchronous calls.
 * Where it says otherwise nothing was done: `busy`, coordination was not to be had in `tryForMs`; `no_lease`, this file
 * system cannot tell who has the file open: scan the processes (outside all locks) and come again at once with
 * `mayLackLease`.
 */
export function swapIn(
  swap: SwapIn,
  control: Control,
  { mayLackLease, tryForMs }: { readonly mayLackLease: boolean; readonly tryForMs: number },
): SwapResult {
  const { effects, place, of } = swap;
  if (effects.fs.lstat(heldName(place, of)) === null) checkUnchanged(swap);
  return withOpen(effects, heldName(place, of), (fd) => {
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
