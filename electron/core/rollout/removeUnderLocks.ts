import path from 'node:path';
import { COORDINATION_TRIES_MS, probeThreadLock, takeCoordination } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import type { Effects, FileState } from '../ports';
import { sameState } from './eligibility';
import { leaveAlone } from './outcome';
import { holding, withOpen } from './swap';

export type Removal = {
  readonly home: string;
  readonly threadId: string | null;
  readonly file: string;
  /** The file that was copied or proven before. */
  readonly before: FileState;
};

function checkHolders({ openers }: Effects, before: FileState): void {
  const holders = openers.holders(before);
  if (holders === null) leaveAlone('skipped_unsupported', 'Nothing here can tell whether the file is open elsewhere.');
  if (holders.length > 0) leaveAlone('skipped_in_use', `The file is open in ${holders.join(', ')}.`);
}

/** The writer lock of a thread, or nothing where a file belongs to none; only under coordination. */
export function lockThread(effects: Effects, { home, threadId }: Pick<Removal, 'home' | 'threadId'>): HeldLock {
  const lock = threadId === null ? { release: () => undefined } : probeThreadLock(effects, home, threadId);
  return lock ?? leaveAlone('skipped_in_use', 'The thread is loaded in Codex. Close it there first.');
}

function coordination(effects: Effects, { home }: Removal): HeldLock {
  const patience = { shouldStop: () => false, tryForMs: COORDINATION_TRIES_MS };
  const lock = takeCoordination(effects, home, patience);
  return lock ?? leaveAlone('skipped_in_use', 'Codex held the lock that opening a thread needs for 30 s. Try again.');
}

function unlinkUnchanged({ fs }: Effects, { file, before }: Removal, fd: number): void {
  const named = fs.lstat(file);
  if (named === null || !sameState(named, before) || !sameState(fs.fstat(fd), before)) {
    leaveAlone('skipped_changed', 'The file was changed or moved meanwhile.');
  }
  fs.unlink(file);
  fs.syncDirectory(path.dirname(file));
}

function unlinkUnopened(effects: Effects, removal: Removal, fd: number): void {
  const lease = effects.openers.lease(fd);
  if (lease.kind === 'busy') return leaveAlone('skipped_in_use', 'The file is open in another program.');
  if (lease.kind === 'unknown') {
    unlinkUnchanged(effects, removal, fd);
    return;
  }
  holding(lease, () => {
    if (lease.state() !== 'whole') leaveAlone('skipped_in_use', 'Another program opens the file just now.');
    unlinkUnchanged(effects, removal, fd);
  });
}

/**
 * Removes one file of a store of which a proven copy stands elsewhere: under coordination and the thread lock, while
 * nobody has it open, and only if it is still the very file that was copied. Throws LeftAlone, with nothing removed.
 */
export function removeUnderLocks(effects: Effects, removal: Removal): void {
  withOpen(effects, removal.file, (fd) => {
    const probe = effects.openers.lease(fd);
    if (probe.kind === 'held') probe.release();
    // Without leases the process table tells, and it is searched outside of the locks.
    if (probe.kind === 'unknown') checkHolders(effects, removal.before);
    holding(coordination(effects, removal), () =>
      holding(lockThread(effects, removal), () => unlinkUnopened(effects, removal, fd)),
    );
  });
}
