import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Effects, FileState } from '../ports';
import { lockOrClose } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import { hasCode } from './outcome';

/**
 * A file of ours beside the one it will replace: exclusive, 0600, flocked from creation to publishing, under a name
 * that ends in `.tmp`, so that Codex's own sweep would clean it up should we not come back.
 */
export type Temporary = {
  readonly path: string;
  readonly fd: number;
  /** Publishes under `target` without replacing anything: EEXIST, or ENOENT where a sweep took the file away. */
  readonly publish: (target: string) => void;
  /** Lets go of the file: unlinks it unless it was published. Safe to call in every state. */
  readonly discard: () => void;
};

export function createTemporary(effects: Effects, directory: string, kind: 'compress' | 'materialize'): Temporary {
  const file = path.join(directory, `rollout-${kind}-cp${randomBytes(6).toString('hex')}.tmp`);
  const fd = effects.fs.open(file, 'createExclusive');
  const lock: HeldLock | null = lockOrClose(effects, fd);
  if (lock === null) throw new Error(`another process has locked our new file ${file}`);
  let published = false;
  return {
    path: file,
    fd,
    publish: (target) => {
      effects.fs.moveNoReplace(file, target);
      published = true;
    },
    discard: () => {
      try {
        if (!published) effects.fs.unlink(file);
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) throw error; // a sweep was faster
      } finally {
        lock.release();
      }
    },
  };
}

/** A file up to this size is read back so quickly that no sweep takes it for a stale one in between. */
const DRESSED_EARLY_BYTES = 16 * 1024 * 1024;

/**
 * Whether mode, owner and mtime are set before the file is synced for the first time, which spares a second sync. For
 * larger ones they come last, right before publishing: a `.tmp` with an old mtime is fair game for Codex's sweep.
 */
export function isDressedEarly(bytes: number): boolean {
  return bytes <= DRESSED_EARLY_BYTES;
}

/** Gives the temporary the mode, owner and mtime of the thread, mtime last. The caller makes them durable. */
export function dressLike(
  effects: Effects,
  fd: number,
  like: Pick<FileState, 'mode' | 'uid' | 'gid' | 'mtimeNs'>,
): void {
  const made = effects.fs.fstat(fd);
  if (made.uid !== like.uid || made.gid !== like.gid) effects.fs.setOwner(fd, like.uid, like.gid);
  effects.fs.setMode(fd, like.mode);
  effects.fs.setMtime(fd, like.mtimeNs);
}
