import fs from 'node:fs';
import path from 'node:path';
import type { FileState, LeaseResult, Openers } from '../ports';
import { dropLease, leaseIsWhole, takeWriteLease } from './libc';

function lease(fd: number): LeaseResult {
  const error = takeWriteLease(fd);
  if (error === null) {
    return { kind: 'held', isWhole: () => leaseIsWhole(fd), release: () => dropLease(fd) };
  }
  if (error === 'EAGAIN' || error === 'EBUSY' || error === 'EWOULDBLOCK') return { kind: 'busy' };
  return { kind: 'unknown', reason: `this file system grants no leases (${error})` };
}

/** A process may end, or be another user's, between listing and looking: then it is no holder that we can name. */
function unlessGone<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return otherwise;
    throw error;
  }
}

function hasOpen(pid: string, state: FileState): boolean {
  const directory = path.join('/proc', pid, 'fd');
  return unlessGone(() => fs.readdirSync(directory), []).some((fd) =>
    unlessGone(() => {
      const stats = fs.statSync(path.join(directory, fd), { bigint: true, throwIfNoEntry: false });
      return stats?.ino === state.ino && stats.dev === state.dev;
    }, false),
  );
}

/** Processes on Linux that have the file open, ours left out, as `name (pid N)`; `null` on other systems. */
function holders(state: FileState): readonly string[] | null {
  if (process.platform !== 'linux') return null;
  return fs
    .readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && hasOpen(pid, state))
    .map((pid) => {
      const name = unlessGone(() => fs.readFileSync(path.join('/proc', pid, 'comm'), 'utf8').trim(), 'a process');
      return `${name} (pid ${pid})`;
    });
}

/** Linux: write leases, and the process table to name a holder (safety.md, Openers). */
export const systemOpeners: Openers = { lease, holders };
