import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodecError, createDecoder, createEncoder } from '#core/zstd/codec';
import type { Decoder } from '#core/zstd/codec';
import { compressionParameters } from '#core/zstd/parameters';
import {
  bombFrame,
  BOMB_BLOCK_BYTES,
  skippableFrame,
  wideWindowFrame,
  zstdFrame,
} from '../../../support/store/zstdFrames';

const encoder = createEncoder();
const decoder = createDecoder();

const TEXT = Buffer.from(
  Array.from({ length: 900 }, (_, n) => `{"line":${n},"text":"words of turn ${n % 7}"}\n`).join(''),
);

function cut(bytes: Uint8Array, at: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(at.map((point) => point % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index] ?? bytes.length));
}

function encode(parts: readonly Uint8Array[], level: number | null = null): Buffer {
  const sourceBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const out: Buffer[] = [];
  const take = (chunk: Uint8Array): void => void out.push(Buffer.from(chunk));
  encoder.begin(sourceBytes, compressionParameters(sourceBytes, level));
  for (const part of parts) encoder.write(part, take);
  encoder.end(take);
  return Buffer.concat(out);
}

type Decoded = { readonly content: Buffer; readonly ended: boolean };

function decode(parts: readonly Uint8Array[], by: Decoder = decoder): Decoded {
  const out: Buffer[] = [];
  let ended = false;
  by.reset();
  for (const part of parts) ({ ended } = by.decode(part, (chunk) => void out.push(Buffer.from(chunk))));
  return { content: Buffer.concat(out), ended };
}

describe('the encoder', () => {
  const cuts = fc.array(fc.nat());

  it('gives what decodes to its input, however the input is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), cuts, (content, at) => {
        expect(decode([encode(cut(content, at))])).toEqual({ content: Buffer.from(content), ended: true });
      }),
    );
  });

  it.each([1, 8, 19])('says content size and checksum in its one frame at level %i', (level) => {
    const frame = encode([TEXT], level);
    const descriptor = frame.readUInt8(4);
    expect({ checksum: (descriptor & 4) !== 0, hasSize: descriptor >> 6 !== 0 }).toEqual({
      checksum: true,
      hasSize: true,
    });
    const flipped = Buffer.from(frame);
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1);
    expect(() => decode([flipped])).toThrow(CodecError);
  });

  it('refuses to end before all bytes that were announced, and to take more', () => {
    const ignore = (): void => undefined;
    encoder.begin(10, compressionParameters(10, null));
    encoder.write(Buffer.from('12345'), ignore);
    expect(() => encoder.end(ignore)).toThrow(CodecError);
    encoder.begin(3, compressionParameters(3, null));
    const writeMore = (): void => {
      encoder.write(Buffer.from('12345'), ignore);
      encoder.end(ignore);
    };
    expect(writeMore).toThrow(CodecError);
    expect(decode([encode([TEXT])]).content).toEqual(TEXT);
  });

  it('makes the same frame again after a file that was broken off, and after it gave memory back', () => {
    const frame = encode([TEXT]);
    encoder.begin(1000, compressionParameters(1000, 3));
    encoder.write(Buffer.alloc(500), () => undefined);
    expect(encode([TEXT])).toEqual(frame);
    encoder.release();
    expect(encode([TEXT])).toEqual(frame);
    encoder.begin(1000, compressionParameters(1000, null));
    encoder.release();
    expect(encode([TEXT])).toEqual(frame);
  });

  it('encodes nothing at all, and one byte', () => {
    for (const content of [Buffer.alloc(0), Buffer.from('a')]) {
      expect(decode([encode([content])])).toEqual({ content, ended: true });
    }
  });

  it('finds a repetition far away in a large file, with a window that Codex takes', () => {
    const picture = randomBytes(3_000_000);
    const far = [picture, randomBytes(6_000_000), picture, TEXT, picture];
    const frame = encode(far);
    expect(frame.length).toBeLessThan(9_200_000);
    const decoded = decode([frame]);
    expect([decoded.ended, decoded.content.equals(Buffer.concat(far))]).toEqual([true, true]);
    encoder.release();
    decoder.release();
  });
});

/** Files of one or more frames: what a tool may have left in a store. */
const SHAPES: readonly { readonly name: string; readonly frames: readonly Buffer[]; readonly content?: Buffer }[] = [
  { name: 'one frame', frames: [zstdFrame(TEXT)] },
  { name: 'a frame without content size', frames: [zstdFrame(TEXT, { contentSize: false })] },
  { name: 'a frame with checksum', frames: [zstdFrame(TEXT, { checksum: true })] },
  { name: 'two frames', frames: [zstdFrame(TEXT.subarray(0, 777)), zstdFrame(TEXT.subarray(777))] },
  { name: 'a skippable frame first', frames: [skippableFrame('of a tool'), zstdFrame(TEXT)] },
  { name: 'a skippable frame last', frames: [zstdFrame(TEXT), skippableFrame('{"v":9}')] },
  { name: 'skippable frames everywhere', frames: [skippableFrame(''), zstdFrame(TEXT), skippableFrame('x')] },
  { name: 'an empty frame first', frames: [zstdFrame(Buffer.alloc(0)), zstdFrame(TEXT)] },
  {
    name: 'blocks that repeat one byte',
    frames: [bombFrame(TEXT, 20)],
    content: Buffer.concat([TEXT, Buffer.alloc(20 * BOMB_BLOCK_BYTES, 'a')]),
  },
];

describe('the decoder', () => {
  it.each(SHAPES)('decodes $name, however it is cut', ({ frames, content = TEXT }) => {
    const bytes = Buffer.concat(frames);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (at) => {
        const decoded = decode(cut(bytes, at));
        expect([decoded.ended, decoded.content.equals(content)]).toEqual([true, true]);
      }),
      { numRuns: 30 },
    );
  });

  it.each(SHAPES)('decodes $name a byte at a time', ({ frames, content = TEXT }) => {
    const bytes = Buffer.concat(frames);
    const decoded = decode(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect([decoded.ended, decoded.content.equals(content)]).toEqual([true, true]);
  });

  it.each(SHAPES.slice(0, -1))('takes $name for ended between its frames only', ({ frames }) => {
    const bytes = Buffer.concat(frames);
    const ends = frames.map((_, index) => Buffer.concat(frames.slice(0, index + 1)).length);
    const lengths = Array.from({ length: bytes.length }, (_, index) => index + 1);
    expect(lengths.filter((length) => decode([bytes.subarray(0, length)]).ended)).toEqual(ends);
  });

  it('refuses 1 to 8 bytes of anything else behind a frame, or does not call the file ended', () => {
    const frame = zstdFrame(TEXT);
    for (let length = 1; length <= 8; length++) {
      for (const garbage of [
        Buffer.alloc(length),
        Buffer.alloc(length, 0xff),
        Buffer.from('not a frame').subarray(0, length),
      ]) {
        const refused = (): boolean => {
          try {
            return !decode([frame, garbage]).ended;
          } catch (error) {
            return error instanceof CodecError;
          }
        };
        expect([garbage.toString('hex'), refused()]).toEqual([garbage.toString('hex'), true]);
      }
    }
  });

  it('refuses what is no zstd, a flipped bit under a checksum, and a window that Codex refuses', () => {
    const checked = zstdFrame(TEXT, { checksum: true });
    const flipped = Buffer.from(checked);
    flipped.writeUInt8(flipped.readUInt8(flipped.length >> 1) ^ 4, flipped.length >> 1);
    for (const bytes of [Buffer.from('1f8b0800', 'hex'), flipped, wideWindowFrame(TEXT), Buffer.from('plain text')]) {
      expect(() => decode([bytes])).toThrow(CodecError);
      expect(decode([checked]).content).toEqual(TEXT);
    }
  });

  it('takes a window of 2^27, and none of 2^28', () => {
    const withWindow = (log: number): Buffer => {
      const frame = zstdFrame(TEXT, { contentSize: false });
      frame.writeUInt8((log - 10) << 3, 5);
      return frame;
    };
    expect(decode([withWindow(27)])).toEqual({ content: TEXT, ended: true });
    expect(() => decode([withWindow(28)])).toThrow(CodecError);
    decoder.release();
  });

  it('begins anew after a file that was broken off, and after it gave memory back', () => {
    const frame = zstdFrame(TEXT);
    const own = createDecoder();
    decode([frame.subarray(0, 100)], own);
    expect(decode([frame], own)).toEqual({ content: TEXT, ended: true });
    decode([frame.subarray(0, 100)], own);
    own.release();
    expect(decode([frame], own)).toEqual({ content: TEXT, ended: true });
    expect(decode([], own)).toEqual({ content: Buffer.alloc(0), ended: false });
  });

  it('passes on an error of whoever takes its output', () => {
    const stop = new Error('enough');
    const takeNone = (): void => {
      throw stop;
    };
    decoder.reset();
    expect(() => decoder.decode(zstdFrame(TEXT), takeNone)).toThrow(stop);
    expect(decode([zstdFrame(TEXT)])).toEqual({ content: TEXT, ended: true });
  });
});
