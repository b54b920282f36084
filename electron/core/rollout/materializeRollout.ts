import { takeThreadLock } from '../locks/storeLocks';
import { damagedProblem, foreignIdProblem } from '../model/problem';
import type { Effects, FileState } from '../ports';
import { CodecError } from '../zstd/codec';
import { walkFrames } from '../zstd/frameHeader';
import type { FrameSummary } from '../zstd/frameHeader';
import { readerOf } from '../zstd/readerOf';
import { readReceipt, RECEIPT_MAGIC } from '../zstd/receipt';
import type { Receipt } from '../zstd/receipt';
import { concluding, twiceIfSwept } from './conclude';
import { decodeProof, decodeThrough, proveFile } from './content';
import type { ContentProof, ReadContext } from './content';
import { checkAlone, checkSpace, ownFile, sameState } from './eligibility';
import { hasCode, leaveAlone } from './outcome';
import type { RolloutResult } from './outcome';
import { rolloutPlace } from './place';
import type { RolloutPlace } from './place';
import { LARGE_BYTES } from './press';
import type { Control, Press, SwapTask } from './press';
import { coordinated, holding, keepingOpen } from './swap';
import { checkLikeness, createTemporary, dressLike, isDressedEarly } from './temporary';
import type { Temporary } from './temporary';

type Work = {
  readonly task: SwapTask;
  readonly effects: Effects;
  readonly press: Press;
  readonly control: Control;
  readonly place: RolloutPlace;
};

const SPACE_WATCH_BYTES = 4 * 1024 * 1024;

function eligible({ effects, place }: Work): FileState {
  if (effects.fs.lstat(place.plain) !== null) {
    const reason =
      effects.fs.lstat(place.compressed) === null
        ? 'It is not compressed.'
        : 'A plain file of this thread exists beside the compressed one. Codex reads the plain one.';
    leaveAlone('skipped_unsupported', reason);
  }
  const before = ownFile(effects, place, place.compressed);
  checkAlone(effects, place, place.plain);
  return before;
}

/** What the frames of the file say before anything is decoded; one that is damaged or of another thread is left alone. */
function checkContent({ effects, press, place }: Work, fd: number, size: number): FrameSummary {
  const frames = walkFrames(readerOf(effects.fs, fd), size);
  if (frames.damage !== null) leaveAlone('failed', damagedProblem(frames.damage).reason);
  if (frames.dataFrames === 0)
    leaveAlone('failed', damagedProblem('There is no content in the compressed file.').reason);
  const { meta, problem } = press.heads.readCompressed(fd);
  if (problem !== null) leaveAlone('failed', problem.reason);
  if (meta?.id !== place.id) leaveAlone('skipped_unsupported', foreignIdProblem(meta?.id ?? 'none').reason);
  return frames;
}

/** Without receipt and checksum nothing but a second reading tells a good decode from a disk's or memory's slip. */
function decodeAgain(context: ReadContext, proof: ContentProof): void {
  context.fs.dropCache(context.fd);
  const again = decodeProof(context, proof.bytes);
  if (again.bytes === proof.bytes && again.sha256 === proof.sha256) return;
  throw new Error('the compressed file reads differently each time. Check this disk');
}

type Decoded = ContentProof & { readonly receipt: Receipt | null };

/** Decodes into the temporary; the disk is watched, because a `.zst` may decode to anything. */
function decodeInto(work: Work, context: ReadContext, temporary: Temporary): Decoded {
  const { effects, place } = work;
  const { fd, size, press } = context;
  const frames = checkContent(work, fd, size);
  const ours = frames.last?.kind === 'skippable' && frames.last.magic === RECEIPT_MAGIC;
  const receipt = ours ? readReceipt(effects.fs, fd, size) : null;
  const expected = receipt?.bytes ?? Number(frames.contentBytes ?? size);
  checkSpace(effects, place.directory, expected);
  let sinceWatch = 0;
  try {
    const proof = decodeThrough(context, (content) => {
      sinceWatch += content.byteLength;
      if (sinceWatch >= SPACE_WATCH_BYTES) {
        checkSpace(effects, place.directory, sinceWatch);
        sinceWatch = 0;
      }
      effects.fs.writeAll(temporary.fd, content);
    });
    if (receipt === null && !frames.checksum) decodeAgain(context, proof);
    return { ...proof, receipt };
  } finally {
    if (expected >= LARGE_BYTES) press.decoder.release();
  }
}

function decode(work: Work, before: FileState, temporary: Temporary): Decoded {
  const { effects, place, press, control } = work;
  const fd = effects.fs.open(place.compressed, 'read');
  try {
    if (!sameState(effects.fs.fstat(fd), before)) leaveAlone('skipped_changed', 'It was changed before it was read.');
    const size = Number(before.size);
    return decodeInto(work, { fs: effects.fs, fd, size, press, control, step: 'reading' }, temporary);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return leaveAlone('failed', damagedProblem(`The compressed content is damaged: ${error.message}.`).reason);
  } finally {
    effects.fs.close(fd);
  }
}

/** What came out is what the receipt says went in. */
function checkReceipt(proof: ContentProof, receipt: Receipt | null): void {
  if (receipt === null || (receipt.sha256 === proof.sha256 && receipt.bytes === proof.bytes)) return;
  leaveAlone('failed', 'The content does not match its receipt. The file was not touched. Restore it from a backup.');
}

/** What stands on the disk is what came out of the decoder. */
function proveWritten({ effects, press, control }: Work, temporary: Temporary, expected: ContentProof): void {
  effects.fs.fsync(temporary.fd);
  effects.fs.dropCache(temporary.fd);
  const context = {
    fs: effects.fs,
    fd: temporary.fd,
    size: expected.bytes,
    press,
    control,
    step: 'verifying',
  } as const;
  const proof = proveFile(context);
  if (proof.bytes === expected.bytes && proof.sha256 === expected.sha256) return;
  throw new Error('the restored file read back from the disk does not equal its content. Check this disk');
}

type SwapBack = { readonly before: FileState; readonly temporary: Temporary; readonly onSwapped: () => void };

function publish({ effects, place }: Work, { before, temporary, onSwapped }: SwapBack): void {
  const now = effects.fs.lstat(place.compressed);
  if (now === null || !sameState(now, before)) leaveAlone('skipped_changed', 'It was changed while it was being read.');
  checkAlone(effects, place, place.plain);
  try {
    temporary.publish(place.plain);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    leaveAlone('skipped_changed', 'Codex restored this thread at the same time.');
  }
  onSwapped(); // the plain file is the truth from here on, whatever becomes of the compressed one
  effects.fs.syncDirectory(place.directory);
  try {
    effects.fs.unlink(place.compressed);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error; // gone already is fine: the plain file stands
  }
  effects.fs.syncDirectory(place.directory);
}

/** The mtime that the thread had when it was pressed, or now, as Codex does it. */
function restoredMtime({ effects, task }: Work, before: FileState, receipt: Receipt | null): bigint {
  if (task.touch) return BigInt(effects.clock.nowMs()) * 1_000_000n;
  return receipt === null ? before.mtimeNs : BigInt(receipt.mtimeNs);
}

/** Under coordination and the thread lock; the `.zst` stays open meanwhile, so that it is freed outside of them. */
function swapBack(work: Work, swapping: SwapBack): void {
  const { effects, place } = work;
  keepingOpen(effects, place.compressed, () =>
    coordinated(work, () => {
      const thread = takeThreadLock(effects, place.home, place.id);
      if (thread === null) return leaveAlone('skipped_in_use', 'Codex is opening this thread.');
      holding(thread, () => publish(work, swapping));
    }),
  );
}

function attempt(work: Work, onSwapped: (result: RolloutResult) => void): RolloutResult {
  const { effects, place, control, task } = work;
  const before = eligible(work);
  const temporary = createTemporary(effects, place.directory, 'materialize');
  try {
    checkLikeness(effects, temporary, before);
    const { receipt, ...proof } = decode(work, before, temporary);
    checkReceipt(proof, receipt);
    const mode = receipt === null ? before.mode : parseInt(receipt.mode, 8);
    const like = { mode, mtimeNs: restoredMtime(work, before, receipt) };
    if (isDressedEarly(proof.bytes)) dressLike(effects, temporary.fd, like);
    proveWritten(work, temporary, proof);
    control.progress('swapping', 0);
    if (!isDressedEarly(proof.bytes)) {
      dressLike(effects, temporary.fd, like);
      effects.fs.fsync(temporary.fd);
    }
    const freed = before.allocatedBytes - effects.fs.fstat(temporary.fd).allocatedBytes;
    const result: RolloutResult = {
      outcome: { id: task.id, kind: 'restored', sourceBytes: proof.bytes, compressedBytes: Number(before.size) },
      freedBytes: Number(freed),
      diskFull: false,
    };
    swapBack(work, { before, temporary, onSwapped: () => onSwapped(result) });
    return result;
  } finally {
    temporary.discard();
  }
}

/**
 * Puts the plain rollout back in the place of its compressed form: the same bytes, mtime, mode and owner (safety.md,
 * Materialize). Never throws; whatever goes wrong, the compressed file stays.
 */
export function materializeRollout(
  task: SwapTask,
  tools: { readonly effects: Effects; readonly press: Press; readonly control: Control },
): RolloutResult {
  return concluding(task, (onSwapped) => {
    const work: Work = { task, ...tools, place: rolloutPlace(task.home, task.plainPath) };
    return twiceIfSwept(work, () => attempt(work, onSwapped));
  });
}
