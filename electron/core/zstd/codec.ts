import { CCtx, CParameter, DCtx, DParameter, EndDirective, ResetDirective } from 'zstd-napi/binding';
import type { CompressionParameters } from './parameters';

/** Windows up to 2^27 are what Codex's decoder takes (codex-store.md, section 0.6). */
export const MAX_WINDOW_LOG = 27;

/** A file that zstd cannot decode, in the words of its library. */
export class CodecError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CodecError';
  }
}

/** Takes bytes of any size, gives bytes to `onOutput`; the view it gives is only valid during the call. */
export type OnOutput = (chunk: Uint8Array) => void;

export type Encoder = {
  /** Begins one frame of exactly `sourceBytes` content bytes, with content size and checksum in it. */
  readonly begin: (sourceBytes: number, parameters: CompressionParameters) => void;
  readonly write: (source: Uint8Array, onOutput: OnOutput) => void;
  /** Ends the frame; throws if more or fewer bytes came than `begin` said. */
  readonly end: (onOutput: OnOutput) => void;
};

export type Decoder = {
  readonly reset: () => void;
  /**
   * Decodes all frames, data and skippable, one after the other. `ended`: the input so far ends at the end of a
   * frame; a file that is used up while `ended` is false is truncated. Throws CodecError on damage.
   */
  readonly decode: (source: Uint8Array, onOutput: OnOutput) => { readonly ended: boolean };
};

const OUTPUT_BYTES = 512 * 1024;
const NO_BYTES = new Uint8Array(0);

function asCodecError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CodecError(error instanceof Error ? error.message : String(error));
  }
}

/** One compression context, reset and used again for every file: a new one for each halves the speed. */
export function createEncoder(): Encoder {
  const context = new CCtx();
  const output = new Uint8Array(OUTPUT_BYTES);

  function push(source: Uint8Array, directive: EndDirective, onOutput: OnOutput): void {
    for (let offset = 0; ;) {
      const [left, produced, consumed] = asCodecError(() =>
        context.compressStream2(output, source.subarray(offset), directive),
      );
      offset += consumed;
      if (produced > 0) onOutput(output.subarray(0, produced));
      const drained = directive === EndDirective.end ? left === 0 : offset === source.byteLength;
      if (drained) return;
    }
  }

  return {
    begin: (sourceBytes, parameters) => {
      context.reset(ResetDirective.sessionAndParameters);
      context.setParameter(CParameter.compressionLevel, parameters.level);
      context.setParameter(CParameter.checksumFlag, 1);
      context.setParameter(CParameter.contentSizeFlag, 1);
      context.setParameter(CParameter.windowLog, Math.min(parameters.windowLog, MAX_WINDOW_LOG));
      for (const [name, value] of Object.entries(parameters.tuning)) {
        context.setParameter(CParameter[name as keyof typeof parameters.tuning], value);
      }
      context.setPledgedSrcSize(sourceBytes);
    },
    write: (source, onOutput) => push(source, EndDirective.continue, onOutput),
    end: (onOutput) => push(NO_BYTES, EndDirective.end, onOutput),
  };
}

/** One decompression context, reset and used again; refuses windows that Codex would refuse. */
export function createDecoder(): Decoder {
  const context = new DCtx();
  context.setParameter(DParameter.windowLogMax, MAX_WINDOW_LOG);
  const output = new Uint8Array(OUTPUT_BYTES);
  let ended = true;

  function decode(source: Uint8Array, onOutput: OnOutput): { readonly ended: boolean } {
    for (let offset = 0; ;) {
      const [hint, produced, consumed] = asCodecError(() => context.decompressStream(output, source.subarray(offset)));
      offset += consumed;
      if (produced > 0) onOutput(output.subarray(0, produced));
      if (consumed > 0 || produced > 0) ended = hint === 0;
      // A full output may hide more of it behind an input that is used up: ask again until it is not full.
      if (offset === source.byteLength && produced < output.byteLength) return { ended };
      if (consumed === 0 && produced === 0) throw new CodecError('zstd makes no progress on this input');
    }
  }

  return {
    reset: () => {
      context.reset(ResetDirective.sessionOnly);
      ended = true;
    },
    decode,
  };
}
