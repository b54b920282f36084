import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Effects, FileState } from '../ports';
import { lockOrClose } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import { hasCode, leaveAlone } from './outcome';

/**
 * A file of ours beside the one it will replace: exclusive, 0600, flocked from creation to publishing, under a name
 * that ends in `.tmp`, so that Codex's own sweep would clean it up should we not come back.
 */
export type Temporary = {
  readonly path: string;
  readonly fd: number;
  /**
   * Publishes under `target` without replacing anything: EEXIST, or ENOENT where a sweep took the file away. A move
   * that was done but reported an error counts as done.
   */
  readonly publish: (target: string) => void;
  /**
   * Takes the place of a file that stands at `target`, which then stands at `path`; in one step. `false`, with nothing
   * done, where this file system has no such step.
   */
  readonly exchangeWith: (target: string) => boolean;
  /** What this file is, whatever its name. */
  readonly identity: Pick<FileState, 'dev' | 'ino'>;
  /** Whether this very file stands under that name. */
  readonly standsAt: (file: string) => boolean;
  /** Lets go of the file: unlinks it unless it was published. Safe to call in every state. */
  readonly discard: () => void;
};

type Opened = { readonly fd: number; readonly lock: HeldLock; readonly state: FileState };

function openLocked(effects: Effects, file: string): Opened {
  const fd = effects.fs.open(file, 'createExclusive');
  let lock: HeldLock | null = null;
  try {
    lock = lockOrClose(effects, fd);
    if (lock !== null) return { fd, lock, state: effects.fs.fstat(fd) };
    throw new Error(`another process has locked our new file ${file}`);
  } catch (error) {
    try {
      effects.fs.unlink(file);
    } finally {
      lock?.release();
    }
    throw error;
  }
}

export function createTemporary(effects: Effects, directory: string, kind: 'compress' | 'materialize'): Temporary {
  const file = path.join(directory, `rollout-${kind}-cp${randomBytes(6).toString('hex')}.tmp`);
  const { fd, lock, state } = openLocked(effects, file);
  const { dev, ino } = state;

  function standsAt(target: string): boolean {
    const there = effects.fs.lstat(target);
    return there?.ino === ino && there.dev === dev;
  }

  return {
    path: file,
    fd,
    identity: { dev, ino },
    standsAt,
    exchangeWith: (target) => {
      try {
        return effects.fs.exchange(file, target);
      } catch (error) {
        if (!standsAt(target)) throw error;
        return true;
      }
    },
    publish: (target) => {
      try {
        effects.fs.moveNoReplace(file, target);
      } catch (error) {
        if (hasCode(error, 'EEXIST') || !standsAt(target)) throw error;
      }
    },
    discard: () => {
      try {
        // Another file may stand there by now: one that changed places with this one.
        if (standsAt(file)) effects.fs.unlink(file);
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) throw error; // a sweep was faster
      } finally {
        lock.release();
      }
    },
  };
}

/**
 * Leaves the thread alone where a new file of its folder cannot be made like it: it would have access rights that the
 * thread does not have (a default ACL of the folder), or cannot be given to the thread's owner and group.
 */
export function checkLikeness(effects: Effects, temporary: Temporary, like: FileState): void {
  if (effects.fs.extendedAttributes(temporary.path).length > 0) {
    const reason =
      'The folder gives every new file access rights of its own (a default ACL) that the thread does not have.';
    leaveAlone('skipped_unsupported', reason);
  }
  const made = effects.fs.fstat(temporary.fd);
  if (made.uid === like.uid && made.gid === like.gid) return;
  try {
    effects.fs.setOwner(temporary.fd, like.uid, like.gid);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) throw error;
    const reason = `The file belongs to user ${like.uid} and group ${like.gid}, to which you cannot give a file.`;
    leaveAlone('skipped_unsupported', reason);
  }
}

/** A file up to this size is read back so quickly that no sweep takes it for a stale one in between. */
const DRESSED_EARLY_BYTES = 16 * 1024 * 1024;

/**
 * Whether mode and mtime are set before the file is synced for the first time, which spares a second sync. For
 * larger ones they come last, right before publishing: a `.tmp` with an old mtime is fair game for Codex's sweep.
 */
export function isDressedEarly(bytes: number): boolean {
  return bytes <= DRESSED_EARLY_BYTES;
}

/** Gives the temporary the mode and mtime of the thread, mtime last. The caller makes them durable. */
export function dressLike(effects: Effects, fd: number, like: Pick<FileState, 'mode' | 'mtimeNs'>): void {
  effects.fs.setMode(fd, like.mode);
  effects.fs.setMtime(fd, like.mtimeNs);
}
