import { createHash } from 'node:crypto';
import type { Relation } from '../model/recovery';
import type { FileSystem } from '../ports';
import { CodecError } from '../zstd/codec';
import { walkFrames } from '../zstd/frameHeader';
import { readerOf } from '../zstd/readerOf';
import { readReceipt, RECEIPT_MAGIC } from '../zstd/receipt';
import type { Receipt } from '../zstd/receipt';
import { decodeThrough, proveFile, readThrough } from './content';
import type { ContentProof, ReadContext } from './content';
import { LARGE_BYTES } from './press';
import type { Control, Press } from './press';

/** An open rollout, plain or compressed. The caller opens and closes it. */
export type ContentFile = { readonly fd: number; readonly size: number; readonly compressed: boolean };

/** What a file holds, decoded. `damage`: a sentence about why it cannot be decoded, or does not match its receipt. */
export type Content =
  | { readonly kind: 'whole'; readonly proof: ContentProof; readonly receipt: Receipt | null }
  | { readonly kind: 'damaged'; readonly damage: string };

export type Comparison = {
  readonly first: Content;
  readonly second: Content;
  /** So many bytes from the start are the same in both, as far as both could be decoded. */
  readonly equalBytes: number;
};

export type CompareTools = { readonly fs: FileSystem; readonly press: Press; readonly control: Control };

const COMPARE_BYTES = 512 * 1024;

function contextOf({ fs, press, control }: CompareTools, { fd, size }: ContentFile): ReadContext {
  return { fs, fd, size, press, control, step: 'verifying' };
}

/** Why a compressed file cannot be what Codex reads, by its frames alone; its receipt, if it is one of ours. */
function lookAtFrames(fs: FileSystem, { fd, size }: ContentFile): { damage: string | null; receipt: Receipt | null } {
  const { damage, last } = walkFrames(readerOf(fs, fd), size);
  if (damage !== null) return { damage, receipt: null };
  const ours = last?.kind === 'skippable' && last.magic === RECEIPT_MAGIC;
  return { damage: null, receipt: ours ? readReceipt(fs, fd, size) : null };
}

function judged(proof: ContentProof, receipt: Receipt | null): Content {
  if (receipt !== null && (receipt.sha256 !== proof.sha256 || receipt.bytes !== proof.bytes)) {
    return { kind: 'damaged', damage: 'The content does not match its receipt.' };
  }
  return { kind: 'whole', proof, receipt };
}

/** Reads or decodes a whole file and gives each piece to `onContent`; damage is a result, never an error. */
export function passThrough(tools: CompareTools, file: ContentFile, onContent: (chunk: Uint8Array) => void): Content {
  const context = contextOf(tools, file);
  if (!file.compressed) {
    const hash = createHash('sha256');
    const bytes = readThrough(context, (chunk) => {
      hash.update(chunk);
      onContent(chunk);
    });
    return { kind: 'whole', proof: { sha256: hash.digest('hex'), bytes }, receipt: null };
  }
  const { damage, receipt } = lookAtFrames(tools.fs, file);
  if (damage !== null) return { kind: 'damaged', damage };
  try {
    return judged(decodeThrough(context, onContent), receipt);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return { kind: 'damaged', damage: `The compressed content is damaged: ${error.message}.` };
  } finally {
    if (file.size >= LARGE_BYTES) tools.press.decoder.release();
  }
}

/** Reads a plain file beside the pieces of another one, and knows up to where both are the same. */
class Follower {
  readonly #fs: FileSystem;
  readonly #fd: number;
  readonly #buffer = new Uint8Array(COMPARE_BYTES);
  #equalBytes = 0;
  #differs = false;

  constructor(fs: FileSystem, fd: number) {
    this.#fs = fs;
    this.#fd = fd;
  }

  get equalBytes(): number {
    return this.#equalBytes;
  }

  readonly follow = (chunk: Uint8Array): void => {
    for (let done = 0; done < chunk.byteLength && !this.#differs;) {
      const part = this.#buffer.subarray(0, Math.min(this.#buffer.byteLength, chunk.byteLength - done));
      const read = this.#fs.read(this.#fd, part, this.#equalBytes);
      const same = commonLength(part.subarray(0, read), chunk.subarray(done));
      this.#equalBytes += same;
      done += same;
      this.#differs = read === 0 || same < read;
    }
  };
}

/** How many bytes from the start two pieces have in common. */
function commonLength(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.byteLength, b.byteLength);
  if (Buffer.compare(a.subarray(0, length), b.subarray(0, length)) === 0) return length;
  let at = 0;
  while (a[at] === b[at]) at += 1;
  return at;
}

/** SHA-256 of the first `bytes` of a file that holds more than that. */
function prefixHash(tools: CompareTools, file: ContentFile, bytes: number): string {
  const hash = createHash('sha256');
  let left = bytes;
  passThrough(tools, file, (chunk) => {
    const part = chunk.subarray(0, left);
    left -= part.byteLength;
    hash.update(part);
  });
  return hash.digest('hex');
}

/** Two compressed files: one decoder is enough, because a hash of the longer one's beginning says what bytes would. */
function compareCompressed(tools: CompareTools, a: ContentFile, b: ContentFile): Comparison {
  const first = passThrough(tools, a, () => undefined);
  const second = passThrough(tools, b, () => undefined);
  if (first.kind !== 'whole' || second.kind !== 'whole') return { first, second, equalBytes: 0 };
  const shorter = Math.min(first.proof.bytes, second.proof.bytes);
  const [short, long] = first.proof.bytes <= second.proof.bytes ? [first, b] : [second, a];
  const same =
    first.proof.bytes === second.proof.bytes
      ? first.proof.sha256 === second.proof.sha256
      : prefixHash(tools, long, shorter) === short.proof.sha256;
  return { first, second, equalBytes: same ? shorter : 0 };
}

/**
 * Compares what two files of one thread hold, byte by byte and by SHA-256, as streams: memory does not depend on
 * their size, and nothing is written anywhere. Errors of the file system are thrown.
 */
export function compareContents(tools: CompareTools, first: ContentFile, second: ContentFile): Comparison {
  if (first.compressed && second.compressed) return compareCompressed(tools, first, second);
  const [pushed, followed] = second.compressed ? [second, first] : [first, second];
  const follower = new Follower(tools.fs, followed.fd);
  const pushedContent = passThrough(tools, pushed, follower.follow);
  const followedContent: Content = {
    kind: 'whole',
    proof: proveFile(contextOf(tools, followed)),
    receipt: null,
  };
  const { equalBytes } = follower;
  return pushed === first
    ? { first: pushedContent, second: followedContent, equalBytes }
    : { first: followedContent, second: pushedContent, equalBytes };
}

/** What a comparison means. */
export function relationOf({ first, second, equalBytes }: Comparison): Relation {
  if (first.kind === 'damaged') return second.kind === 'damaged' ? 'both_damaged' : 'first_damaged';
  if (second.kind === 'damaged') return 'second_damaged';
  const [a, b] = [first.proof, second.proof];
  if (equalBytes !== Math.min(a.bytes, b.bytes)) return 'different';
  if (a.bytes === b.bytes) return a.sha256 === b.sha256 ? 'equal' : 'different';
  return a.bytes < b.bytes ? 'first_is_prefix' : 'second_is_prefix';
}
