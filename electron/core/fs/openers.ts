import fs from 'node:fs';
import path from 'node:path';
import type { FileState, Lease, LeaseResult, LeaseState, Openers } from '../ports';
import { runningCodex } from './codexProcesses';
import { holdersOnMac } from './openersMac';
import { dropLease, takeWriteLease, turnIntoReadLease, wantedLease } from './libc';

/** A lease that was just taken on `fd`. */
function heldLease(fd: number): Lease {
  let kind: 'write' | 'read' = 'write';
  return {
    state: (): LeaseState => {
      const wanted = wantedLease(fd);
      if (wanted === kind) return 'whole';
      return wanted === 'read' ? 'reader_waits' : 'writer_waits';
    },
    letReadersIn: () => {
      if (turnIntoReadLease(fd)) kind = 'read';
    },
    takeAgain: () => {
      if (kind === 'read' && takeWriteLease(fd) === null) kind = 'write';
      return kind === 'write';
    },
    release: () => dropLease(fd),
  };
}

function lease(fd: number): LeaseResult {
  const error = takeWriteLease(fd);
  if (error === null) return { kind: 'held', ...heldLease(fd) };
  if (error === 'EAGAIN' || error === 'EBUSY' || error === 'EWOULDBLOCK') return { kind: 'busy' };
  return { kind: 'unknown', reason: `this file system grants no leases (${error})` };
}

/** A process may end between listing and looking: then it has nothing open any more. */
function unlessGone<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return otherwise;
    throw error;
  }
}

function isOpenIn(directory: string, state: FileState): boolean {
  return unlessGone(() => fs.readdirSync(directory), []).some((fd) =>
    unlessGone(() => {
      const stats = fs.statSync(path.join(directory, fd), { bigint: true, throwIfNoEntry: false });
      return stats?.ino === state.ino && stats.dev === state.dev;
    }, false),
  );
}

type Answer = 'open' | 'not open' | 'unknown';

/** `unknown`: a process of another user, into which we may not look. */
function askProcess(pid: string, state: FileState): Answer {
  try {
    return isOpenIn(path.join('/proc', pid, 'fd'), state) ? 'open' : 'not open';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EPERM') return 'unknown';
    throw error;
  }
}

function nameOf(pid: string): string {
  const name = unlessGone(() => fs.readFileSync(path.join('/proc', pid, 'comm'), 'utf8').trim(), 'a process');
  return `${name} (pid ${pid})`;
}

/** Linux: the process table; `complete` is false where processes of other users would not let us look. */
function scanProcesses(state: FileState): { readonly names: readonly string[]; readonly complete: boolean } {
  const pids = fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid);
  const answers = pids.map((pid) => ({ pid, answer: askProcess(pid, state) }));
  return {
    names: answers.filter(({ answer }) => answer === 'open').map(({ pid }) => nameOf(pid)),
    complete: answers.every(({ answer }) => answer !== 'unknown'),
  };
}

/** On Windows every running Codex counts as a holder, until something better tells. */
function holders(state: FileState): readonly string[] | null {
  if (process.platform === 'darwin') return holdersOnMac(state);
  if (process.platform !== 'linux') return runningCodex(process.platform);
  const { names, complete } = scanProcesses(state);
  return names.length > 0 || complete ? names : null;
}

/** Linux: write leases, and the process table to name a holder (safety.md, Openers). */
export const systemOpeners: Openers = { lease, holders };
