import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Effects, FileState } from '../ports';

/** A lock of ours; `release` unlocks before it closes, because a forked child would keep a merely closed one. */
export type HeldLock = { readonly release: () => void };

/** As long as Codex itself waits for it (codex-store.md, section 1). */
export const COORDINATION_TRIES_MS = 30_000;
const MAX_PAUSE_MS = 20;

/** Root acts only as the owner: what it makes in a store of somebody else is given to the store's owner. */
function giveToOwner(effects: Effects, fd: number, owner: FileState): void {
  if (process.geteuid?.() !== 0 || (owner.uid === 0 && owner.gid === 0)) return;
  effects.fs.setOwner(fd, owner.uid, owner.gid);
}

function ownerOf(effects: Effects, home: string): FileState {
  const state = effects.fs.lstat(effects.fs.realpath(home));
  if (state === null) throw new Error(`the Codex home is gone: ${home}`);
  return state;
}

function makeDirectory(effects: Effects, home: string, directory: string): void {
  if (effects.fs.lstat(directory) !== null) return;
  const owner = ownerOf(effects, home); // before anything is made: a home that is gone must not come back empty
  effects.fs.makeDirectory(directory, 0o777);
  if (process.geteuid?.() !== 0) return;
  const fd = effects.fs.open(directory, 'read');
  try {
    giveToOwner(effects, fd, owner);
  } finally {
    effects.fs.close(fd);
  }
}

/** Opens a lock file of Codex's, making it and its directory as Codex does (0666 and 0777 less umask). */
function openLockFile(effects: Effects, home: string, file: string): number {
  makeDirectory(effects, home, path.dirname(file));
  const isNew = effects.fs.lstat(file) === null;
  const fd = effects.fs.open(file, 'readWriteCreate');
  try {
    if (isNew) giveToOwner(effects, fd, ownerOf(effects, home));
    return fd;
  } catch (error) {
    effects.fs.close(fd);
    throw error;
  }
}

/** A new file of our own in `.tmp/`, to try locks on. Whoever asked closes and removes it. */
export function createProbeFile(effects: Effects, home: string): { readonly file: string; readonly fd: number } {
  const file = path.join(home, '.tmp', `coldpress-lock-probe-${randomUUID()}`);
  makeDirectory(effects, home, path.dirname(file));
  const fd = effects.fs.open(file, 'createExclusive');
  try {
    giveToOwner(effects, fd, ownerOf(effects, home));
    return { file, fd };
  } catch (error) {
    effects.fs.close(fd);
    effects.fs.unlink(file);
    throw error;
  }
}

/** Locks an open file or closes it; `null` where another holds it. */
export function lockOrClose(effects: Pick<Effects, 'fs' | 'locks'>, fd: number): HeldLock | null {
  let locked = false;
  try {
    locked = effects.locks.tryLock(fd);
  } finally {
    if (!locked) effects.fs.close(fd);
  }
  if (!locked) return null;
  return {
    release: () => {
      try {
        effects.locks.unlock(fd);
      } finally {
        effects.fs.close(fd);
      }
    },
  };
}

/** `.tmp/rollout-maintenance.lock`: held for a whole run; Codex's worker then skips its own. `null`: busy. */
export function takeRunLock(effects: Effects, home: string): HeldLock | null {
  return lockOrClose(effects, openLockFile(effects, home, runLockPath(home)));
}

export function runLockPath(home: string): string {
  return path.join(home, '.tmp', 'rollout-maintenance.lock');
}

export type CoordinationTry = { readonly shouldStop: () => boolean; readonly tryForMs: number };

/** `thread-writer-locks/.coordination.lock`: tried for so long, 0 once; `null` when it was not to be had. */
export function takeCoordination(effects: Effects, home: string, patience: CoordinationTry): HeldLock | null {
  const file = path.join(home, 'thread-writer-locks', '.coordination.lock');
  const until = effects.clock.elapsedMs() + patience.tryForMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const lock = lockOrClose(effects, openLockFile(effects, home, file));
    if (lock !== null || patience.shouldStop() || effects.clock.elapsedMs() >= until) return lock;
    effects.clock.pause(pauseMs);
  }
}

/** The writer lock of one thread, which Codex holds while it has the thread loaded. */
export function threadLockPath(home: string, threadId: string): string {
  return path.join(home, 'thread-writer-locks', `${threadId}.lock`);
}

/**
 * Probes a thread's writer lock, opened without creating; call only while holding coordination, where a resume waits
 * instead of failing. `free`: nobody has it loaded, and the lock (if there is a file) is ours until released.
 */
export function probeThreadLock(effects: Effects, home: string, threadId: string): HeldLock | null {
  const file = threadLockPath(home, threadId);
  if (effects.fs.lstat(file) === null) return { release: () => undefined };
  return lockOrClose(effects, effects.fs.open(file, 'readWrite'));
}

/**
 * Creates and takes a thread's writer lock, as Codex does before it opens a rollout; call and release only while
 * holding coordination. Releasing unlinks the file, as Codex does. `null`: loaded elsewhere.
 */
export function takeThreadLock(effects: Effects, home: string, threadId: string): HeldLock | null {
  const file = threadLockPath(home, threadId);
  const lock = lockOrClose(effects, openLockFile(effects, home, file));
  if (lock === null) return null;
  return {
    release: () => {
      lock.release();
      effects.fs.unlink(file);
    },
  };
}
