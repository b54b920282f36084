import { createHash } from 'node:crypto';
import type { FileSystem } from '../ports';
import { CodecError } from '../zstd/codec';
import { leaveAlone } from './outcome';
import { LARGE_BYTES } from './press';
import type { Control, Press, Step } from './press';

/** What a pass over a file's decoded content found. */
export type ContentProof = { readonly sha256: string; readonly bytes: number };

function leaveCancelled(): never {
  return leaveAlone('skipped_cancelled', 'You cancelled before this thread was finished.');
}

/** Reads an open file from its start to its end, chunk by chunk, and stops between chunks when asked to. */
export function readThrough(context: ReadContext, onChunk: (chunk: Uint8Array) => void): number {
  return readChunks(readingOf(context), onChunk);
}

function readingOf({ fs, fd, ...rest }: ReadContext): Reading {
  return { ...rest, readChunk: (buffer, position) => fs.read(fd, buffer, position) };
}

function readChunks({ readChunk, size, press, control, step }: Reading, onChunk: (chunk: Uint8Array) => void): number {
  let done = 0;
  for (;;) {
    if (control.shouldStop()) leaveCancelled();
    const read = readChunk(press.buffer, done);
    if (read === 0) return done;
    done += read;
    onChunk(press.buffer.subarray(0, read));
    control.progress(step, size === 0 ? 1 : Math.min(1, done / size));
  }
}

export type ReadContext = {
  readonly fs: FileSystem;
  readonly fd: number;
  /** Expected bytes of the file, for progress only. */
  readonly size: number;
  readonly press: Press;
  readonly control: Control;
  readonly step: Step;
};

/** The same for whoever opens the file anew for each chunk. */
export type Reading = Omit<ReadContext, 'fs' | 'fd'> & {
  /** Bytes read at a position; 0 at the end. */
  readonly readChunk: (buffer: Uint8Array, position: number) => number;
};

/** Length and SHA-256 of an open file as it is. */
export function proveFile(context: ReadContext): ContentProof {
  const hash = createHash('sha256');
  const bytes = readThrough(context, (chunk) => hash.update(chunk));
  return { sha256: hash.digest('hex'), bytes };
}

/** Decodes an open `.zst` of `bytes` content for its proof alone, and gives the memory of a large one back. */
export function decodeProof(context: ReadContext, bytes: number): ContentProof {
  return decodeReading(readingOf(context), bytes);
}

/** The same, chunk by chunk as they come. */
export function decodeReading(reading: Reading, bytes: number): ContentProof {
  try {
    return decodeChunks(reading, () => undefined);
  } finally {
    if (bytes >= LARGE_BYTES) reading.press.decoder.release();
  }
}

/**
 * Decodes an open `.zst` completely, all frames, and gives each piece to `onContent`. Throws CodecError for damage,
 * a truncated file and an empty one.
 */
export function decodeThrough(context: ReadContext, onContent: (chunk: Uint8Array) => void): ContentProof {
  return decodeChunks(readingOf(context), onContent);
}

function decodeChunks(reading: Reading, onContent: (chunk: Uint8Array) => void): ContentProof {
  const hash = createHash('sha256');
  const { decoder } = reading.press;
  const state = { bytes: 0, ended: false };
  decoder.reset();
  const read = readChunks(reading, (chunk) => {
    const result = decoder.decode(chunk, (content) => {
      // A few bytes of input may be gigabytes of output: a cancel must not wait for all of them.
      if (reading.control.shouldStop()) leaveCancelled();
      hash.update(content);
      state.bytes += content.byteLength;
      onContent(content);
    });
    state.ended = result.ended;
  });
  if (read === 0 || !state.ended) throw new CodecError('the compressed file ends early (truncated)');
  return { sha256: hash.digest('hex'), bytes: state.bytes };
}
