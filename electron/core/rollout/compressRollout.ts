import { createHash } from 'node:crypto';
import { foreignIdProblem } from '../model/problem';
import type { FileState } from '../ports';
import { compressionParameters } from '../zstd/parameters';
import { concluding, twiceIfSwept } from './conclude';
import type { OnSwapped } from './conclude';
import { readThrough } from './content';
import type { ContentProof } from './content';
import { checkAlone, checkNotLoaded, checkSpace, ownFile, sameState } from './eligibility';
import { leaveAlone } from './outcome';
import type { RolloutDone } from './done';
import type { RolloutResult } from './outcome';
import { rolloutPlace } from './place';
import { LARGE_BYTES } from './press';
import type { SwapTask } from './press';
import { swapWith } from './swapWith';
import { checkLikeness, createTemporary } from './temporary';
import type { Temporary } from './temporary';
import { dressLate, finishTwin } from './twin';
import { createSink, createStopwatch } from './work';
import type { Tools, Work } from './work';

/** What is surely needed on the disk at first; a file that presses badly is stopped by the watch while encoding. */
const PREDICTED_SHARE = 3;

function checkCold({ effects, task }: Work, state: FileState): void {
  if (task.minAgeMs <= 0) return;
  const ageMs = effects.clock.nowMs() - Number(state.mtimeNs / 1_000_000n);
  if (ageMs < task.minAgeMs) leaveAlone('skipped_not_cold', 'It was changed too recently.');
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
  checkNotLoaded(effects, place);
  checkAlone(effects, place, place.compressed);
  checkRollout(work);
  checkSpace(effects, place.directory, Number(before.size) / PREDICTED_SHARE);
  return before;
}

/** Step 3, first half: one frame with everything that was in the file when we looked, hashed on the way. */
function encode(work: Work, before: FileState, temporary: Temporary): ContentProof {
  const { effects, press, control, place, task } = work;
  const size = Number(before.size);
  const write = createSink(work, temporary);
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
      press.encoder.write(chunk, write);
    });
    if (bytes !== size) leaveAlone('skipped_changed', 'It became shorter while it was being read.');
    press.encoder.end(write);
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    if (size >= LARGE_BYTES) press.encoder.release();
    effects.fs.close(fd);
  }
}

function attempt(work: Work, onSwapped: OnSwapped): RolloutResult {
  const { effects, place, task } = work;
  const stopwatch = createStopwatch(effects.clock);
  const before = eligible(work);
  const temporary = createTemporary(effects, place.directory, 'compress');
  try {
    checkLikeness(effects, temporary, before);
    const proof = encode(work, before, temporary);
    const twin = { work, temporary, proof, stopwatch };
    const compressedBytes = finishTwin(twin, { receipt: before, dress: before }, (fileBytes) => {
      if (fileBytes >= proof.bytes) leaveAlone('skipped_not_compressible', 'Compressed it would be no smaller.');
    });
    dressLate(twin, before);
    const freed = before.allocatedBytes - effects.fs.fstat(temporary.fd).allocatedBytes;
    const result = (): RolloutResult => ({
      outcome: { id: place.id, kind: 'compressed', sourceBytes: proof.bytes, compressedBytes },
      facts: {
        path: place.plainPath,
        beforeBytes: proof.bytes,
        afterBytes: compressedBytes,
        sourceSha256: proof.sha256,
        decodedSha256: proof.sha256,
        sourceBytes: proof.bytes,
        mtimeNs: before.mtimeNs.toString(),
        mode: before.mode.toString(8),
        level: compressionParameters(proof.bytes, task.level).level,
        steps: stopwatch.steps(),
      },
      freedBytes: Number(freed),
      diskFull: false,
    });
    swapWith(work, {
      ...{ effects, place, of: 'plain', before, temporary },
      onHeld: (hold) => {
        stopwatch.lap('Source unchanged and opened by nobody; published without overwriting, directory synced');
        onSwapped(result(), hold);
      },
    });
    return result();
  } finally {
    temporary.discard();
  }
}

/**
 * Replaces one plain rollout by its compressed twin, or leaves it exactly as it was and says why (safety.md,
 * Compress one rollout). The plain file is on hold then, and the caller has to see to its end (settleHold). Never throws;
 * cancelling is honoured between chunks and always safe.
 */
export function compressRollout(task: SwapTask, tools: Tools): RolloutDone {
  return concluding(task, (onSwapped) => {
    const work: Work = { task, ...tools, place: rolloutPlace(task.home, task.plainPath) };
    return twiceIfSwept(work, () => attempt(work, onSwapped));
  });
}
