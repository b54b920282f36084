import { createHash } from 'node:crypto';
import fs from 'node:fs';
import binding from 'zstd-napi/binding.js';

const BLOCK_BYTES = 1 << 20;

export type Digest = { readonly sha256: string; readonly bytes: number };

/** Length and SHA-256 of a file as it is, in bounded memory. */
export function digestFile(file: string): Digest {
  return digestChunks(chunksOf(file));
}

/**
 * Length and SHA-256 of what a rollout decodes to, plain or `.zst`, in bounded memory; null when it does not decode
 * completely. Windows up to 128 MiB, as Codex.
 */
export function digestContent(file: string): Digest | null {
  if (!file.endsWith('.zst')) return digestFile(file);
  try {
    return digestChunks(decodedChunks(file));
  } catch {
    return null;
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function digestChunks(chunks: Iterable<Uint8Array>): Digest {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

function* chunksOf(file: string): Generator<Uint8Array> {
  const descriptor = fs.openSync(file, 'r');
  try {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    for (;;) {
      const length = fs.readSync(descriptor, block, 0, BLOCK_BYTES, null);
      if (length === 0) return;
      yield block.subarray(0, length);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

/** All frames of a file; throws on damage, and when the last frame is not complete. */
function* decodedChunks(file: string): Generator<Uint8Array> {
  const context = new binding.DCtx();
  const output = Buffer.allocUnsafe(BLOCK_BYTES);
  let missing = 1;
  for (const chunk of chunksOf(file)) {
    let rest = chunk;
    for (let produced = 1; rest.length > 0 || produced === output.length;) {
      const result = context.decompressStream(output, rest);
      missing = result[0];
      produced = result[1];
      rest = rest.subarray(result[2]);
      if (produced > 0) yield output.subarray(0, produced);
      if (missing === 0 && rest.length === 0) break;
    }
  }
  if (missing !== 0) throw new Error(`${file} ends in the middle of a frame`);
}
