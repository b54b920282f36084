import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeLargeRollout } from '../../../support/store/largeRollout';
import { makeStore, STORE_NOW_MS } from '../../../support/store/makeStore';
import { makeManyThreads } from '../../../support/store/manyThreads';
import { ODDITY_LABELS } from '../../../support/store/oddities';
import { compareSnapshots, lostContents, snapshotContents, snapshotStore } from '../../../support/store/snapshot';
import { digestContent, digestFile } from '../../../support/store/storeFile';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

describe('a store made for a test', () => {
  test('holds the threads of its manifest, and goes with the test', async (context) => {
    const store = await makeStore({ context, compressedShare: 0.5 });

    for (const thread of store.threads) {
      expect(digestContent(store.fileOf(thread))).toEqual({ bytes: thread.contentBytes, sha256: thread.sha256 });
      const { mtimeNs } = fs.statSync(store.fileOf(thread), { bigint: true });
      expect(mtimeNs).toBe(thread.mtimeNs);
      expect(mtimeNs % 1000n).not.toBe(0n);
    }
    const other = await makeStore();
    other.remove();
    expect(fs.existsSync(other.home)).toBe(false);
  });

  test('holds every oddity as it is described', async (context) => {
    const store = await makeStore({ context, threads: 1, bytes: 60e3, oddities: ODDITY_LABELS });

    expect(store.oddities.map(({ label }) => label)).toEqual(ODDITY_LABELS);
    for (const odd of store.oddities) {
      const digest = digestContent(store.fileOf(odd));
      const known = odd.content?.sha256 === null ? { ...odd.content, sha256: digest?.sha256 } : odd.content;
      expect({ label: odd.label, digest }).toEqual({ label: odd.label, digest: known });
      if (odd.twinPath !== null) expect(fs.existsSync(path.join(store.home, odd.twinPath))).toBe(true);
    }
  });

  test('holds leftovers of other programs', async (context) => {
    const store = await makeStore({ context, leftovers: true });

    expect(store.leftovers).toHaveLength(12);
    for (const leftover of store.leftovers) expect(fs.existsSync(store.fileOf(leftover))).toBe(true);
    const fifo = store.leftovers.find(({ label }) => label === 'fifo');
    expect(fifo && fs.lstatSync(store.fileOf(fifo)).isFIFO()).toBe(true);
  });

  test('may have many tiny threads', (context) => {
    const home = temporaryFolder(context);

    const ids = makeManyThreads(home, 500, STORE_NOW_MS);

    expect(new Set(ids).size).toBe(500);
    const files = [...snapshotStore(home)].filter(([, { kind }]) => kind === 'file');
    expect(files).toHaveLength(500);
  });

  test('may be one large rollout', async (context) => {
    const home = path.join(temporaryFolder(context), 'home');

    const thread = await makeLargeRollout(home, 20e6, STORE_NOW_MS);

    expect(thread.contentBytes / 20e6).toBeCloseTo(1, 1);
    expect(digestFile(path.join(home, thread.path))).toEqual({ bytes: thread.contentBytes, sha256: thread.sha256 });
  });
});

describe('comparing a store with what it was', () => {
  test('finds nothing in a store that nobody touched', async (context) => {
    const { home } = await makeStore({ context, leftovers: true, oddities: ['symlink', 'hardlink'] });

    expect(compareSnapshots(snapshotStore(home), snapshotStore(home))).toEqual([]);
  });

  test('says what happened to each file', async (context) => {
    const { home, threads, fileOf } = await makeStore({ context, threads: 4 });
    const [changed, gone, touched] = threads.map(fileOf);
    const before = snapshotStore(home);

    fs.appendFileSync(changed ?? '', 'x');
    fs.rmSync(gone ?? '');
    fs.chmodSync(touched ?? '', 0o444);
    fs.writeFileSync(path.join(home, 'new.txt'), '');

    const found = compareSnapshots(before, snapshotStore(home));
    expect(found).toHaveLength(4);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/: mtimeNs was \d+, is \d+, bytes was \d+, is \d+, sha256 was \w+, is \w+$/),
        expect.stringMatching(/ is gone \(file\)$/),
        expect.stringMatching(/: mode was \d+, is 444$/),
        'new.txt is new (file)',
      ]),
    );
    expect(compareSnapshots(before, snapshotStore(home), () => true)).toEqual([]);
  });

  test('finds a rollout whose content is in neither representation', async (context) => {
    const { home, threads, fileOf } = await makeStore({ context, threads: 4, compressedShare: 0.5 });
    const before = snapshotContents(home);
    expect(before.size).toBe(4);
    expect(lostContents(before, snapshotContents(home))).toEqual([]);

    const [first, second] = threads;
    fs.rmSync(fileOf(first ?? { path: '' }));
    fs.truncateSync(fileOf(second ?? { path: '' }), 100);

    expect([...lostContents(before, snapshotContents(home))].sort()).toEqual(
      [
        `${first?.path.replace('.zst', '') ?? ''} is gone in both representations`,
        `${second?.path.replace('.zst', '') ?? ''} has another content`,
      ].sort(),
    );
  });
});
