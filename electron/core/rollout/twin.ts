import type { Effects } from '../ports';
import { encodeReceipt, readReceipt } from '../zstd/receipt';
import { decodeProof } from './content';
import type { ContentProof } from './content';
import { dressLike, isDressedEarly } from './temporary';
import type { Temporary } from './temporary';
import type { Stopwatch, Work } from './work';

/** The time and mode that a thread's plain form has, or will have again. */
export type Likeness = { readonly mtimeNs: bigint; readonly mode: number };

type Twin = {
  readonly work: Work;
  readonly temporary: Temporary;
  /** Of the content that was encoded into it. */
  readonly proof: ContentProof;
  readonly stopwatch: Stopwatch;
};

/** Whether the receipt stands on the disk as it was made, and nothing behind it. */
function standsAtEnd({ fs }: Effects, fd: number, { size, frame }: { size: number; frame: Uint8Array }): boolean {
  const receipt = readReceipt(fs, fd, size);
  return receipt !== null && Buffer.compare(encodeReceipt(receipt), frame) === 0;
}

/** Step 4: what stands on the disk decodes to the very bytes that were read, and ends with the receipt. */
function proveWritten({ work, temporary, proof }: Twin, frame: Uint8Array, fileBytes: number): void {
  const { effects, press, control } = work;
  effects.fs.fsync(temporary.fd);
  effects.fs.dropCache(temporary.fd);
  const size = Number(effects.fs.fstat(temporary.fd).size);
  const context = { fs: effects.fs, fd: temporary.fd, size, press, control, step: 'verifying' } as const;
  const written = decodeProof(context, proof.bytes);
  const isSame = size === fileBytes && written.bytes === proof.bytes && written.sha256 === proof.sha256;
  if (isSame && standsAtEnd(effects, temporary.fd, { size, frame })) return;
  throw new Error('the compressed file read back from the disk does not equal the original. Check this disk');
}

/**
 * Puts the receipt behind the encoded content and proves the whole file by reading it back. `dress` is what the file
 * itself gets, `receipt` what its receipt says. Gives its size; `checkSize` is asked before the long part.
 */
export function finishTwin(
  twin: Twin,
  { receipt, dress }: { readonly receipt: Likeness; readonly dress: Likeness },
  checkSize: (fileBytes: number) => void,
): number {
  const { work, temporary, proof, stopwatch } = twin;
  const { effects, task } = work;
  const frame = encodeReceipt({
    v: 1,
    sha256: proof.sha256,
    bytes: proof.bytes,
    mtimeNs: receipt.mtimeNs.toString(),
    mode: receipt.mode.toString(8),
    tool: task.tool,
  });
  const fileBytes = Number(effects.fs.fstat(temporary.fd).size) + frame.byteLength;
  effects.fs.writeAll(temporary.fd, frame);
  stopwatch.lap('Encoded to a temporary file, source hashed on the way');
  checkSize(fileBytes);
  if (isDressedEarly(proof.bytes)) dressLike(effects, temporary.fd, dress);
  proveWritten(twin, frame, fileBytes);
  stopwatch.lap('Read back from disk and decoded completely: length and SHA-256 equal');
  return fileBytes;
}

/** Large files get their time last, right before publishing: a `.tmp` with an old mtime is fair game for Codex's sweep. */
export function dressLate({ work, temporary, proof }: Omit<Twin, 'stopwatch'>, dress: Likeness): void {
  if (isDressedEarly(proof.bytes)) return;
  dressLike(work.effects, temporary.fd, dress);
  work.effects.fs.fsync(temporary.fd);
}
