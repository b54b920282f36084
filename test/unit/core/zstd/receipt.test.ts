import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import type { FileSystem } from '#core/ports';
import { createDecoder } from '#core/zstd/codec';
import { encodeReceipt, parseReceipt, readReceipt } from '#core/zstd/receipt';
import type { Receipt } from '#core/zstd/receipt';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import type { Cleanup } from '../../../support/store/temporaryFolder';
import { skippableFrame, zstdFrame } from '../../../support/store/zstdFrames';

const RECEIPT: Receipt = {
  v: 1,
  sha256: 'ab'.repeat(32),
  bytes: 1234,
  mtimeNs: '1760000000123456789',
  mode: '640',
  tool: 'coldpress 0.1.0',
};
const HEADER_BYTES = 8;

const receipts: fc.Arbitrary<Receipt> = fc.record({
  v: fc.constant(1),
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  bytes: fc.maxSafeNat(),
  mtimeNs: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  mode: fc.integer({ min: 0, max: 0o7777 }).map((mode) => mode.toString(8)),
  tool: fc.string({ maxLength: 100 }),
});

function read(bytes: Uint8Array, context: Cleanup, system: FileSystem = nodeFileSystem): Receipt | null {
  const file = path.join(temporaryFolder(context), 'file.zst');
  fs.writeFileSync(file, bytes);
  const fd = fs.openSync(file, 'r');
  try {
    return readReceipt(system, fd, bytes.length);
  } finally {
    fs.closeSync(fd);
  }
}

describe('a receipt', () => {
  it('is one skippable frame, which every decoder passes over', () => {
    const frame = encodeReceipt(RECEIPT);
    const output: number[] = [];
    const decoder = createDecoder();
    expect(decoder.decode(frame, (chunk) => void output.push(...chunk))).toEqual({ ended: true });
    expect(output).toEqual([]);
  });

  it('says what it was made of, to the nanosecond', () => {
    fc.assert(
      fc.property(receipts, (receipt) => {
        expect(parseReceipt(encodeReceipt(receipt).subarray(HEADER_BYTES))).toEqual(receipt);
      }),
    );
  });

  it('is found at the end of a file of any size, small or large', (context) => {
    const content = Buffer.from('content '.repeat(5));
    for (const data of [zstdFrame(content), zstdFrame(Buffer.alloc(0)), Buffer.alloc(100_000, 7), Buffer.alloc(0)]) {
      expect(read(Buffer.concat([data, encodeReceipt(RECEIPT)]), context)).toEqual(RECEIPT);
    }
  });

  it('is read completely from a file system that reads little at a time', (context) => {
    const slow: FileSystem = {
      ...nodeFileSystem,
      read: (fd, buffer, position) => nodeFileSystem.read(fd, buffer.subarray(0, 7), position),
    };
    const bytes = Buffer.concat([zstdFrame(Buffer.from('x')), encodeReceipt(RECEIPT)]);
    expect(read(bytes, context, slow)).toEqual(RECEIPT);
  });
});

describe('no receipt', () => {
  it('is what a torn one is, wherever it is torn', (context) => {
    const data = zstdFrame(Buffer.from('content'));
    const whole = Buffer.concat([data, encodeReceipt(RECEIPT)]);
    const found = Array.from({ length: whole.length - 1 }, (_, length) => read(whole.subarray(0, length), context));
    expect(found.filter((receipt) => receipt !== null)).toEqual([]);
  });

  it('is what stands before other bytes, or is of another tool, another version or no JSON', (context) => {
    const frame = encodeReceipt(RECEIPT);
    const withPayload = (text: string): Buffer => {
      const bytes = skippableFrame(text);
      bytes.set(frame.subarray(0, 4));
      return bytes;
    };
    const others = [
      Buffer.concat([frame, Buffer.from('x')]),
      skippableFrame(JSON.stringify(RECEIPT)),
      withPayload(JSON.stringify({ ...RECEIPT, v: 2 })),
      withPayload(JSON.stringify({ ...RECEIPT, sha256: 'AB'.repeat(32) })),
      withPayload(JSON.stringify({ ...RECEIPT, bytes: -1 })),
      withPayload(JSON.stringify({ ...RECEIPT, mtimeNs: 17 })),
      withPayload(JSON.stringify({ ...RECEIPT, mode: '999' })),
      withPayload(''),
      withPayload('null'),
      withPayload('{"v":1'),
      Buffer.alloc(0),
      zstdFrame(Buffer.from('content')),
    ];
    expect(others.map((bytes) => read(bytes, context))).toEqual(others.map(() => null));
  });

  it('is what one with any flipped bit is, unless the flip only hides that it can be checked', () => {
    const payload = encodeReceipt(RECEIPT).subarray(HEADER_BYTES);
    for (let bit = 0; bit < payload.length * 8; bit++) {
      const flipped = Uint8Array.from(payload);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect([null, RECEIPT]).toContainEqual(parseReceipt(flipped));
    }
  });

  it('is one whose check says otherwise; one of the first days, without a check, still is one', () => {
    const payload = (receipt: object): Uint8Array => Buffer.from(JSON.stringify(receipt));
    expect(parseReceipt(payload(RECEIPT))).toEqual(RECEIPT);
    expect(parseReceipt(payload({ ...RECEIPT, check: '0'.repeat(16) }))).toBeNull();
  });

  it('is what bytes that are not UTF-8 are', () => {
    expect(parseReceipt(Buffer.from('fffe', 'hex'))).toBeNull();
    fc.assert(fc.property(fc.uint8Array(), (bytes) => parseReceipt(bytes) === null));
  });
});
