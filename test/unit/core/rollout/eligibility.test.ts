import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRolloutFixture, NAME, PLAIN_PATH, rolloutText, stateOf } from '../../../support/rolloutFixture';
import type { RolloutFixture } from '../../../support/rolloutFixture';

let store: RolloutFixture;

beforeEach(() => {
  store = makeRolloutFixture();
});

afterEach(() => {
  store.remove();
});

describe('what is not eligible', () => {
  it('a thread younger than the policy', () => {
    fs.utimesSync(store.plain, new Date(), new Date());
    const before = store.snapshot();
    store.expectLeftAlone(
      store.compress({ overrides: { minAgeMs: 60_000 } }),
      ['skipped_not_cold', /too recently/],
      before,
    );
  });

  it('a link, a file with two names, a folder with that name', () => {
    const real = path.join(store.home, 'elsewhere.jsonl');
    fs.renameSync(store.plain, real);
    fs.symlinkSync(real, store.plain);
    store.expectLeftAlone(store.compress(), ['skipped_unsupported', /symbolic link/], store.snapshot());
    fs.unlinkSync(store.plain);
    fs.linkSync(real, store.plain);
    store.expectLeftAlone(store.compress(), ['skipped_unsupported', /2 hard links/], store.snapshot());
    fs.unlinkSync(store.plain);
    fs.mkdirSync(store.plain);
    store.expectLeftAlone(store.compress(), ['skipped_unsupported', /not a regular file/], store.snapshot());
  });

  it('a directory that is a link out of the store', () => {
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'coldpress-outside-'));
    fs.renameSync(store.plain, path.join(outside, NAME));
    fs.rmdirSync(path.dirname(store.plain));
    fs.symlinkSync(outside, path.dirname(store.plain));
    store.expectLeftAlone(store.compress(), ['skipped_unsupported', /leads out of the store/], store.snapshot());
    fs.rmSync(outside, { recursive: true });
  });

  it.each([
    ['a twin', `${PLAIN_PATH}.zst`, 'skipped_already_compressed'],
    ['a hold', `${PLAIN_PATH}.coldpress-hold`, 'skipped_unsupported'],
    ['the same thread in the archive', `archived_sessions/${NAME}.zst`, 'skipped_unsupported'],
  ] as const)('a thread beside %s', (_, other, kind) => {
    fs.mkdirSync(path.dirname(path.join(store.home, other)), { recursive: true });
    fs.writeFileSync(path.join(store.home, other), 'x');
    store.expectLeftAlone(store.compress(), [kind, /side by side|hold|same thread/], store.snapshot());
  });

  it.each([
    ['no session_meta', 'not json\n', /session_meta/],
    ['the meta of another thread', rolloutText(0).replace('0001', '0002'), /another/],
    ['nothing in it', '', /empty/],
  ])('a file with %s', (_, text, reason) => {
    fs.writeFileSync(store.plain, text);
    store.expectLeftAlone(store.compress(), ['skipped_unsupported', reason], store.snapshot());
  });

  it('a thread too small to gain anything', () => {
    fs.writeFileSync(store.plain, rolloutText(0));
    store.expectLeftAlone(store.compress(), ['skipped_not_compressible', /no smaller/], store.snapshot());
  });

  it('a disk that is full', () => {
    const disk = path.join(store.home, 'disk');
    fs.mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]);
    try {
      const full = makeRolloutFixture(disk);
      const before = stateOf(full.plain);
      const result = full.compressWith();
      const reason = expect.stringMatching(/Not enough free disk/);
      expect(result).toMatchObject({ diskFull: true, outcome: { kind: 'failed', reason } });
      expect(stateOf(full.plain)).toEqual(before);
      expect(fs.readdirSync(path.dirname(full.plain))).toEqual([NAME]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('a damaged compressed file', () => {
  const damage: readonly (readonly [string, (bytes: Buffer) => Buffer, RegExp])[] = [
    ['truncated', (bytes) => bytes.subarray(0, bytes.length / 2), /ends early|damaged/],
    ['with one bit flipped', (bytes) => flip(bytes, Math.floor(bytes.length / 3)), /damaged/],
    ['with garbage behind it', (bytes) => Buffer.concat([bytes, Buffer.from('garbage')]), /other bytes behind/],
    ['of gzip', () => Buffer.from('1f8b0800000000000003030000000000000000', 'hex'), /is gzip/],
    ['that is empty', () => Buffer.alloc(0), /is empty/],
    ['whose receipt is of other content', (bytes) => otherReceipt(bytes), /receipt/],
  ];

  it.each(damage)('%s is left alone with the reason', (_, spoil, reason) => {
    store.compress();
    fs.writeFileSync(`${store.plain}.zst`, spoil(fs.readFileSync(`${store.plain}.zst`)));
    store.expectLeftAlone(store.restore(), ['failed', reason], store.snapshot());
  });
});

function flip(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

function otherReceipt(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  return Buffer.from(
    text.replace(/"sha256":"./, (match) => match.slice(0, -1) + (match.endsWith('0') ? '1' : '0')),
    'latin1',
  );
}
