import zstd from 'zstd-napi';

/** Frames of every shape that a tool may have left in a store. */
export function zstdFrame(content: Uint8Array, { checksum = false, contentSize = true, level = 3 } = {}): Buffer {
  const compressor = new zstd.Compressor();
  compressor.setParameters({ compressionLevel: level, checksumFlag: checksum, contentSizeFlag: contentSize });
  return compressor.compress(content);
}

const SKIPPABLE_MAGIC = 0x184d2a50;

/** A frame that a decoder must pass over. */
export function skippableFrame(text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(SKIPPABLE_MAGIC, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

const WINDOW_DESCRIPTOR_AT = 5;

/** The same frame, but its header asks the decoder for a window of 1 GiB: Codex accepts at most 128 MiB. */
export function wideWindowFrame(content: Uint8Array): Buffer {
  const frame = zstdFrame(content, { contentSize: false });
  frame.writeUInt8((30 - 10) << 3, WINDOW_DESCRIPTOR_AT);
  return frame;
}

const FRAME_MAGIC = 0xfd2fb528;
const BLOCK_BYTES = 128 * 1024;
const WINDOW_OF_128_KIB = (17 - 10) << 3;
const BLOCK = { raw: 0, repeat: 1 } as const;

/** A frame without content size that decodes to `head` and then `repeats` blocks of 128 KiB of the letter a. */
export function bombFrame(head: Uint8Array, repeats: number): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt32LE(FRAME_MAGIC, 0);
  header.writeUInt8(WINDOW_OF_128_KIB, WINDOW_DESCRIPTOR_AT);
  const parts: Uint8Array[] = [header];
  for (let at = 0; at < head.length; at += BLOCK_BYTES) {
    const piece = head.subarray(at, at + BLOCK_BYTES);
    parts.push(blockHeader('raw', piece.length, false), piece);
  }
  for (let block = 1; block <= repeats; block++) {
    parts.push(blockHeader('repeat', BLOCK_BYTES, block === repeats), Buffer.from('a'));
  }
  return Buffer.concat(parts);
}

export const BOMB_BLOCK_BYTES = BLOCK_BYTES;

function blockHeader(kind: keyof typeof BLOCK, bytes: number, isLast: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((bytes << 3) | (BLOCK[kind] << 1) | (isLast ? 1 : 0), 0, 3);
  return header;
}
