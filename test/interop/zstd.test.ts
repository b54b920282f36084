import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import type { TestStore, TestStoreOptions } from '../support/store/makeStore';
import { compareSnapshots, snapshotStore } from '../support/store/snapshot';
import { sha256 } from '../support/store/storeFile';
import { compressAll, countKinds, restoreAll } from './coldpress';
import { compressWithZstd, decodeWithZstd, listFrames } from './zstdCommand';

/** Enough for frames with and without a window of their own. */
const STORE = { threads: 20, bytes: 12e6, profile: 'families' } as const satisfies TestStoreOptions;

const isRollout = (file: string): boolean => /rollout-[^/]*\.jsonl/.test(file);

describe('what Coldpress compressed', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await makeStore(STORE);
    expect(countKinds(await compressAll(store))).toEqual({ compressed: 20 });
  });
  afterAll(() => store.remove());

  test('is gone as a plain file', () => {
    for (const thread of store.threads) expect(fs.existsSync(store.fileOf(thread))).toBe(false);
  });

  test('is decoded byte for byte by the zstd command', () => {
    for (const thread of store.threads) {
      const content = decodeWithZstd(`${store.fileOf(thread)}.zst`);
      expect({ bytes: content.length, sha256: sha256(content) }).toEqual({
        bytes: thread.contentBytes,
        sha256: thread.sha256,
      });
    }
  });

  test('is one frame with content size, checksum and a window that Codex takes, and then a receipt', () => {
    for (const thread of store.threads) {
      const frames = listFrames(`${store.fileOf(thread)}.zst`);
      expect(frames).toMatchObject({
        dataFrames: 1,
        skippableFrames: 1,
        contentBytes: thread.contentBytes,
        checksum: 'XXH64',
      });
      expect(frames.windowBytes).toBeLessThanOrEqual(2 ** 27);
    }
  });
});

describe('Coldpress restores what the zstd command made', () => {
  test.for([
    ['with the defaults', []],
    ['without a checksum', ['--no-check']],
    ['with a long window', ['-19', '--long=27']],
    ['from several threads', ['-T2', '--rsyncable']],
  ] as const)('%s', async ([, options], context) => {
    const store = await makeStore({ context, threads: 6, bytes: 2e6 });
    const before = snapshotStore(store.home);
    compressWithZstd(store.home, options);

    expect(countKinds(await restoreAll(store))).toEqual({ restored: 6 });

    expect(compareSnapshots(before, snapshotStore(store.home), (file) => !isRollout(file))).toEqual([]);
  });

  test('in two frames', async (context) => {
    const store = await makeStore({ context, threads: 1, bytes: 60e3, oddities: ['zst-multi-frame'] });
    const [odd] = store.oddities;

    await restoreAll(store);

    const restored = fs.readFileSync(path.join(store.home, odd?.path.replace(/\.zst$/, '') ?? ''));
    expect({ bytes: restored.length, sha256: sha256(restored) }).toEqual(odd?.content);
  });
});
