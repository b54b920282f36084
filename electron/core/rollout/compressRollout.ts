import { createHash } from 'node:crypto';
import { flockHolders } from '../locks/heldLocks';
import { COORDINATION_TRIES_MS, threadLockPath } from '../locks/storeLocks';
import { foreignIdProblem } from '../model/problem';
import type { Effects, FileState } from '../ports';
import { compressionParameters } from '../zstd/parameters';
import { encodeReceipt } from '../zstd/receipt';
import { concluding, twiceIfSwept } from './conclude';
import { decodeProof, readThrough } from './content';
import type { ContentProof } from './content';
import { checkAlone, checkSpace, ownFile, sameState } from './eligibility';
import { leaveAlone } from './outcome';
import type { RolloutResult } from './outcome';
import { rolloutPlace } from './place';
import type { RolloutPlace } from './place';
import { LARGE_BYTES } from './press';
import type { Control, Press, SwapTask } from './press';
import { InUse, leaveUncoordinated, swapIn } from './swap';
import type { SwapIn } from './swap';
import { checkLikeness, createTemporary, dressLike, isDressedEarly } from './temporary';
import type { Temporary } from './temporary';

type Work = {
  readonly task: SwapTask;
  readonly effects: Effects;
  readonly press: Press;
  readonly control: Control;
  readonly place: RolloutPlace;
};

/** What is surely needed on the disk at first; a file that presses badly is stopped by the watch while encoding. */
const PREDICTED_SHARE = 3;
const SPACE_WATCH_BYTES = 4 * 1024 * 1024;
const HOLDER_RETRY_MS = 20;

function checkCold({ effects, task }: Work, state: FileState): void {
  if (task.minAgeMs <= 0) return;
  const ageMs = effects.clock.nowMs() - Number(state.mtimeNs / 1_000_000n);
  if (ageMs < task.minAgeMs) leaveAlone('skipped_not_cold', 'It was changed too recently.');
}

/** A thread that Codex has loaded is not even read; the swap itself asks again, under the locks. */
function checkNotLoaded({ effects, place }: Work): void {
  const [pid] = flockHolders(effects.fs, threadLockPath(place.home, place.id)) ?? [];
  if (pid !== undefined)
    leaveAlone('skipped_in_use', `The thread is loaded in Codex (process ${pid}). Close it there first.`);
}

/** The first record must be a readable session_meta of this very thread: a file that Codex would take for it. */
function checkRollout({ effects, press, place }: Work): void {
  const fd = effects.fs.open(place.plain, 'read');
  try {
    const { meta, problem } = press.heads.readPlain(fd);
    if (problem !== null) leaveAlone('skipped_unsupported', problem.reason);
    if (meta?.id !== place.id) leaveAlone('skipped_unsupported', foreignIdProblem(meta?.id ?? 'none').reason);
  } finally {
    effects.fs.close(fd);
  }
}

/** Step 1: the state of a file that may be swapped, or the reason why not. */
function eligible(work: Work): FileState {
  const { effects, place } = work;
  if (effects.fs.lstat(place.plain) === null && effects.fs.lstat(place.compressed) !== null) {
    leaveAlone('skipped_already_compressed', 'It is compressed already.');
  }
  const before = ownFile(effects, place, place.plain);
  checkCold(work, before);
  checkNotLoaded(work);
  checkAlone(effects, place, place.compressed);
  checkRollout(work);
  checkSpace(effects, place.directory, Number(before.size) / PREDICTED_SHARE);
  return before;
}

/** Writes to the temporary, and backs out before the disk is full for everybody else. */
function createSink({ effects, place }: Work, temporary: Temporary): { readonly write: (chunk: Uint8Array) => void } {
  let sinceWatch = 0;
  return {
    write: (chunk) => {
      sinceWatch += chunk.byteLength;
      if (sinceWatch >= SPACE_WATCH_BYTES) {
        checkSpace(effects, place.directory, sinceWatch);
        sinceWatch = 0;
      }
      effects.fs.writeAll(temporary.fd, chunk);
    },
  };
}

/** Step 3, first half: one frame with everything that was in the file when we looked, hashed on the way. */
function encode(work: Work, before: FileState, temporary: Temporary): ContentProof {
  const { effects, press, control, place, task } = work;
  const size = Number(before.size);
  const sink = createSink(work, temporary);
  const fd = effects.fs.open(place.plain, 'read');
  try {
    if (!sameState(effects.fs.fstat(fd), before)) leaveAlone('skipped_changed', 'It was changed before it was read.');
    const hash = createHash('sha256');
    let seen = 0;
    press.encoder.begin(size, compressionParameters(size, task.level));
    const bytes = readThrough({ fs: effects.fs, fd, size, press, control, step: 'reading' }, (chunk) => {
      seen += chunk.byteLength;
      if (seen > size) leaveAlone('skipped_changed', 'It grew while it was being read.');
      hash.update(chunk);
      press.encoder.write(chunk, sink.write);
    });
    if (bytes !== size) leaveAlone('skipped_changed', 'It became shorter while it was being read.');
    press.encoder.end(sink.write);
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    if (size >= LARGE_BYTES) press.encoder.release();
    effects.fs.close(fd);
  }
}

/** Step 4: what stands on the disk decodes to the very bytes that were read, with nothing behind the receipt. */
function proveWritten(work: Work, temporary: Temporary, expected: ContentProof & { readonly fileBytes: number }): void {
  const { effects, press, control } = work;
  effects.fs.fsync(temporary.fd);
  effects.fs.dropCache(temporary.fd);
  const size = Number(effects.fs.fstat(temporary.fd).size);
  const context = { fs: effects.fs, fd: temporary.fd, size, press, control, step: 'verifying' } as const;
  const proof = decodeProof(context, expected.bytes);
  if (size === expected.fileBytes && proof.bytes === expected.bytes && proof.sha256 === expected.sha256) return;
  throw new Error('the compressed file read back from the disk does not equal the original. Check this disk');
}

/** Steps 2 to 4: a proven twin in a temporary file. Gives its size. */
function writeTwin(work: Work, before: FileState, temporary: Temporary): number {
  const { effects, task } = work;
  const proof = encode(work, before, temporary);
  const receipt = encodeReceipt({
    v: 1,
    ...proof,
    mtimeNs: before.mtimeNs.toString(),
    mode: before.mode.toString(8),
    tool: task.tool,
  });
  const dataBytes = Number(effects.fs.fstat(temporary.fd).size);
  effects.fs.writeAll(temporary.fd, receipt);
  const fileBytes = dataBytes + receipt.byteLength;
  if (fileBytes >= proof.bytes) leaveAlone('skipped_not_compressible', 'Compressed it would be no smaller.');
  if (isDressedEarly(proof.bytes)) dressLike(effects, temporary.fd, before);
  proveWritten(work, temporary, { ...proof, fileBytes });
  return fileBytes;
}

function describeHolders(effects: Effects, before: FileState): string {
  const holders = effects.openers.holders(before) ?? [];
  const who = holders.length === 0 ? 'another program' : holders.join(', ');
  return `Opened by ${who} while it was being compressed.`;
}

/**
 * Where no lease is to be had: the process table is asked right before each single try for the locks, so that no
 * writer can open the file during a wait for them.
 */
function swapWithoutLease({ effects, control }: Work, swapping: SwapIn): void {
  const { clock, openers } = effects;
  const until = clock.elapsedMs() + COORDINATION_TRIES_MS;
  for (;;) {
    const holders = openers.holders(swapping.before);
    if (holders === null) {
      return leaveAlone('skipped_unsupported', 'Nothing here can tell whether the file is open elsewhere.');
    }
    if (holders.length > 0) leaveAlone('skipped_in_use', `Opened by ${holders.join(', ')}.`);
    if (swapIn(swapping, control, { mayLackLease: true, tryForMs: 0 }) !== 'busy') return;
    if (control.shouldStop() || clock.elapsedMs() >= until) leaveUncoordinated(control);
    clock.pause(HOLDER_RETRY_MS);
  }
}

/** Steps 5 to 7. */
function swap(work: Work, swapping: SwapIn): void {
  const { effects, control } = work;
  const { before, temporary } = swapping;
  control.progress('swapping', 0);
  if (!isDressedEarly(Number(before.size))) {
    dressLike(effects, temporary.fd, before);
    effects.fs.fsync(temporary.fd);
  }
  try {
    const result = swapIn(swapping, control, { mayLackLease: false, tryForMs: COORDINATION_TRIES_MS });
    if (result === 'busy') leaveUncoordinated(control);
    if (result === 'no_lease') swapWithoutLease(work, swapping);
  } catch (error) {
    if (error instanceof InUse) leaveAlone('skipped_in_use', describeHolders(effects, before));
    throw error;
  }
}

function attempt(work: Work, onSwapped: (result: RolloutResult) => void): RolloutResult {
  const { effects, place } = work;
  const before = eligible(work);
  const temporary = createTemporary(effects, place.directory, 'compress');
  try {
    checkLikeness(effects, temporary, before);
    const compressedBytes = writeTwin(work, before, temporary);
    const freed = before.allocatedBytes - effects.fs.fstat(temporary.fd).allocatedBytes;
    const result: RolloutResult = {
      outcome: { id: place.id, kind: 'compressed', sourceBytes: Number(before.size), compressedBytes },
      freedBytes: Number(freed),
      diskFull: false,
    };
    swap(work, { effects, place, before, temporary, onSwapped: () => onSwapped(result) });
    return result;
  } finally {
    temporary.discard();
  }
}

/**
 * Replaces one plain rollout by its compressed twin, or leaves it exactly as it was and says why (safety.md,
 * Compress one rollout, without the hold). Never throws; cancelling is honoured between chunks and always safe.
 */
export function compressRollout(
  task: SwapTask,
  tools: { readonly effects: Effects; readonly press: Press; readonly control: Control },
): RolloutResult {
  return concluding(task, (onSwapped) => {
    const work: Work = { task, ...tools, place: rolloutPlace(task.home, task.plainPath) };
    return twiceIfSwept(work, () => attempt(work, onSwapped));
  });
}
