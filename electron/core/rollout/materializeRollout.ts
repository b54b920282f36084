import { takeThreadLock } from '../locks/storeLocks';
import type { Effects, FileState } from '../ports';
import { CodecError } from '../zstd/codec';
import { readReceipt } from '../zstd/receipt';
import type { Receipt } from '../zstd/receipt';
import { decodeThrough, proveFile } from './content';
import type { ContentProof } from './content';
import { checkAlone, checkSpace, ownFile, sameState } from './eligibility';
import { hasCode, leaveAlone, resultOfError } from './outcome';
import type { RolloutResult } from './outcome';
import { rolloutPlace } from './place';
import type { RolloutPlace } from './place';
import { LARGE_BYTES } from './press';
import type { Control, Press, SwapTask } from './press';
import { coordinated, holding } from './swap';
import { createTemporary, dressLike, isDressedEarly } from './temporary';
import type { Temporary } from './temporary';

type Work = {
  readonly task: SwapTask;
  readonly effects: Effects;
  readonly press: Press;
  readonly control: Control;
  readonly place: RolloutPlace;
};

const SPACE_WATCH_BYTES = 32 * 1024 * 1024;

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

/** Decodes into the temporary; the disk is watched, because a `.zst` may decode to anything. */
function decode(
  work: Work,
  before: FileState,
  temporary: Temporary,
): ContentProof & { readonly receipt: Receipt | null } {
  const { effects, place, press, control } = work;
  const size = Number(before.size);
  const fd = effects.fs.open(place.compressed, 'read');
  let sinceWatch = 0;
  try {
    if (!sameState(effects.fs.fstat(fd), before)) leaveAlone('skipped_changed', 'It was changed before it was read.');
    const receipt = readReceipt(effects.fs, fd, size);
    checkSpace(effects, place.directory, receipt?.bytes ?? size);
    const proof = decodeThrough({ fs: effects.fs, fd, size, press, control, step: 'reading' }, (content) => {
      sinceWatch += content.byteLength;
      if (sinceWatch >= SPACE_WATCH_BYTES) {
        checkSpace(effects, place.directory, sinceWatch);
        sinceWatch = 0;
      }
      effects.fs.writeAll(temporary.fd, content);
    });
    if (proof.bytes >= LARGE_BYTES) press.decoder.release();
    return { ...proof, receipt };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return leaveAlone(
      'failed',
      `The compressed file is damaged: ${error.message}. It was not touched. Restore it from a backup.`,
    );
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

function publish(work: Work, before: FileState, temporary: Temporary): void {
  const { effects, place } = work;
  const now = effects.fs.lstat(place.compressed);
  if (now === null || !sameState(now, before)) leaveAlone('skipped_changed', 'It was changed while it was being read.');
  checkAlone(effects, place, place.plain);
  try {
    temporary.publish(place.plain);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    leaveAlone('skipped_changed', 'Codex restored this thread at the same time.');
  }
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

function attempt(work: Work): RolloutResult {
  const { effects, place, control, task } = work;
  const before = eligible(work);
  const temporary = createTemporary(effects, place.directory, 'materialize');
  try {
    const { receipt, ...proof } = decode(work, before, temporary);
    checkReceipt(proof, receipt);
    const mode = receipt === null ? before.mode : parseInt(receipt.mode, 8);
    const like = { ...before, mode, mtimeNs: restoredMtime(work, before, receipt) };
    if (isDressedEarly(proof.bytes)) dressLike(effects, temporary.fd, like);
    proveWritten(work, temporary, proof);
    control.progress('swapping', 0);
    if (!isDressedEarly(proof.bytes)) {
      dressLike(effects, temporary.fd, like);
      effects.fs.fsync(temporary.fd);
    }
    coordinated(work, () => {
      const thread = takeThreadLock(effects, place.home, place.id);
      if (thread === null) return leaveAlone('skipped_in_use', 'Codex is opening this thread.');
      holding(thread, () => publish(work, before, temporary));
    });
    const freed = before.allocatedBytes - effects.fs.fstat(temporary.fd).allocatedBytes;
    return {
      outcome: { id: task.id, kind: 'restored', sourceBytes: proof.bytes, compressedBytes: Number(before.size) },
      freedBytes: Number(freed),
      diskFull: false,
    };
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
  try {
    return attempt({ task, ...tools, place: rolloutPlace(task.home, task.plainPath) });
  } catch (error) {
    return resultOfError(task.id, error);
  }
}
