import type { FileState } from '../ports';
import { compressionParameters } from '../zstd/parameters';
import type { Receipt } from '../zstd/receipt';
import { decodeSource, eligibleCompressed } from './compressedSource';
import type { CompressedSource, Decoded } from './compressedSource';
import { concluding, twiceIfSwept } from './conclude';
import type { OnSwapped } from './conclude';
import { decodeProof } from './content';
import { checkNotLoaded, checkSpace } from './eligibility';
import { leaveAlone } from './outcome';
import type { RolloutDone } from './done';
import type { RolloutResult, SwapFacts } from './outcome';
import { rolloutPlace } from './place';
import { LARGE_BYTES } from './press';
import type { SwapTask } from './press';
import { swapWith } from './swapWith';
import { checkLikeness, createTemporary } from './temporary';
import type { Temporary } from './temporary';
import { dressLate, finishTwin } from './twin';
import type { Likeness } from './twin';
import { createSink, createStopwatch } from './work';
import type { Stopwatch, Tools, Work } from './work';

/** Exactly the bytes that will come: the encoder wants to know; a file that does not say is decoded once more. */
function contentBytes({ context, frames, receipt }: CompressedSource): number {
  if (receipt !== null) return receipt.bytes;
  if (frames.contentBytes !== null) return Number(frames.contentBytes);
  return decodeProof(context, context.size).bytes;
}

/** Decodes the old file and encodes its content anew, through memory of a fixed size. */
function pressAgain(work: Work, before: FileState, temporary: Temporary): Decoded {
  const { press, task } = work;
  const write = createSink(work, temporary);
  let bytes = 0;
  try {
    const decoded = decodeSource(work, before, {
      begin: (source) => {
        bytes = contentBytes(source);
        press.encoder.begin(bytes, compressionParameters(bytes, task.level));
      },
      write: (chunk) => press.encoder.write(chunk, write),
    });
    press.encoder.end(write);
    return decoded;
  } finally {
    if (bytes >= LARGE_BYTES) press.encoder.release();
  }
}

function checkGain({ task }: Work, oldBytes: number, newBytes: number): void {
  const gain = 1 - newBytes / oldBytes;
  if (newBytes < oldBytes && gain >= task.minGain) return;
  const percent = Math.max(0, Math.floor(gain * 100));
  leaveAlone('skipped_not_compressible', `Pressed again it would be only ${percent} % smaller.`);
}

/** What the plain form will get when it is restored: as the old receipt says, or as the old file is itself. */
function plainLikeness(receipt: Receipt | null, before: FileState): Likeness {
  if (receipt === null) return before;
  return { mtimeNs: BigInt(receipt.mtimeNs), mode: parseInt(receipt.mode, 8) };
}

type Pressed = {
  readonly work: Work;
  readonly before: FileState;
  readonly decoded: Decoded;
  readonly compressedBytes: number;
  readonly stopwatch: Stopwatch;
};

function factsOf({ work, before, decoded, compressedBytes, stopwatch }: Pressed): SwapFacts {
  const like = plainLikeness(decoded.receipt, before);
  return {
    path: work.place.plainPath,
    beforeBytes: Number(before.size),
    afterBytes: compressedBytes,
    sourceSha256: decoded.receipt?.sha256 ?? decoded.sha256,
    decodedSha256: decoded.sha256,
    sourceBytes: decoded.bytes,
    mtimeNs: like.mtimeNs.toString(),
    mode: like.mode.toString(8),
    level: compressionParameters(decoded.bytes, work.task.level).level,
    steps: stopwatch.steps(),
  };
}

function attempt(work: Work, onSwapped: OnSwapped): RolloutResult {
  const { effects, place } = work;
  const stopwatch = createStopwatch(effects.clock);
  const before = eligibleCompressed(work);
  checkNotLoaded(effects, place);
  checkSpace(effects, place.directory, Number(before.size));
  const temporary = createTemporary(effects, place.directory, 'compress');
  try {
    checkLikeness(effects, temporary, before);
    const decoded = pressAgain(work, before, temporary);
    const twin = { work, temporary, proof: decoded, stopwatch };
    const likeness = { receipt: plainLikeness(decoded.receipt, before), dress: before };
    const compressedBytes = finishTwin(twin, likeness, (bytes) => checkGain(work, Number(before.size), bytes));
    dressLate(twin, before);
    const freed = before.allocatedBytes - effects.fs.fstat(temporary.fd).allocatedBytes;
    const result = (): RolloutResult => ({
      outcome: { id: place.id, kind: 'recompressed', sourceBytes: decoded.bytes, compressedBytes },
      facts: factsOf({ work, before, decoded, compressedBytes, stopwatch }),
      freedBytes: Number(freed),
      diskFull: false,
    });
    swapWith(work, {
      ...{ effects, place, of: 'compressed', before, temporary },
      onHeld: (hold) => {
        stopwatch.lap('Old file unchanged and opened by nobody; the new one took its place, directory synced');
        onSwapped(result(), hold);
      },
    });
    return result();
  } finally {
    temporary.discard();
  }
}

/**
 * Presses a compressed rollout again with our parameters and puts the new file in the place of the old one, if that saves
 * enough (safety.md, Recompress). The old file is on hold then, as after `compressRollout`. Never throws.
 */
export function recompressRollout(task: SwapTask, tools: Tools): RolloutDone {
  return concluding(task, (onSwapped) => {
    const work: Work = { task, ...tools, place: rolloutPlace(task.home, task.plainPath) };
    return twiceIfSwept(work, () => attempt(work, onSwapped));
  });
}
