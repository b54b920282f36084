import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog';
import type { Unmeasured } from '../catalog/rolloutRows';
import { errorCodeOf } from '../fs/errorCode';
import { damagedProblem } from '../model/problem';
import type { FileSystem } from '../ports';
import { CodecError } from '../zstd/codec';
import type { Decoder } from '../zstd/codec';
import { TRUNCATED } from '../zstd/frameHeader';

export type MeasureOptions = {
  readonly fs: FileSystem;
  readonly catalog: Catalog;
  readonly home: string;
  readonly decoder: Decoder;
  readonly shouldStop: () => boolean;
};

const STEP_BYTES = 256 * 1024;

type Measured =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'damaged'; readonly sentence: string }
  | { readonly kind: 'unknown' };

function decodeLength(options: MeasureOptions, fd: number): Measured {
  const { fs, decoder, shouldStop } = options;
  const step = new Uint8Array(STEP_BYTES);
  let bytes = 0;
  let ended = true;
  decoder.reset();
  try {
    for (let position = 0; ;) {
      if (shouldStop()) return { kind: 'unknown' };
      const read = fs.read(fd, step, position);
      if (read === 0) break;
      position += read;
      ({ ended } = decoder.decode(step.subarray(0, read), (chunk) => {
        bytes += chunk.byteLength;
      }));
    }
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return { kind: 'damaged', sentence: 'The compressed content is damaged.' };
  } finally {
    decoder.reset();
  }
  return ended ? { kind: 'length', bytes } : { kind: 'damaged', sentence: TRUNCATED };
}

function measure(options: MeasureOptions, { key }: Unmeasured): Measured {
  try {
    const fd = options.fs.open(join(options.home, `${key}.zst`), 'read');
    try {
      return decodeLength(options, fd);
    } finally {
      options.fs.close(fd);
    }
  } catch (error) {
    if (errorCodeOf(error) === 'EUNKNOWN') throw error;
    return { kind: 'unknown' }; // gone or not readable now: the next scan says which
  }
}

/**
 * Finds the full size of compressed threads whose headers do not tell it, by decoding each once; the catalog remembers
 * it for as long as the file is the same. Memory does not grow with the file.
 */
export function measureLogical(options: MeasureOptions): void {
  const { catalog, shouldStop } = options;
  for (const rollout of catalog.unmeasured()) {
    if (shouldStop()) return;
    const measured = measure(options, rollout);
    if (measured.kind === 'length') catalog.write(() => catalog.setLogicalBytes(rollout, measured.bytes));
    if (measured.kind === 'damaged') {
      catalog.write(() => catalog.setFileProblem(rollout, damagedProblem(measured.sentence)));
    }
  }
}
