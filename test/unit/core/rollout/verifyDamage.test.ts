import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Effects } from '#core/ports';
import { systemEffects } from '#core/systemEffects';
import { encodeReceipt } from '#core/zstd/receipt';
import { ID } from '../../../support/rolloutFixture';
import { sha256 } from '../../../support/store/storeFile';
import { bombFrame, skippableFrame, wideWindowFrame, zstdFrame } from '../../../support/store/zstdFrames';
import { makeVerifyFixture, proofOf, spoil } from '../../../support/verifyFixture';
import type { VerifyFixture } from '../../../support/verifyFixture';

let store: VerifyFixture;

beforeEach(() => {
  store = makeVerifyFixture();
  store.compress();
});

afterEach(() => {
  store.remove();
});

const NOTHING_ELSE =
  'A second reading, from the disk itself, said the same. It has never been proven before. ' +
  'No other copy is known to Coldpress; restore it from a backup. Nothing was changed.';

function expectCorrupt(damage: RegExp): void {
  const before = store.snapshot();
  const { outcome, proof } = store.verify();
  expect({ id: outcome.id, kind: outcome.kind }).toEqual({ id: ID, kind: 'corrupt' });
  expect(outcome.reason).toMatch(damage);
  expect(outcome.reason).toContain(NOTHING_ELSE);
  expect(proof).toMatchObject({ outcome: 'corrupt', sha256: null, damage: expect.stringMatching(damage) });
  expect(store.snapshot()).toEqual(before);
}

const pressed = (): Buffer => fs.readFileSync(store.compressed);
const receiptFor = (content: Buffer): Uint8Array =>
  encodeReceipt({ v: 1, sha256: sha256(content), bytes: content.length, mtimeNs: '1', mode: '640', tool: 'test' });

describe('a damaged file', () => {
  it.each<[string, RegExp, () => Uint8Array]>([
    ['is empty', /is empty/, () => Buffer.alloc(0)],
    ['ends in its content', /ends early/, () => pressed().subarray(0, 700)],
    ['ends in its receipt', /ends early/, () => pressed().subarray(0, -3)],
    ['has bytes behind its last frame', /other bytes behind/, () => Buffer.concat([pressed(), Buffer.from('tail')])],
    ['has zeros behind its last frame', /other bytes behind/, () => Buffer.concat([pressed(), Buffer.alloc(4096)])],
    ['is gzip', /gzip, not zstd/, () => zlib.gzipSync(store.text)],
    ['is plain text', /not zstd/, () => store.text],
    ['wants a window that Codex refuses', /window of 1 GiB/, () => wideWindowFrame(store.text)],
    ['holds only skippable frames', /no content/, () => skippableFrame('nothing')],
    ['holds a frame without content', /no content/, () => zstdFrame(Buffer.alloc(0))],
    [
      'has the receipt of something else',
      /does not match its receipt: it is \d+ bytes with SHA-256 [0-9a-f]{12}…, and was 4 bytes with/,
      () => Buffer.concat([zstdFrame(store.text), receiptFor(Buffer.from('else'))]),
    ],
    [
      'has a receipt of more than it holds',
      /does not match its receipt/,
      () => Buffer.concat([zstdFrame(store.text.subarray(0, 5000)), receiptFor(store.text)]),
    ],
    [
      'is a bomb under the receipt of something small',
      /does not match its receipt/,
      () => Buffer.concat([bombFrame(Buffer.from('{}\n'), 500), receiptFor(Buffer.from('{}\n'))]),
    ],
    [
      'has a receipt that cannot be read any more',
      /The receipt behind its content is damaged/,
      () => Buffer.from(pressed().toString('latin1').replace('"bytes"', '"cytes"'), 'latin1'),
    ],
  ])('%s: it is corrupt, with the reason', (_, damage, bytes) => {
    store.putCompressed(bytes());
    expectCorrupt(damage);
  });

  it('whose content was exchanged for another of the same length fails its receipt', () => {
    const other = Buffer.from(store.text);
    other.write('Turn', other.indexOf('turn'));
    const receipt = pressed().subarray(pressed().lastIndexOf(Buffer.from([0x5c, 0x2a, 0x4d, 0x18])));
    store.putCompressed(Buffer.concat([zstdFrame(other, { checksum: true }), receipt]));
    expectCorrupt(/does not match its receipt/);
  });

  it('of Codex’s worker, without receipt and checksum, fails its first proof', () => {
    store.putCompressed(zstdFrame(store.text, { level: 1 }));
    const first = proofOf(store.compressed, store.text);
    // A flip that decodes to something else: looked for, because most of them end in an error of the decoder.
    const spoiltAt = spoilSilently(store.compressed);
    expect(spoiltAt).toBeGreaterThan(0);
    const { kind, reason } = store.verify({ known: { proofs: [first], lastAtMs: Date.UTC(2026, 9, 9) } }).outcome;
    expect(kind).toBe('corrupt');
    expect(reason).toMatch(/is not what it was when it was first proven on 2026-10-05/);
    expect(reason).toMatch(/It was last proven whole on 2026-10-09\. No other copy/);
  });

  it('says where a plain copy stands, or one that was set aside', () => {
    spoil(store.compressed, (bytes) => (bytes[700] = (bytes[700] ?? 0) ^ 1));
    const known = { asides: ['/data/asides-1/a/rollout.jsonl'] };
    expect(store.verify({ known }).outcome.reason).toContain('A copy was set aside: /data/asides-1/a/rollout.jsonl.');
    fs.writeFileSync(store.plain, store.text);
    const { kind, reason } = store.verify({ known }).outcome;
    expect(kind).toBe('corrupt');
    expect(reason).toContain(`A plain copy stands at ${path.relative(store.home, store.plain)}.`);
  });
});

/** Flips one bit of a file so that zstd still decodes it, to other content; gives the place of it. */
function spoilSilently(file: string): number {
  const decoded = (): string | null => {
    try {
      return sha256(execFileSync('zstd', ['-dcq', file], { stdio: ['ignore', 'pipe', 'ignore'] }));
    } catch {
      return null;
    }
  };
  const whole = decoded();
  for (let at = 20; at < fs.statSync(file).size; at++) {
    spoil(file, (bytes) => (bytes[at] = (bytes[at] ?? 0) ^ 1));
    const now = decoded();
    if (now !== null && now !== whole) return at;
    spoil(file, (bytes) => (bytes[at] = (bytes[at] ?? 0) ^ 1));
  }
  return 0;
}

describe('bit flips', () => {
  it('are found, or change nothing of what the thread holds', () => {
    const whole = pressed();
    const missed: number[] = [];
    for (let bit = 0; bit < whole.length * 8; bit += 13) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      fs.writeFileSync(store.compressed, bytes);
      const { outcome, proof } = store.verify();
      if (outcome.kind !== 'corrupt' && proof?.sha256 !== sha256(store.text)) missed.push(bit);
    }
    expect(missed).toEqual([]);
  });
});

/** The real file system; the first full reading finds one bit of the content flipped, as bad memory would have it. */
function slipping(times: number): { readonly effects: Effects; readonly drops: () => number } {
  let slips = 0;
  let drops = 0;
  const fsPort = {
    ...systemEffects.fs,
    read: (fd: number, buffer: Uint8Array, position: number | null): number => {
      const read = systemEffects.fs.read(fd, buffer, position);
      if (position === 0 && buffer.byteLength > 100_000 && slips < times) {
        slips += 1;
        buffer[600] = (buffer[600] ?? 0) ^ 4;
      }
      return read;
    },
    dropCache: (fd: number): void => {
      drops += 1;
      systemEffects.fs.dropCache(fd);
    },
  };
  return { effects: { ...systemEffects, fs: fsPort }, drops: () => drops };
}

describe('a file that reads damaged once', () => {
  it('is read again from the disk before it is called corrupt, and both readings are said', () => {
    const { effects, drops } = slipping(1);
    const { outcome, proof } = store.verify({ effects });
    expect(outcome.kind).toBe('proven');
    expect(outcome.reason).toMatch(/^Its first reading failed: .* Read again from the disk, it is whole\./);
    expect(proof).toMatchObject({ outcome: 'proven', sha256: sha256(store.text), damage: expect.any(String) });
    expect(drops()).toBe(1);
  });

  it('is corrupt where both readings are damaged', () => {
    expect(store.verify({ effects: slipping(2).effects }).outcome.kind).toBe('corrupt');
  });

  it('is corrupt where nothing vouches for it and it reads differently each time', () => {
    let reads = 0;
    const read = (fd: number, buffer: Uint8Array, position: number | null): number => {
      const done = systemEffects.fs.read(fd, buffer, position);
      // The last literal of an uncompressed block: any value of it decodes.
      if (position === 0 && buffer.byteLength > 100_000) buffer[done - 1] = reads++;
      return done;
    };
    const effects = { ...systemEffects, fs: { ...systemEffects.fs, read } };
    store.putCompressed(zstdFrame(Buffer.from('short, so that it is stored as it is')));
    const { kind, reason } = store.verify({ effects }).outcome;
    expect(kind).toBe('corrupt');
    expect(reason).toMatch(/It reads differently each time/);
  });

  it('is corrupt where the disk says so', () => {
    const read = (fd: number, buffer: Uint8Array, position: number | null): number => {
      if (buffer.byteLength > 100_000) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      return systemEffects.fs.read(fd, buffer, position);
    };
    const { kind, reason } = store.verify({ effects: { ...systemEffects, fs: { ...systemEffects.fs, read } } }).outcome;
    expect(kind).toBe('corrupt');
    expect(reason).toMatch(/The disk reports an error where this file is read \(EIO\)/);
  });

  it('is not called corrupt where it may not be read at all', () => {
    const open = (): number => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    };
    const { kind, reason } = store.verify({ effects: { ...systemEffects, fs: { ...systemEffects.fs, open } } }).outcome;
    expect(kind).toBe('failed');
    expect(reason).toMatch(/permission denied/);
  });
});
