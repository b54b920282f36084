import { createHash } from 'node:crypto';
import path from 'node:path';
import { failure } from '#contract/errors';
import type { AsideFile } from '#contract/health';
import { appendEntries } from '../ledger/appendEntries';
import type { LedgerBody, LedgerTarget } from '../ledger/entry';
import { readLedger } from '../ledger/readLedger';
import { takeRunLock } from '../locks/storeLocks';
import type { HeldLock } from '../locks/storeLocks';
import { STORE_ROOTS } from '../model/rolloutName';
import type { Effects, FileState } from '../ports';
import { copyProven } from '../rollout/copyProven';
import { describeError, leaveAlone } from '../rollout/outcome';
import { lockThread, removeUnderLocks } from '../rollout/removeUnderLocks';
import { coordinated, holding } from '../rollout/swap';
import { checkLikeness, createTemporary, dressLike } from '../rollout/temporary';
import { runHolder } from './acquireRun';

/** Where files of one store are set aside, and where that is written down. */
export type Asides = {
  readonly effects: Effects;
  readonly home: string;
  /** In the data directory; see `asidesFolderName`. */
  readonly folder: string;
  readonly ledger: LedgerTarget;
};

export type AsideRequest = {
  /** Made by the caller; part of the file's name in the folder. */
  readonly asideId: string;
  readonly threadId: string | null;
  /** Relative to the home. */
  readonly path: string;
  readonly reason: string;
};

type AsideBody = Extract<LedgerBody, { kind: 'aside' }>;

/** A folder name for what is set aside of one store, so that stores never mix. `home`: a real path. */
export function asidesFolderName(home: string): string {
  return `asides-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`;
}

/** Nothing else may work on the store meanwhile: neither a job, nor a recovery, nor Codex's worker. */
function runLocked<T>({ effects, home }: Asides, work: () => T): T {
  const lock: HeldLock | null = takeRunLock(effects, home);
  if (lock !== null) return holding(lock, work);
  const message = `Another run holds this store (${runHolder(effects.fs, home)}).`;
  throw failure('STORE_BUSY', message, 'Wait until it has finished, then try again.');
}

function inStore({ home }: Asides, file: string): string {
  const parts = file.split('/');
  const isInside = STORE_ROOTS.some((root) => root === parts[0]) && !parts.includes('..') && parts.length > 1;
  if (!isInside) throw failure('INVALID_REQUEST', `${file} is not in the store.`, 'Check the store again.');
  return path.join(home, ...parts);
}

function sourceOf(asides: Asides, file: string): FileState {
  const state = asides.effects.fs.lstat(file);
  if (state === null) return leaveAlone('skipped_changed', 'The file is gone: it was moved, archived or deleted.');
  if (state.kind !== 'file') leaveAlone('skipped_unsupported', 'It is not a regular file.');
  return state;
}

function makeFolder({ effects, folder }: Asides): void {
  if (effects.fs.lstat(folder) !== null) return;
  effects.fs.makeDirectory(folder, 0o700);
  effects.fs.syncDirectory(path.dirname(folder));
}

function write(asides: Asides, body: Omit<AsideBody, 'kind' | 'trigger' | 'jobId' | 'durationMs'>): void {
  const { trigger, jobId } = asides.ledger;
  appendEntries(asides.effects, asides.ledger, [{ kind: 'aside', trigger, jobId, durationMs: 0, ...body }]);
}

/**
 * Moves one file of the store into the folder of asides: a copy is made, synced and read back, then written into the
 * ledger; only then the file itself goes, under the run lock, coordination, the thread lock and a lease, unchanged since
 * it was read. Where that is not to be had nothing changes, and the copy goes again. Throws LeftAlone with the reason,
 * or an AppFailure.
 */
export function setAside(asides: Asides, request: AsideRequest): AsideFile {
  const { effects, home } = asides;
  const file = inStore(asides, request.path);
  return runLocked(asides, () => {
    const before = sourceOf(asides, file);
    makeFolder(asides);
    const name = `${request.asideId}.${path.basename(file)}`;
    const copy = path.join(asides.folder, name);
    const proof = copyProven(effects, { from: file, to: copy, before });
    const { asideId, threadId, reason } = request;
    const mtimeNs = before.mtimeNs.toString();
    const like = { ...proof, mtimeNs, mode: before.mode.toString(8) };
    const body = { asideId, threadId, path: request.path, file: name, ...like };
    try {
      write(asides, { action: 'set_aside', ...body, reason });
      removeUnderLocks(effects, { home, threadId, file, before });
    } catch (error) {
      if (effects.fs.lstat(file) === null) throw error;
      // The file stands in the store as it was: the copy is one too many.
      effects.fs.unlink(copy);
      write(asides, { action: 'put_back', ...body, reason: `It was not set aside: ${describeError(error)}` });
      throw error;
    }
    return { asideId, threadId, title: null, atMs: effects.clock.nowMs(), path: request.path, ...proof };
  });
}

function* asideBodies({ effects, ledger }: Asides): Generator<{ readonly atMs: number; readonly body: AsideBody }> {
  for (const item of readLedger(effects.fs, ledger.file)) {
    if (item.kind !== 'entry' || item.entry.body.kind !== 'aside') continue;
    yield { atMs: item.entry.atMs, body: item.entry.body };
  }
}

type Aside = { readonly atMs: number; readonly body: AsideBody };

function currentAsides(asides: Asides): ReadonlyMap<string, Aside> {
  const current = new Map<string, Aside>();
  for (const aside of asideBodies(asides)) {
    if (aside.body.action === 'set_aside') current.set(aside.body.asideId, aside);
    else current.delete(aside.body.asideId);
  }
  return current;
}

/** What is set aside now, newest first, by the ledger. `title` is left to whoever knows the threads. */
export function listAsides(asides: Asides): readonly AsideFile[] {
  const current = [...currentAsides(asides).values()].reverse();
  return current.map(({ atMs, body: { asideId, threadId, path: file, bytes, sha256 } }) => {
    return { asideId, threadId, title: null, atMs, path: file, bytes, sha256 };
  });
}

function checkCopy({ sha256, bytes }: AsideBody, proof: { readonly sha256: string; readonly bytes: number }): void {
  if (proof.sha256 === sha256 && proof.bytes === bytes) return;
  leaveAlone('failed', 'The file that was set aside is not what it was. It stays where it is. Check this disk.');
}

/** Publishes a proven copy under its old name, under Codex's locks, without replacing anything. */
function publishBack({ effects, home, folder }: Asides, body: AsideBody): void {
  const file = path.join(home, ...body.path.split('/'));
  const directory = path.dirname(file);
  const store = effects.fs.lstat(directory);
  if (store === null)
    return leaveAlone('failed', `Its folder is gone: ${path.dirname(body.path)}. Make it again first.`);
  const copy = path.join(folder, body.file);
  const before = effects.fs.lstat(copy);
  if (before === null) return leaveAlone('failed', `The file that was set aside is gone from ${folder}.`);
  const temporary = createTemporary(effects, directory, 'materialize');
  try {
    checkLikeness(effects, temporary, { ...before, uid: store.uid, gid: store.gid });
    checkCopy(body, copyProven(effects, { from: copy, to: temporary.fd, before }));
    dressLike(effects, temporary.fd, { mode: parseInt(body.mode, 8), mtimeNs: BigInt(body.mtimeNs) });
    effects.fs.fsync(temporary.fd);
    const control = { shouldStop: () => false, progress: () => undefined };
    coordinated({ effects, home, control }, () => {
      holding(lockThread(effects, { home, threadId: body.threadId }), () => {
        if (effects.fs.lstat(file) !== null) leaveAlone('skipped_changed', 'Another file stands in its place now.');
        temporary.publish(file);
        effects.fs.syncDirectory(directory);
      });
    });
  } finally {
    temporary.discard();
  }
}

/**
 * Puts a file that was set aside back under its old name, proven equal, with its time and mode; what stands there now is
 * never replaced. The copy goes when the file is durable. Throws LeftAlone with the reason, or an AppFailure.
 */
export function putBackAside(asides: Asides, asideId: string): void {
  const aside = currentAsides(asides).get(asideId);
  if (aside === undefined) {
    throw failure('INVALID_REQUEST', 'This file is not set aside any more.', 'Check the store again.');
  }
  const { effects, folder } = asides;
  const { body } = aside;
  runLocked(asides, () => {
    publishBack(asides, body);
    const { asideId: id, threadId, path: file, file: name, bytes, sha256, mtimeNs, mode } = body;
    const reason = 'It was put back.';
    write(asides, {
      ...{ action: 'put_back', asideId: id, threadId, path: file, file: name, bytes, sha256, mtimeNs, mode, reason },
    });
    effects.fs.unlink(path.join(folder, name));
    effects.fs.syncDirectory(folder);
  });
}
