import type { FileSystem } from '../ports';
import { damagedProblem } from '../model/problem';
import { CodecError } from '../zstd/codec';
import type { Decoder } from '../zstd/codec';
import type { Head } from './headLines';
import { headLines } from './headLines';

/** Never more than this is read of a file, and never more than this is decoded, to learn what thread it is. */
export const MAX_HEAD_BYTES = 2 ** 20;
/** session_meta is about 23 KB and the first message follows soon: one read is enough for nearly every thread. */
const PLAIN_STEP_BYTES = 64 * 1024;
const COMPRESSED_STEP_BYTES = 16 * 1024;

export type HeadReader = {
  readonly readPlain: (fd: number) => Head;
  readonly readCompressed: (fd: number) => Head;
};

/** Thrown through the decoder, which may give megabytes for one small input, when the head is known. */
class Enough extends Error {}

/** Reads heads of rollouts through one buffer of 1 MiB and one decoder, used again for each. Nothing is kept open. */
export function createHeadReader(fs: FileSystem, decoder: Decoder): HeadReader {
  const held = new Uint8Array(MAX_HEAD_BYTES);
  const source = new Uint8Array(COMPRESSED_STEP_BYTES);

  function readPlain(fd: number): Head {
    const lines = headLines();
    for (let length = 0; ;) {
      const read = fs.read(fd, held.subarray(length, length + PLAIN_STEP_BYTES), length);
      length += read;
      const enough = lines.take(held.subarray(0, length));
      if (read === 0 || enough || length === held.byteLength) return lines.finish(held.subarray(0, length), read === 0);
    }
  }

  function readCompressed(fd: number): Head {
    const lines = headLines();
    let length = 0;
    decoder.reset();
    const take = (chunk: Uint8Array): void => {
      const part = chunk.subarray(0, held.byteLength - length);
      held.set(part, length);
      length += part.byteLength;
      if (lines.take(held.subarray(0, length)) || length === held.byteLength) throw new Enough();
    };
    try {
      for (let position = 0; position < MAX_HEAD_BYTES;) {
        const read = fs.read(fd, source, position);
        if (read === 0) return lines.finish(held.subarray(0, length), true);
        position += read;
        decoder.decode(source.subarray(0, read), take);
      }
      return lines.finish(held.subarray(0, length), false);
    } catch (error) {
      if (error instanceof Enough) return lines.finish(held.subarray(0, length), false);
      if (!(error instanceof CodecError)) throw error;
      const head = lines.finish(held.subarray(0, length), false);
      return { ...head, problem: damagedProblem('The compressed content is damaged.') };
    } finally {
      decoder.reset();
    }
  }

  return { readPlain, readCompressed };
}
