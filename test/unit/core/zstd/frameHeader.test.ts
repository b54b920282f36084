import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walkFrames } from '#core/zstd/frameHeader';
import type { FrameSummary } from '#core/zstd/frameHeader';
import { encodeReceipt, RECEIPT_MAGIC } from '#core/zstd/receipt';
import { bombFrame, skippableFrame, wideWindowFrame, zstdFrame } from '../../../support/store/zstdFrames';

function walk(bytes: Uint8Array): FrameSummary {
  return walkFrames((position, length) => bytes.subarray(position, position + length), bytes.byteLength);
}

const text = (bytes: number): Buffer => Buffer.from('words and words again '.repeat(bytes / 22 + 1)).subarray(0, bytes);
const noise = (bytes: number): Buffer => randomBytes(bytes);

describe('a whole file', () => {
  test.each([0, 1, 255, 256, 65_535, 65_791, 65_792, 300_000, 3_000_000])('of %d bytes says its length', (bytes) => {
    for (const content of [text(bytes), noise(bytes)]) {
      const frame = zstdFrame(content, { checksum: true });
      const { contentBytes, dataFrames, checksum, damage, last } = walk(frame);
      expect({ contentBytes, dataFrames, checksum, damage }).toEqual({
        contentBytes: BigInt(bytes),
        dataFrames: 1,
        checksum: true,
        damage: null,
      });
      expect(last).toMatchObject({ kind: 'data', offset: 0, length: frame.byteLength });
    }
  });

  test('without a content size has none', () => {
    const summary = walk(zstdFrame(text(50_000), { contentSize: false }));
    expect(summary).toMatchObject({ contentBytes: null, checksum: false, damage: null, dataFrames: 1 });
  });

  test('of several frames, skippable ones first, between and last, is the sum of its data frames', () => {
    const receipt = encodeReceipt({ v: 1, sha256: 'a'.repeat(64), bytes: 1, mtimeNs: '1', mode: '600', tool: 't' });
    const parts = [
      skippableFrame('one'),
      zstdFrame(text(1000)),
      skippableFrame(''),
      zstdFrame(noise(200_000)),
      receipt,
    ];
    const bytes = Buffer.concat(parts);
    const summary = walk(bytes);
    expect(summary).toMatchObject({ contentBytes: 201_000n, dataFrames: 2, skippableFrames: 3, damage: null });
    expect(summary.last).toEqual({
      kind: 'skippable',
      magic: RECEIPT_MAGIC,
      offset: bytes.byteLength - receipt.byteLength,
      length: receipt.byteLength,
      payloadOffset: bytes.byteLength - receipt.byteLength + 8,
      payloadBytes: receipt.byteLength - 8,
    });
  });

  test('one frame of them without a content size makes the sum unknown', () => {
    const summary = walk(Buffer.concat([zstdFrame(text(10)), zstdFrame(text(10), { contentSize: false })]));
    expect(summary).toMatchObject({ contentBytes: null, dataFrames: 2, damage: null });
  });

  test('of any content and frames is walked without damage', () => {
    const frame = fc
      .record({
        content: fc.oneof(fc.uint8Array({ maxLength: 3000 }), fc.nat(400_000).map(text)),
        checksum: fc.boolean(),
        contentSize: fc.boolean(),
        level: fc.constantFrom(-5, 1, 3, 19),
      })
      .map(({ content, ...options }) => ({
        frame: zstdFrame(content, options),
        bytes: content.byteLength,
        ...options,
      }));
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), (frames) => {
        const summary = walk(Buffer.concat(frames.map((one) => one.frame)));
        const known = frames.every((one) => one.contentSize);
        const total = frames.reduce((sum, one) => sum + one.bytes, 0);
        expect(summary.damage).toBeNull();
        expect(summary.dataFrames).toBe(frames.length);
        expect(summary.contentBytes).toBe(known ? BigInt(total) : null);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a damaged file', () => {
  test('cut anywhere ends early, or is a shorter whole file', () => {
    const parts = [zstdFrame(noise(700), { checksum: true }), skippableFrame('receipt'), zstdFrame(text(300))];
    const whole = Buffer.concat(parts);
    const ends = parts.map((_, index) => Buffer.concat(parts.slice(0, index + 1)).byteLength);
    for (let length = 1; length < whole.byteLength; length++) {
      const { damage } = walk(whole.subarray(0, length));
      if (ends.includes(length)) expect(damage).toBeNull();
      else expect(damage).toBe('The compressed file ends early (truncated).');
    }
  });

  test.each([
    ['empty', Buffer.alloc(0), /is empty/],
    ['gzip', gzipSync('hello'), /gzip, not zstd/],
    ['plain text', Buffer.from('{"type":"session_meta"}\n'), /not zstd, whatever its name/],
    ['behind the last frame', Buffer.concat([zstdFrame(text(99)), Buffer.from('not a frame')]), /trailing garbage/],
    ['behind it by a byte', Buffer.concat([zstdFrame(text(99)), Buffer.from('\n')]), /trailing garbage/],
    ['behind it by NULs', Buffer.concat([zstdFrame(text(99)), Buffer.alloc(4096)]), /trailing garbage/],
    ['a window of 1 GiB', wideWindowFrame(noise(5000)), /a window of 1 GiB; Codex refuses more than 128 MiB/],
    ['only a skippable frame', skippableFrame('nothing else'), /no content/],
  ])('that is %s says so', (_, bytes, sentence) => {
    expect(walk(bytes).damage).toMatch(sentence);
  });

  test('with a reserved bit, a dictionary or a reserved block says so', () => {
    const frame = zstdFrame(noise(50));
    const reservedBit = Buffer.from(frame);
    reservedBit.writeUInt8(reservedBit.readUInt8(4) | 8, 4);
    expect(walk(reservedBit).damage).toMatch(/reserved bit/);
    const dictionary = Buffer.concat([frame.subarray(0, 4), Buffer.from([0x21, 7, 50]), frame.subarray(6)]);
    expect(walk(dictionary).damage).toMatch(/needs a dictionary/);
    const reservedBlock = Buffer.from(frame);
    reservedBlock.writeUInt8(reservedBlock.readUInt8(6) | 6, 6);
    expect(walk(reservedBlock).damage).toMatch(/reserved kind/);
  });

  test('of random bytes never throws', () => {
    const magic = fc.constantFrom(Buffer.from('28b52ffd', 'hex'), Buffer.from('502a4d18', 'hex'), Buffer.alloc(0));
    fc.assert(
      fc.property(magic, fc.uint8Array({ maxLength: 200 }), (begin, rest) => {
        expect(() => walk(Buffer.concat([begin, rest]))).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});

test('a gigabyte of blocks is walked by its headers alone', () => {
  const bytes = bombFrame(text(10), 8192);
  let read = 0;
  const summary = walkFrames((position, length) => {
    read += length;
    return bytes.subarray(position, position + length);
  }, bytes.byteLength);
  expect(summary).toMatchObject({ contentBytes: null, windowBytes: 131_072, damage: null });
  expect(read).toBeLessThan(60_000);
});

test('large raw blocks are hopped over, not read', () => {
  const content = noise(50_000_000);
  const bytes = zstdFrame(content, { level: 1 });
  let read = 0;
  const summary = walkFrames((position, length) => {
    read += length;
    return bytes.subarray(position, position + length);
  }, bytes.byteLength);
  expect(summary.contentBytes).toBe(50_000_000n);
  expect(read).toBeLessThan(2_000_000);
});

test('short reads are read on, and an error of the file passes through', () => {
  const bytes = zstdFrame(noise(300_000));
  const summary = walkFrames((at, length) => bytes.subarray(at, at + Math.min(length, 7)), bytes.byteLength);
  expect(summary).toMatchObject({ contentBytes: 300_000n, damage: null });
  const fail = (): Uint8Array => {
    throw new Error('EIO');
  };
  expect(() => walkFrames(fail, 100)).toThrow('EIO');
});
