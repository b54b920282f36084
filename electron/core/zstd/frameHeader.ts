import { blocksOf } from './frameBlocks';
import { frameReader } from './frameReader';
import type { FrameReader, ReadAt } from './frameReader';

/** Windows up to this are what Codex's decoder takes (codex-store.md, section 0.6). */
const MAX_WINDOW_BYTES = 2 ** 27;

const ZSTD_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MIB = 2 ** 20;
const TRAILING = 'There are other bytes behind the compressed content (trailing garbage).';

type DataFrame = {
  readonly kind: 'data';
  readonly contentBytes: bigint | null;
  readonly windowBytes: number;
  readonly checksum: boolean;
  readonly offset: number;
  readonly length: number;
};
/** `payloadOffset` and `payloadBytes` say where the bytes are that a tool put there for itself. */
type SkippableFrame = {
  readonly kind: 'skippable';
  readonly magic: number;
  readonly offset: number;
  readonly length: number;
  readonly payloadOffset: number;
  readonly payloadBytes: number;
};
type Frame = DataFrame | SkippableFrame;

/** All frames of a file in one small value, however many there are. */
export type FrameSummary = {
  readonly dataFrames: number;
  readonly skippableFrames: number;
  /** Decoded bytes by the headers; `null` if one of them does not say. */
  readonly contentBytes: bigint | null;
  readonly windowBytes: number;
  /** Whether every data frame has a checksum. */
  readonly checksum: boolean;
  readonly firstData: DataFrame | null;
  /** The frame at the very end, where Coldpress keeps its receipt. */
  readonly last: Frame | null;
  /** A sentence about what is wrong, or `null`. Content is not decoded: a flipped bit in it is not seen here. */
  readonly damage: string | null;
};

class Damage extends Error {}

export const TRUNCATED = 'The compressed file ends early (truncated).';

/** A limit in the words of the zstd command: 128 MiB, 1 GiB. */
function windowText(windowBytes: number): string {
  const mib = windowBytes / MIB;
  return mib >= 1024 ? `${Number((mib / 1024).toFixed(2))} GiB` : `${Number(mib.toFixed(1))} MiB`;
}

function wrongMagic(magic: number, offset: number): Damage {
  if ((magic & 0xffff) === 0x8b1f) return new Damage('The file is gzip, not zstd.');
  if (offset === 0) return new Damage('The file is not zstd, whatever its name says.');
  return new Damage(TRAILING);
}

/** Sizes of the fields behind the descriptor byte (RFC 8878, 3.1.1.1). */
function fieldSizes(descriptor: number): { readonly dictionary: number; readonly content: number } {
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const content = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return { dictionary, content };
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

type Header = Pick<DataFrame, 'contentBytes' | 'windowBytes' | 'checksum'> & { readonly headerBytes: number };

function dataHeader(reader: FrameReader, offset: number): Header {
  const [descriptor = 0] = reader.bytes(offset + 4, 1);
  if ((descriptor & 0x08) !== 0) throw new Damage('The compressed file has a reserved bit set in its header.');
  const singleSegment = (descriptor & 0x20) !== 0;
  const { dictionary, content } = fieldSizes(descriptor);
  const windowField = singleSegment ? 0 : 1;
  const headerBytes = 5 + windowField + dictionary + content;
  const fields = reader.bytes(offset + 5, headerBytes - 5);
  const dictionaryId = littleEndian(fields.subarray(windowField, windowField + dictionary));
  if (dictionaryId !== 0n) throw new Damage('The compressed file needs a dictionary that Codex does not have.');
  const size = littleEndian(fields.subarray(windowField + dictionary));
  const contentBytes = content === 0 ? null : content === 2 ? size + 256n : size;
  const windowBytes = singleSegment ? Number(size) : windowOf(fields[0] ?? 0);
  if (windowBytes > MAX_WINDOW_BYTES) {
    throw new Damage(
      `The compressed file asks for a window of ${windowText(windowBytes)}; Codex refuses more than 128 MiB.`,
    );
  }
  return { contentBytes, windowBytes, checksum: (descriptor & 4) !== 0, headerBytes };
}

/** One to three bytes at the end: the beginning of a frame that was cut off, or something else? */
function checkRest(reader: FrameReader, offset: number, size: number): void {
  const rest = Math.min(size - offset, 4);
  const [first = 0] = reader.bytes(offset, rest);
  const begins = first === (ZSTD_MAGIC & 0xff) || (first & 0xf0) === (SKIPPABLE_MAGIC & 0xf0);
  if (rest < 4 && offset > 0 && !begins) throw new Damage(TRAILING);
}

function readFrame(reader: FrameReader, offset: number): Frame {
  const magic = Number(littleEndian(reader.bytes(offset, 4)));
  if (magic >= SKIPPABLE_MAGIC && magic <= SKIPPABLE_MAGIC + 15) {
    const payloadBytes = Number(littleEndian(reader.bytes(offset + 4, 4)));
    const payloadOffset = offset + 8;
    const length = 8 + payloadBytes;
    return { kind: 'skippable', magic, offset, length, payloadOffset, payloadBytes };
  }
  if (magic !== ZSTD_MAGIC) throw wrongMagic(magic, offset);
  const { headerBytes, ...header } = dataHeader(reader, offset);
  const blocks = blocksOf(reader, offset + headerBytes);
  if (blocks.damage !== null) throw new Damage(blocks.damage);
  const end = blocks.end + (header.checksum ? 4 : 0);
  return { kind: 'data', ...header, offset, length: end - offset };
}

function withFrame(sum: FrameSummary, frame: Frame): FrameSummary {
  if (frame.kind === 'skippable') return { ...sum, skippableFrames: sum.skippableFrames + 1, last: frame };
  const { contentBytes: before } = sum;
  const { contentBytes: added } = frame;
  return {
    ...sum,
    dataFrames: sum.dataFrames + 1,
    contentBytes: before === null || added === null ? null : before + added,
    windowBytes: Math.max(sum.windowBytes, frame.windowBytes),
    checksum: sum.checksum && frame.checksum,
    firstData: sum.firstData ?? frame,
    last: frame,
  };
}

const NO_FRAMES: FrameSummary = {
  dataFrames: 0,
  skippableFrames: 0,
  contentBytes: 0n,
  windowBytes: 0,
  checksum: true,
  firstData: null,
  last: null,
  damage: null,
};

/**
 * Walks all frames of a zstd file of `size` bytes by their headers and block headers, without decoding: a few bytes read
 * for each block, memory independent of the file (format: RFC 8878). Errors of `readAt` pass through.
 */
export function walkFrames(readAt: ReadAt, size: number): FrameSummary {
  if (size === 0) return { ...NO_FRAMES, contentBytes: null, damage: 'The compressed file is empty.' };
  const reader = frameReader(readAt, size, () => new Damage(TRUNCATED));
  let sum = NO_FRAMES;
  try {
    for (let offset = 0; offset < size;) {
      checkRest(reader, offset, size);
      const frame = readFrame(reader, offset);
      offset += frame.length;
      if (offset > size) throw new Damage(TRUNCATED);
      sum = withFrame(sum, frame);
    }
    if (sum.dataFrames === 0) throw new Damage('The compressed file holds no content, only skippable frames.');
    return sum;
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { ...sum, contentBytes: null, damage: error.message };
  }
}
