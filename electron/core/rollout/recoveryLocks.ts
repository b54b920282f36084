import path from 'node:path';
import { COORDINATION_TRIES_MS, probeThreadLock, takeCoordination } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import type { Effects, FileState } from '../ports';
import { sameState } from './eligibility';
import { leaveAlone } from './outcome';
import { holding } from './swap';
import type { ThreadFile } from './threadFiles';

/**
 * Leaves the thread alone where somebody has a guarded file open, or waits to open it, by now. Without leases the process
 * table is searched, which takes too long under Codex's locks: there only leases are asked.
 */
export type OpenCheck = (where: 'outside' | 'under_locks') => void;

/** Keeps everybody else from a file, or at least tells whether somebody has it open. */
type Guard = {
  readonly check: OpenCheck;
  readonly release: () => void;
};

const RETRY_MS = 20;

function leaveOpen(effects: Effects, state: FileState): never {
  const who = (effects.openers.holders(state) ?? []).join(', ');
  return leaveAlone('skipped_in_use', `The file is open in ${who === '' ? 'another program' : who}.`);
}

function checkHolders(effects: Effects, state: FileState): void {
  const holders = effects.openers.holders(state);
  if (holders === null) leaveAlone('skipped_unsupported', 'Nothing here can tell whether the file is open elsewhere.');
  if (holders.length > 0) leaveOpen(effects, state);
}

function guardOf(effects: Effects, fd: number, state: FileState): Guard {
  const lease = effects.openers.lease(fd);
  if (lease.kind === 'busy') return leaveOpen(effects, state);
  if (lease.kind === 'held') {
    const check = (): void => (lease.state() === 'whole' ? undefined : leaveOpen(effects, state));
    return { check, release: lease.release };
  }
  const check: OpenCheck = (where) => (where === 'outside' ? checkHolders(effects, state) : undefined);
  return { check, release: () => undefined };
}

export type OpenFile = ThreadFile & { readonly fd: number };

/** Opens a file for the time of `work`, if it is still the very one that was found. */
export function withFile<T>({ fs }: Effects, file: ThreadFile, work: (open: OpenFile) => T): T {
  const fd = fs.open(file.path, 'read');
  try {
    if (!sameState(fs.fstat(fd), file.state)) leaveAlone('skipped_changed', 'The file was changed meanwhile.');
    return work({ ...file, fd });
  } finally {
    fs.close(fd);
  }
}

/** Runs `work` while nobody else has any of these files open; leaves them alone otherwise. */
export function guarded<T>(effects: Effects, files: readonly OpenFile[], work: (check: OpenCheck) => T): T {
  const [file, ...rest] = files;
  if (file === undefined) return work(() => undefined);
  const guard = guardOf(effects, file.fd, file.state);
  return holding(guard, () =>
    guarded(effects, rest, (checkRest) =>
      work((where) => {
        guard.check(where);
        checkRest(where);
      }),
    ),
  );
}

export type Locked = {
  readonly effects: Effects;
  readonly home: string;
  readonly id: string;
  /** Have to be as they were found when the locks are ours. */
  readonly unchanged: readonly ThreadFile[];
  /** Nothing may stand under these names then. */
  readonly absent: readonly string[];
  readonly check: OpenCheck;
  readonly shouldStop: () => boolean;
};

function checkStill({ effects: { fs }, unchanged, absent }: Locked): void {
  for (const file of unchanged) {
    const now = fs.lstat(file.path);
    if (now === null || !sameState(now, file.state)) {
      leaveAlone('skipped_changed', `${path.basename(file.path)} was changed or moved meanwhile.`);
    }
  }
  const there = absent.find((file) => fs.lstat(file) !== null);
  if (there !== undefined) leaveAlone('skipped_changed', `${path.basename(there)} was made meanwhile.`);
}

function coordinate({ effects, home, check, shouldStop }: Locked): HeldLock {
  const until = effects.clock.elapsedMs() + COORDINATION_TRIES_MS;
  for (;;) {
    check('outside');
    const lock = takeCoordination(effects, home, { shouldStop, tryForMs: 0 });
    if (lock !== null) return lock;
    if (shouldStop()) leaveAlone('skipped_cancelled', 'You cancelled before this thread was finished.');
    if (effects.clock.elapsedMs() >= until) {
      leaveAlone('skipped_in_use', 'Codex held the lock that opening a thread needs for 30 s.');
    }
    effects.clock.pause(RETRY_MS);
  }
}

/**
 * Runs `act`, milliseconds of it, under coordination and the thread lock, with everything as it was found. `onInUse`
 * runs instead, under coordination, where Codex has the thread loaded.
 */
export function underThreadLocks<T>(locked: Locked, act: () => T, onInUse: () => T = leaveLoaded): T {
  return holding(coordinate(locked), () => {
    const thread = probeThreadLock(locked.effects, locked.home, locked.id);
    if (thread === null) return onInUse();
    return holding(thread, () => {
      checkStill(locked);
      locked.check('under_locks');
      return act();
    });
  });
}

function leaveLoaded(): never {
  return leaveAlone('skipped_in_use', 'The thread is loaded in Codex.');
}

/** Makes a file and its name durable: what is about to be removed is a copy of it. */
export function makeDurable({ fs }: Effects, { fd, path: file }: OpenFile): void {
  fs.fsync(fd);
  fs.syncDirectory(path.dirname(file));
}
