import type { FrameReader } from './frameReader';

/** No block of zstd is larger (RFC 8878, 3.1.1.2). */
const MAX_BLOCK_BYTES = 128 * 1024;
const RLE = 1;
const RESERVED = 3;

export type Blocks = { readonly end: number; readonly damage: string | null };

/** Hops over the blocks of one data frame, from the first block header on; `end` is behind the last block. */
export function blocksOf(reader: FrameReader, start: number): Blocks {
  for (let at = start; ;) {
    const [low = 0, middle = 0, high = 0] = reader.bytes(at, 3);
    const header = low | (middle << 8) | (high << 16);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === RESERVED) return { end: at, damage: 'The compressed file has a block of a reserved kind (damaged).' };
    if (size > MAX_BLOCK_BYTES)
      return { end: at, damage: 'The compressed file has a block that is too large (damaged).' };
    at += 3 + (type === RLE ? 1 : size);
    if ((header & 1) === 1) return { end: at, damage: null };
  }
}
