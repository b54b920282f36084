import zstd from 'zstd-napi/binding.js';
import type { EndDirective as Directive } from 'zstd-napi/binding.js';
import { MAX_WINDOW_LOG } from './parameters';
import type { CompressionParameters } from './parameters';

// CommonJS in a form whose names `import` does not see.
const { CCtx, CParameter, DCtx, DParameter, EndDirective, ResetDirective, compress } = zstd;

/** A file that zstd cannot decode, in the words of its library. */
export class CodecError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CodecError';
  }
}

/** Takes bytes of any size, gives bytes to `onOutput`; the view it gives is only valid during the call. */
type OnOutput = (chunk: Uint8Array) => void;

export type Encoder = {
  /** Begins one frame of exactly `sourceBytes` content bytes, with content size and checksum in it. */
  readonly begin: (sourceBytes: number, parameters: CompressionParameters) => void;
  readonly write: (source: Uint8Array, onOutput: OnOutput) => void;
  /** Ends the frame; throws if more or fewer bytes came than `begin` said. */
  readonly end: (onOutput: OnOutput) => void;
  /** Gives back the memory that a large file took. */
  readonly release: () => void;
};

export type Decoder = {
  readonly reset: () => void;
  /**
   * Decodes all frames, data and skippable, one after the other. `ended`: the input so far ends at the end of a
   * frame; a file that is used up while `ended` is false is truncated. Throws CodecError on damage.
   */
  readonly decode: (source: Uint8Array, onOutput: OnOutput) => { readonly ended: boolean };
  /** Gives back the memory that a large file took. */
  readonly release: () => void;
};

const OUTPUT_BYTES = 512 * 1024;
const NO_BYTES = new Uint8Array(0);

/**
 * zstd shrinks a context's workspace after 128 uses for which it was far too large. So many tiny frames free the window
 * of a large file at once, where a new context would wait for the garbage collector (and cost half the speed).
 */
const USES_UNTIL_SHRUNK = 140;
const TINY = new Uint8Array([10]);

function tinyFrame(): Uint8Array {
  const target = new Uint8Array(64);
  return target.slice(0, compress(target, TINY, 1));
}

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

  function push(source: Uint8Array, directive: Directive, onOutput: OnOutput): void {
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
    release: () => {
      context.reset(ResetDirective.sessionAndParameters);
      context.setParameter(CParameter.windowLog, 10);
      for (let use = 0; use < USES_UNTIL_SHRUNK; use++) context.compress2(output, TINY);
    },
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

  function reset(): void {
    context.reset(ResetDirective.sessionOnly);
    ended = true;
  }

  return {
    reset,
    decode,
    release: () => {
      const frame = tinyFrame();
      for (let use = 0; use < USES_UNTIL_SHRUNK; use++) {
        reset();
        // In two parts, or zstd takes a way that does not use the workspace.
        context.decompressStream(output, frame.subarray(0, 9));
        context.decompressStream(output, frame.subarray(9));
      }
      reset();
    },
  };
}
