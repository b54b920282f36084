import { takeThreadLock } from '../locks/storeLocks';
import type { FileState } from '../ports';
import type { Receipt } from '../zstd/receipt';
import { decodeSource, eligibleCompressed } from './compressedSource';
import { concluding, twiceIfSwept } from './conclude';
import type { OnSwapped } from './conclude';
import { proveFile } from './content';
import type { ContentProof } from './content';
import { checkAlone, sameState } from './eligibility';
import { hasCode, leaveAlone } from './outcome';
import type { RolloutDone } from './done';
import type { RolloutResult } from './outcome';
import { rolloutPlace } from './place';
import type { SwapTask } from './press';
import { coordinated, holding, keepingOpen } from './swap';
import { checkLikeness, createTemporary, dressLike, isDressedEarly } from './temporary';
import type { Temporary } from './temporary';
import { createSink, createStopwatch } from './work';
import type { Tools, Work } from './work';

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
  const { effects, place, control } = work;
  keepingOpen(effects, place.compressed, () =>
    coordinated({ effects, home: place.home, control }, () => {
      const thread = takeThreadLock(effects, place.home, place.id);
      if (thread === null) return leaveAlone('skipped_in_use', 'Codex is opening this thread.');
      holding(thread, () => publish(work, swapping));
    }),
  );
}

function attempt(work: Work, onSwapped: OnSwapped): RolloutResult {
  const { effects, place, task } = work;
  const stopwatch = createStopwatch(effects.clock);
  const before = eligibleCompressed(work);
  const temporary = createTemporary(effects, place.directory, 'materialize');
  try {
    checkLikeness(effects, temporary, before);
    const sink = { begin: () => undefined, write: createSink(work, temporary) };
    const { receipt, ...proof } = decodeSource(work, before, sink);
    stopwatch.lap(
      receipt === null ? 'Decoded completely' : 'Decoded completely: length and SHA-256 as its receipt says',
    );
    const mode = receipt === null ? before.mode : parseInt(receipt.mode, 8);
    const like = { mode, mtimeNs: restoredMtime(work, before, receipt) };
    writeOut(work, temporary, { proof, like });
    stopwatch.lap('Read back from disk: equal');
    const freed = before.allocatedBytes - effects.fs.fstat(temporary.fd).allocatedBytes;
    const result = (): RolloutResult => ({
      outcome: { id: task.id, kind: 'restored', sourceBytes: proof.bytes, compressedBytes: Number(before.size) },
      facts: {
        path: place.plainPath,
        beforeBytes: Number(before.size),
        afterBytes: proof.bytes,
        sourceSha256: receipt?.sha256 ?? null,
        decodedSha256: proof.sha256,
        sourceBytes: proof.bytes,
        mtimeNs: like.mtimeNs.toString(),
        mode: mode.toString(8),
        level: null,
        steps: stopwatch.steps(),
      },
      freedBytes: Number(freed),
      diskFull: false,
    });
    swapBack(work, {
      ...{ before, temporary },
      onSwapped: () => {
        stopwatch.lap('Published without overwriting, directory synced');
        onSwapped(result(), null);
      },
    });
    return result();
  } finally {
    temporary.discard();
  }
}

/** Gives the temporary its time and mode, and proves what stands on the disk. */
function writeOut(
  work: Work,
  temporary: Temporary,
  { proof, like }: { readonly proof: ContentProof; readonly like: Pick<FileState, 'mode' | 'mtimeNs'> },
): void {
  const { effects, control } = work;
  const early = isDressedEarly(proof.bytes);
  if (early) dressLike(effects, temporary.fd, like);
  proveWritten(work, temporary, proof);
  control.progress('swapping', 0);
  if (early) return;
  dressLike(effects, temporary.fd, like);
  effects.fs.fsync(temporary.fd);
}

/**
 * Puts the plain rollout back in the place of its compressed form: the same bytes, mtime, mode and owner (safety.md,
 * Materialize). Never throws; whatever goes wrong, the compressed file stays.
 */
export function materializeRollout(task: SwapTask, tools: Tools): RolloutDone {
  return concluding(task, (onSwapped) => {
    const work: Work = { task, ...tools, place: rolloutPlace(task.home, task.plainPath) };
    return twiceIfSwept(work, () => attempt(work, onSwapped));
  });
}
