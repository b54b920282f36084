import path from 'node:path';
import { lockOrClose } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import type { Effects, FileSystem } from '../ports';
import type { LedgerBody, LedgerEntry, LedgerTarget } from './entry';
import { lineStart, MAX_LINE_BYTES, readRange } from './ledgerFile';
import type { OpenLedger } from './ledgerFile';
import { lastWhole, NO_HASH, parseLine, sealEntry } from './line';

type LedgerEffects = Pick<Effects, 'fs' | 'locks' | 'clock'>;

/** Others hold the lock for one write and one fsync. */
const TRY_FOR_MS = 10_000;
const MAX_PAUSE_MS = 20;

/** Makes a folder that is there after a power cut. */
function makeFolder(fs: FileSystem, folder: string): void {
  if (fs.lstat(folder) !== null) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(fs, parent);
  fs.makeDirectory(folder, 0o700);
  fs.syncDirectory(parent);
}

/** Whether the file that was opened is still the one of that name, and not one that was taken away meanwhile. */
function isNamed(fs: FileSystem, fd: number, file: string): boolean {
  const named = fs.lstat(file);
  const open = fs.fstat(fd);
  return named !== null && named.dev === open.dev && named.ino === open.ino;
}

/** Whether the locked file is the ledger; where it is not, or that cannot be said, it is let go of. */
function isNamedOrReleased(ledger: OpenLedger, lock: HeldLock, file: string): boolean {
  let named = false;
  try {
    named = isNamed(ledger.fs, ledger.fd, file);
    return named;
  } finally {
    if (!named) lock.release();
  }
}

type LockedLedger = { readonly ledger: OpenLedger; readonly lock: HeldLock };

/** Opens the ledger and takes an exclusive flock of it. Releasing closes it. */
function openLocked(effects: LedgerEffects, file: string): LockedLedger {
  const { fs, clock } = effects;
  const until = clock.elapsedMs() + TRY_FOR_MS;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const fd = fs.open(file, 'append');
    const lock = lockOrClose(effects, fd);
    const ledger = { fs, fd };
    if (lock !== null && isNamedOrReleased(ledger, lock, file)) return { ledger, lock };
    if (clock.elapsedMs() >= until) {
      throw new Error(`${file}: another program has kept the ledger locked for 10 s. End it, then try again.`);
    }
    clock.pause(pauseMs);
  }
}

/** What stands behind the last newline, and what is done about it before anything is appended. */
type Tail = {
  /** The file keeps its first `keepBytes`. */
  readonly keepBytes: number;
  /** Bytes that are cut off: a line that a crash tore. */
  readonly tornBytes: number;
  /** Written first, to end a line that is kept. */
  readonly ending: '' | '\n';
};

/**
 * A torn line is cut off. A whole entry that lacks only its newline is kept; so is what is too long to be a line of
 * ours: it becomes a line that is reported.
 */
function tailOf(ledger: OpenLedger, size: number): Tail {
  const start = lineStart(ledger, size);
  if (start === size) return { keepBytes: size, tornBytes: 0, ending: '' };
  const isOurs = size - start <= MAX_LINE_BYTES;
  const isTorn = isOurs && parseLine(readRange(ledger, start, size)).kind === 'bad';
  if (isTorn) return { keepBytes: start, tornBytes: size - start, ending: '' };
  return { keepBytes: size, tornBytes: 0, ending: '\n' };
}

/** The place of the last whole line among the kept bytes, an unended one included. */
function lastKept(ledger: OpenLedger, { keepBytes, ending }: Tail): { readonly seq: number; readonly hash: string } {
  const last = lastWhole(ledger, keepBytes + ending.length);
  return last ?? { seq: -1, hash: NO_HASH };
}

type Sealed = ReturnType<typeof sealEntry>;

function seal(after: { seq: number; hash: string }, bodies: readonly LedgerBody[], common: Stamp): Sealed[] {
  let { seq, hash: prev } = after;
  return bodies.map((body) => {
    const sealed = sealEntry({ v: 1, seq: ++seq, ...common, body, prev });
    if (Buffer.byteLength(sealed.line) >= MAX_LINE_BYTES)
      throw new Error('an entry of the ledger is too long to be written');
    prev = sealed.entry.hash;
    return sealed;
  });
}

type Stamp = { readonly atMs: number; readonly tool: string };

/** Writes and syncs, or leaves the file as it was. */
function writeDurably({ fs, fd }: OpenLedger, text: string, sizeBefore: number): void {
  try {
    fs.writeAll(fd, new TextEncoder().encode(text));
    fs.fsync(fd);
  } catch (error) {
    try {
      fs.truncate(fd, sizeBefore);
    } catch {
      // What was written of the last line is cut off by the next one who appends.
    }
    throw error;
  }
}

function appendLocked(ledger: OpenLedger, folder: string, { bodies, stamp }: Batch): readonly LedgerEntry[] {
  const { fs, fd } = ledger;
  const state = fs.fstat(fd);
  if (state.kind !== 'file') throw new Error('the ledger is not a regular file');
  const size = Number(state.size);
  if (size === 0) fs.syncDirectory(folder); // before the first line: so the name of a ledger with lines is durable
  const tail = tailOf(ledger, size);
  const repair: LedgerBody[] = tail.tornBytes > 0 ? [{ kind: 'repair', tornBytes: tail.tornBytes }] : [];
  const sealed = seal(lastKept(ledger, tail), [...repair, ...bodies], stamp);
  if (tail.keepBytes < size) fs.truncate(fd, tail.keepBytes);
  const lines = sealed.map(({ line }) => `${line}\n`).join('');
  writeDurably(ledger, tail.ending + lines, tail.keepBytes);
  return sealed.slice(repair.length).map(({ entry }) => entry);
}

type Batch = { readonly bodies: readonly LedgerBody[]; readonly stamp: Stamp };

/**
 * Appends entries to a store's ledger, chained to the last whole line that stands there now, and gives them back once
 * they are durable. All or none: an error leaves the lines of before, and a crash at most a torn last line, which the
 * next call cuts off and says so in a `repair` entry of its own. Any number of threads and processes may do this at
 * once. Blocks for at most 10 s while others write, then throws; throws the file system's errors.
 */
export function appendEntries(
  effects: LedgerEffects,
  target: LedgerTarget,
  bodies: readonly LedgerBody[],
): readonly LedgerEntry[] {
  if (bodies.length === 0) return [];
  const folder = path.dirname(target.file);
  makeFolder(effects.fs, folder);
  const { ledger, lock } = openLocked(effects, target.file);
  try {
    const stamp = { atMs: effects.clock.nowMs(), tool: target.tool };
    return appendLocked(ledger, folder, { bodies, stamp });
  } finally {
    lock.release();
  }
}
