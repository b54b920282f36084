import zstd from 'zstd-napi/binding.js';

const LEVEL = 3;
const OUTPUT_BYTES = 256 * 1024;

/**
 * One zstd frame in the form of Codex's own worker: level 3, content size in the header, no checksum. `contentBytes`
 * must be the length of all chunks together; otherwise zstd refuses. A block is valid until the next one is taken.
 */
export function* compressFrame(chunks: Iterable<Uint8Array>, contentBytes: number): Generator<Uint8Array> {
  const context = new zstd.CCtx();
  context.setParameter(zstd.CParameter.compressionLevel, LEVEL);
  context.setParameter(zstd.CParameter.checksumFlag, 0);
  context.setPledgedSrcSize(contentBytes);
  const output = Buffer.allocUnsafeSlow(OUTPUT_BYTES);
  for (const chunk of chunks) {
    let rest = chunk;
    while (rest.length > 0) {
      const [, produced, consumed] = context.compressStream2(output, rest, zstd.EndDirective.continue);
      rest = rest.subarray(consumed);
      if (produced > 0) yield output.subarray(0, produced);
    }
  }
  const nothing = new Uint8Array();
  for (let remaining = 1; remaining > 0;) {
    const [left, produced] = context.compressStream2(output, nothing, zstd.EndDirective.end);
    remaining = left;
    if (produced > 0) yield output.subarray(0, produced);
  }
}
