import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Effects } from '#core/ports';
import { systemEffects } from '#core/systemEffects';
import { encodeReceipt } from '#core/zstd/receipt';
import { at, makeRolloutFixture, NAME } from '../../../support/rolloutFixture';
import type { RolloutFixture } from '../../../support/rolloutFixture';

let store: RolloutFixture;
let before: object;

/** A thread with the same picture twice, too far apart for zstd 1; pressed without checksum, as Codex's own worker does. */
beforeEach(() => {
  store = makeRolloutFixture();
  const { atime, mtime } = fs.statSync(store.plain);
  const picture = `${JSON.stringify({ type: 'response_item', payload: { image: randomBytes(900_000).toString('base64') } })}\n`;
  fs.appendFileSync(store.plain, picture + picture);
  fs.utimesSync(store.plain, atime, mtime);
  before = store.snapshot();
  execFileSync('zstd', ['-q', '-1', '--no-check', '--rm', store.plain]);
});

afterEach(() => {
  store.remove();
});

function names(): readonly string[] {
  return fs.readdirSync(path.dirname(store.plain)).sort();
}

const anyGain = { overrides: { minGain: 0.1 } };

describe('pressing again', () => {
  it('makes the file smaller, with a receipt, and restores to the same bytes, time and mode', () => {
    const old = fs.statSync(`${store.plain}.zst`, { bigint: true });
    const outcome = store.recompress(anyGain);
    expect(outcome).toMatchObject({ kind: 'recompressed', sourceBytes: expect.any(Number) });
    const now = fs.statSync(`${store.plain}.zst`, { bigint: true });
    expect(Number(now.size)).toBe(outcome.compressedBytes);
    expect(Number(now.size)).toBeLessThan(Number(old.size) * 0.6);
    expect({ mtimeNs: now.mtimeNs, mode: now.mode }).toEqual({ mtimeNs: old.mtimeNs, mode: old.mode });
    expect(execFileSync('zstd', ['-lv', `${store.plain}.zst`], { encoding: 'utf8' })).toMatch(/Check: XXH64/);
    expect(names()).toEqual([`${NAME}.zst`]);
    expect(store.restore().kind).toBe('restored');
    expect(store.snapshot()).toEqual(before);
  });

  it('is left alone where it would not save enough, and nothing changes', () => {
    const standing = store.snapshot();
    const outcome = store.recompress({ overrides: { minGain: 0.9 } });
    store.expectLeftAlone(outcome, ['skipped_not_compressible', /only \d+ % smaller/], standing);
  });

  it('keeps what the receipt of an earlier press says of the plain file', () => {
    const content = execFileSync('zstd', ['-dcq', `${store.plain}.zst`], { maxBuffer: 2 ** 24 });
    const { mtimeNs } = fs.statSync(`${store.plain}.zst`, { bigint: true });
    const sha256 = createHash('sha256').update(content).digest('hex');
    const receipt = {
      v: 1,
      sha256,
      bytes: content.length,
      mtimeNs: String(mtimeNs),
      mode: '640',
      tool: 'test',
    } as const;
    fs.appendFileSync(`${store.plain}.zst`, encodeReceipt(receipt));
    fs.chmodSync(`${store.plain}.zst`, 0o600);
    expect(store.recompress(anyGain).kind).toBe('recompressed');
    expect(store.restore().kind).toBe('restored');
    expect(store.snapshot()).toEqual(before);
  });

  it('leaves a file alone that somebody reads, or that was replaced while it was being read', () => {
    const fd = fs.openSync(`${store.plain}.zst`, 'r');
    const standing = store.snapshot();
    store.expectLeftAlone(store.recompress(anyGain), ['skipped_in_use', /Opened by/], standing);
    fs.closeSync(fd);
    const replace = (): void => {
      fs.copyFileSync(`${store.plain}.zst`, `${store.plain}.new`);
      fs.renameSync(`${store.plain}.new`, `${store.plain}.zst`);
    };
    const outcome = store.recompress({ ...anyGain, control: at('swapping', replace) });
    expect(outcome).toMatchObject({ kind: 'skipped_changed' });
    expect(names()).toEqual([`${NAME}.zst`]);
  });

  it('works in two moves where two files cannot change places', () => {
    const effects: Effects = { ...systemEffects, fs: { ...systemEffects.fs, exchange: () => false } };
    expect(store.recompress({ ...anyGain, effects }).kind).toBe('recompressed');
    expect(names()).toEqual([`${NAME}.zst`]);
    expect(store.restore().kind).toBe('restored');
    expect(store.snapshot()).toEqual(before);
  });

  it.each([1, 2, 3])('leaves one whole file when the %i. sync of the directory fails', (nth) => {
    const old = fs.readFileSync(`${store.plain}.zst`);
    let calls = 0;
    const syncDirectory = (directory: string): void => {
      if (++calls === nth) throw Object.assign(new Error('EIO: sync'), { code: 'EIO' });
      systemEffects.fs.syncDirectory(directory);
    };
    const outcome = store.recompress({
      ...anyGain,
      effects: { ...systemEffects, fs: { ...systemEffects.fs, syncDirectory } },
    });
    expect(names()).toEqual([`${NAME}.zst`]);
    expect(outcome.kind).toBe(nth < 3 ? 'failed' : 'recompressed');
    expect(fs.readFileSync(`${store.plain}.zst`).equals(old)).toBe(nth < 3);
    expect(store.restore().kind).toBe('restored');
    expect(store.snapshot()).toEqual(before);
  });

  it('does not touch a damaged file', () => {
    const bytes = fs.readFileSync(`${store.plain}.zst`);
    fs.writeFileSync(`${store.plain}.zst`, bytes.subarray(0, bytes.length - 5));
    store.expectLeftAlone(store.recompress(anyGain), ['failed', /truncated/], store.snapshot());
  });
});
