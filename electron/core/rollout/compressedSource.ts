import { damagedProblem, foreignIdProblem } from '../model/problem';
import type { FileState } from '../ports';
import { CodecError } from '../zstd/codec';
import { walkFrames } from '../zstd/frameHeader';
import type { FrameSummary } from '../zstd/frameHeader';
import { readerOf } from '../zstd/readerOf';
import { readReceipt, RECEIPT_MAGIC } from '../zstd/receipt';
import type { Receipt } from '../zstd/receipt';
import { decodeProof, decodeThrough } from './content';
import type { ContentProof, ReadContext } from './content';
import { checkAlone, checkSpace, ownFile, sameState } from './eligibility';
import { dayOf, firstProofOf, NOTHING_KNOWN } from './knownProofs';
import { leaveAlone } from './outcome';
import { LARGE_BYTES } from './press';
import type { Work } from './work';

/** The state of a compressed file that may be swapped, or the reason why not. */
export function eligibleCompressed({ effects, place }: Work): FileState {
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

/** What came out is what the receipt says went in. */
function checkReceipt(proof: ContentProof, receipt: Receipt | null): void {
  if (receipt === null || (receipt.sha256 === proof.sha256 && receipt.bytes === proof.bytes)) return;
  leaveAlone('failed', 'The content does not match its receipt. The file was not touched. Restore it from a backup.');
}

/** What came out is what came out when this very file was proven for the first time. */
function checkFirstProof({ task }: Work, before: FileState, proof: ContentProof): void {
  const first = firstProofOf(task.known ?? NOTHING_KNOWN, before);
  if (first === null || (first.sha256 === proof.sha256 && first.contentBytes === proof.bytes)) return;
  const when = `when it was first proven on ${dayOf(first.atMs)}`;
  leaveAlone('failed', `The content is not what it was ${when}. The file was not touched. Restore it from a backup.`);
}

/** What came out of a compressed file, and the receipt that it agrees with. */
export type Decoded = ContentProof & { readonly receipt: Receipt | null };

/** An open compressed file before its content is decoded. */
export type CompressedSource = {
  readonly context: ReadContext;
  readonly frames: FrameSummary;
  readonly receipt: Receipt | null;
};

/** Where the content of a compressed file goes. `begin` is told before the first piece; it may read the file too. */
export type ContentSink = {
  readonly begin: (source: CompressedSource) => void;
  readonly write: (chunk: Uint8Array) => void;
};

/** A receipt that is there and cannot be read was damaged after it was written: so may the content be. */
function receiptOf({ effects }: Work, { last }: FrameSummary, file: Pick<ReadContext, 'fd' | 'size'>): Receipt | null {
  if (last?.kind !== 'skippable' || last.magic !== RECEIPT_MAGIC) return null;
  const receipt = readReceipt(effects.fs, file.fd, file.size);
  if (receipt !== null) return receipt;
  const reason = 'The receipt behind its content is damaged. The file was not touched. Restore it from a backup.';
  return leaveAlone('failed', reason);
}

function decodeInto(work: Work, context: ReadContext, sink: ContentSink): Decoded {
  const { effects, place } = work;
  const { fd, size, press } = context;
  const frames = checkContent(work, fd, size);
  const receipt = receiptOf(work, frames, { fd, size });
  const expected = receipt?.bytes ?? Number(frames.contentBytes ?? size);
  checkSpace(effects, place.directory, expected);
  try {
    sink.begin({ context, frames, receipt });
    const proof = decodeThrough(context, sink.write);
    if (receipt === null && !frames.checksum) decodeAgain(context, proof);
    checkReceipt(proof, receipt);
    return { ...proof, receipt };
  } finally {
    if (expected >= LARGE_BYTES) press.decoder.release();
  }
}

/**
 * Decodes a whole compressed file, all frames, and compares what came out with its receipt and its first proof. Leaves the thread alone where
 * the file is damaged, of another thread, or not what its receipt says.
 */
export function decodeSource(work: Work, before: FileState, sink: ContentSink): Decoded {
  const { effects, place, press, control } = work;
  const fd = effects.fs.open(place.compressed, 'read');
  try {
    if (!sameState(effects.fs.fstat(fd), before)) leaveAlone('skipped_changed', 'It was changed before it was read.');
    const size = Number(before.size);
    const decoded = decodeInto(work, { fs: effects.fs, fd, size, press, control, step: 'reading' }, sink);
    checkFirstProof(work, before, decoded);
    return decoded;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return leaveAlone('failed', damagedProblem(`The compressed content is damaged: ${error.message}.`).reason);
  } finally {
    effects.fs.close(fd);
  }
}
