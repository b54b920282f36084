import { CodecError } from '../zstd/codec';
import { walkFrames } from '../zstd/frameHeader';
import type { FrameSummary } from '../zstd/frameHeader';
import { parseReceipt, RECEIPT_MAGIC } from '../zstd/receipt';
import type { Receipt } from '../zstd/receipt';
import type { BriefReader } from './briefReader';
import { decodeReading } from './content';
import type { ContentProof } from './content';
import { dayOf } from './knownProofs';
import type { KnownProof } from './knownProofs';
import { hasCode } from './outcome';
import type { Control, Press } from './press';

/** What one complete reading of a `.zst` found. `against`: what the content was compared with, and equal to. */
export type CompressedReading =
  | ({
      readonly kind: 'whole';
      readonly against: 'receipt' | 'proof' | 'nothing';
      readonly note: string | null;
    } & ContentProof)
  | { readonly kind: 'damaged'; readonly damage: string };

export type CompressedWork = {
  readonly reader: BriefReader;
  readonly press: Press;
  readonly control: Control;
  /** The first proof of this very file, or `null`. */
  readonly first: KnownProof | null;
};

/** What is wrong with the file, in a sentence. */
class Damage extends Error {}

/** Longer than any receipt; what a tool keeps in a longer frame is its own affair. */
const MAX_RECEIPT_BYTES = 4096;

function payloadOf({ reader }: CompressedWork, last: FrameSummary['last']): Uint8Array | null {
  if (last?.kind !== 'skippable' || last.payloadBytes > MAX_RECEIPT_BYTES) return null;
  const payload = new Uint8Array(last.payloadBytes);
  for (let done = 0; done < payload.byteLength;) {
    const read = reader.readChunk(payload.subarray(done), last.payloadOffset + done);
    if (read === 0) return null;
    done += read;
  }
  return payload;
}

/** Flipped bits may spoil a receipt, but hardly both its beginning and the name of its hash. */
function looksLikeReceipt(payload: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(payload);
  return text.startsWith('{"v":1,') || text.includes('"sha256":"');
}

/**
 * The receipt behind the content, whatever magic its frame has (a flipped bit there must not hide it). A spoilt one is
 * damage of the file: bytes of it changed after it was written.
 */
function receiptOf(work: CompressedWork, { last }: FrameSummary): Receipt | null {
  const payload = payloadOf(work, last);
  if (last?.kind !== 'skippable' || payload === null) return null;
  const receipt = parseReceipt(payload);
  const isOurs = last.magic === RECEIPT_MAGIC || looksLikeReceipt(payload);
  if (receipt === null && isOurs) throw new Damage('The receipt behind its content is damaged.');
  return receipt;
}

function inWords({ bytes, sha256 }: ContentProof): string {
  return `${bytes} bytes with SHA-256 ${sha256.slice(0, 12)}…`;
}

function checkReceipt(content: ContentProof, receipt: Receipt): void {
  if (receipt.sha256 === content.sha256 && receipt.bytes === content.bytes) return;
  throw new Damage(
    `The content does not match its receipt: it is ${inWords(content)}, and was ${inWords(receipt)} when it was compressed.`,
  );
}

function checkFirst(content: ContentProof, { atMs, contentBytes, sha256 }: KnownProof): void {
  if (sha256 === content.sha256 && contentBytes === content.bytes) return;
  throw new Damage(
    `The content is not what it was when it was first proven on ${dayOf(atMs)}: it is ${inWords(content)}, ` +
      `and was ${inWords({ bytes: contentBytes, sha256 })} then.`,
  );
}

/** The time and mode in a receipt are the file's own until somebody changes one of the two. */
function noteOf({ reader }: CompressedWork, receipt: Receipt | null): string | null {
  if (receipt === null) return null;
  const { mtimeNs, mode } = reader.state;
  const changed = [
    ...(BigInt(receipt.mtimeNs) === mtimeNs ? [] : ['time']),
    ...(parseInt(receipt.mode, 8) === mode ? [] : ['mode']),
  ];
  if (changed.length === 0) return null;
  return `Its receipt names another ${changed.join(' and ')} than the file has; a restore sets the receipt’s.`;
}

function decodeAll({ reader, press, control }: CompressedWork, contentBytes: number): ContentProof {
  const { readChunk, state } = reader;
  const content = decodeReading(
    { readChunk, size: Number(state.size), press, control, step: 'verifying' },
    contentBytes,
  );
  if (content.bytes === 0) throw new Damage('There is no content in it.');
  return content;
}

/** Where nothing else vouches for the content, only a second decoding tells a slip of disk or memory. */
function decodeAgain(work: CompressedWork, content: ContentProof): void {
  work.reader.dropCache();
  const again = decodeAll(work, content.bytes);
  if (again.bytes === content.bytes && again.sha256 === content.sha256) return;
  throw new Damage(`It reads differently each time: ${inWords(content)}, then ${inWords(again)}.`);
}

function read(work: CompressedWork): CompressedReading {
  const { reader, first } = work;
  const frames = walkFrames(reader.glance, Number(reader.state.size));
  if (frames.damage !== null) throw new Damage(frames.damage);
  const receipt = receiptOf(work, frames);
  const content = decodeAll(work, receipt?.bytes ?? Number(frames.contentBytes ?? reader.state.size));
  if (receipt !== null) checkReceipt(content, receipt);
  if (first !== null) checkFirst(content, first);
  if (receipt === null && first === null && !frames.checksum) decodeAgain(work, content);
  const against = receipt !== null ? 'receipt' : first !== null ? 'proof' : 'nothing';
  return { kind: 'whole', ...content, against, note: noteOf(work, receipt) };
}

function damageOf(error: unknown): string {
  if (error instanceof Damage) return error.message;
  if (error instanceof CodecError) return `The compressed content is damaged: ${error.message}.`;
  if (hasCode(error, 'EIO')) return 'The disk reports an error where this file is read (EIO).';
  throw error;
}

/**
 * Reads and decodes a `.zst` completely once: every frame by its headers, then its content with the frames' checksums,
 * compared with its receipt and with its first proof. Memory does not grow with the file. Errors that say nothing
 * about the bytes (FileMoved, permissions, LeftAlone) are thrown.
 */
export function readCompressed(work: CompressedWork): CompressedReading {
  try {
    return read(work);
  } catch (error) {
    return { kind: 'damaged', damage: damageOf(error) };
  } finally {
    work.reader.close();
  }
}
