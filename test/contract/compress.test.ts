import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import { openCatalog } from '#core/catalog/openCatalog';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import { digestContent } from '../support/store/storeFile';
import { coldpress } from './support/coldpress';
import { documentOf, dryRunDocument } from './support/documents';
import { changes, on, runJob, scan, temporaries } from './support/store';

const DAY_MS = 864e5;
let store: TestStore;

beforeEach(async () => {
  store = await makeStore({ threads: 8, bytes: 600e3, nowMs: Date.now(), coldShare: 0.5, archivedShare: 0.4 });
});

afterEach(() => {
  store.remove();
});

function compressedIds(): readonly string[] {
  const isPressed = (thread: TestStore['threads'][number]): boolean => fs.existsSync(`${store.fileOf(thread)}.zst`);
  return store.threads
    .filter(isPressed)
    .map(({ id }) => id)
    .sort();
}

const idsOf = (threads: TestStore['threads']): readonly string[] => threads.map(({ id }) => id).sort();

it('leaves the catalog as it leaves the store, after a compression and after a restore', async () => {
  const ids = idsOf(store.threads);
  const states = (): readonly string[] => {
    const [name = ''] = fs.readdirSync(store.dataFolder).filter((file) => file.endsWith('.sqlite'));
    const catalog = openCatalog({ file: path.join(store.dataFolder, name), fs: nodeFileSystem });
    const found = ids.map((id) => catalog.details(id, Date.now())?.state ?? 'gone');
    catalog.close();
    return found;
  };
  await runJob(store, ['compress', '--all', '--min-age', '0']);
  expect(states()).toEqual(ids.map(() => 'compressed'));
  await runJob(store, ['restore', '--all']);
  expect(states()).toEqual(ids.map(() => 'cold'));
});

describe('compress', () => {
  it('takes the cold threads and says what became of each', async () => {
    const cold = store.threads.filter((thread) => thread.cold);
    expect(cold.length).toBeGreaterThan(0);
    expect(cold.length).toBeLessThan(8);
    const { status, document, kinds, stderr } = await runJob(store, ['compress', '--all']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(kinds).toEqual(
      Object.fromEntries(store.threads.map(({ id, cold }) => [id, cold ? 'compressed' : 'skipped_not_cold'])),
    );
    expect(compressedIds()).toEqual(idsOf(cold));
    const outcomes = cold.map((thread) => ({
      id: thread.id,
      kind: 'compressed',
      sourceBytes: thread.contentBytes,
      compressedBytes: fs.lstatSync(`${store.fileOf(thread)}.zst`).size,
    }));
    expect(document.outcomes).toEqual(expect.arrayContaining(outcomes));
    expect(document.totals).toMatchObject({
      threads: 8,
      sourceBytes: outcomes.reduce((sum, { sourceBytes }) => sum + sourceBytes, 0),
      compressedBytes: outcomes.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0),
      compressed: cold.length,
      failed: 0,
    });
    for (const thread of cold) {
      const { contentBytes: bytes, sha256 } = thread;
      expect(digestContent(`${store.fileOf(thread)}.zst`)).toEqual({ bytes, sha256 });
    }
    expect(temporaries(store.home)).toEqual([]);
  });

  it('does as much the second time: nothing', async () => {
    await runJob(store, ['compress', '--all', '--min-age', '0']);
    const before = snapshotStore(store.home);
    const again = await runJob(store, ['compress', '--all', '--min-age', '0']);
    expect(again.status).toBe(0);
    expect(again.document.totals).toMatchObject({ compressed: 0, failed: 0, freedBytes: 0 });
    expect(changes(store.home, before)).toEqual([]);
  });

  it('frees what it says on the disk', async () => {
    const allocated = (): number =>
      fs
        .readdirSync(store.home, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.name.startsWith('rollout-'))
        .reduce((sum, entry) => sum + fs.lstatSync(`${entry.parentPath}/${entry.name}`).blocks * 512, 0);
    const before = allocated();
    const { document } = await runJob(store, ['compress', '--all', '--min-age', '0']);
    expect(document.totals.freedBytes).toBe(before - allocated());
  });

  it('takes what has not changed for --min-age, in every form of it', async () => {
    const agesMs = [0, 60e3, 3600e3, 0.5 * DAY_MS, 2 * DAY_MS, 20 * DAY_MS, 30 * DAY_MS, 40 * DAY_MS];
    store.threads.forEach((thread, index) => {
      const timeS = (Date.now() - (agesMs[index] ?? 0)) / 1000;
      fs.utimesSync(store.fileOf(thread), timeS, timeS);
    });
    const taken: Record<string, number> = {};
    for (const age of ['2w', '1.5d', '2h', '30m', '45s', '0']) {
      expect(await runJob(store, ['compress', '--all', '--min-age', age])).toMatchObject({ status: 0 });
      taken[age] = compressedIds().length;
    }
    expect(taken).toEqual({ '2w': 3, '1.5d': 4, '2h': 5, '30m': 6, '45s': 7, '0': 8 });
  });

  it('takes exactly the named threads, and leaves a recent one alone with the reason', async () => {
    const [cold] = store.threads.filter((thread) => thread.cold);
    const [recent] = store.threads.filter((thread) => !thread.cold);
    const { status, document, kinds } = await runJob(store, ['compress', cold?.id ?? '', recent?.id ?? '']);
    expect(status).toBe(0);
    expect(kinds).toEqual({ [cold?.id ?? '']: 'compressed', [recent?.id ?? '']: 'skipped_not_cold' });
    expect(document.outcomes.find(({ id }) => id === recent?.id)?.reason).toMatch(/changed too recently/);
    expect(compressedIds()).toEqual([cold?.id]);
    const again = await runJob(store, ['compress', cold?.id ?? '']);
    expect(again).toMatchObject({ status: 0, kinds: { [cold?.id ?? '']: 'skipped_already_compressed' } });
  });

  it('takes one thread once, however often it is named', async () => {
    const [thread] = store.threads;
    const run = await runJob(store, ['compress', thread?.id ?? '', thread?.id ?? '', '--min-age', '0']);
    expect(run.document.totals).toMatchObject({ threads: 1, compressed: 1 });
  });

  it.each([
    ['active', [false]],
    ['archived', [true]],
    ['active,archived', [false, true]],
    ['archived, active', [false, true]],
  ] as const)('takes only %s threads with --include', async (kinds, archived) => {
    await runJob(store, ['compress', '--all', '--min-age', '0', '--include', kinds]);
    const expected = store.threads.filter((thread) => archived.some((value) => value === thread.archived));
    expect(expected.length).toBeGreaterThan(0);
    expect(compressedIds()).toEqual(idsOf(expected));
  });

  it('changes nothing with --dry-run, and says what it would take', async () => {
    const before = snapshotStore(store.home);
    const run = await coldpress(on(store, 'compress', '--all', '--dry-run'));
    expect(run.status).toBe(0);
    const { threads, totals } = documentOf(dryRunDocument, run);
    const cold = store.threads.filter((thread) => thread.cold);
    expect(threads.map(({ id }) => id).sort()).toEqual(idsOf(cold));
    expect(totals).toEqual({
      threads: cold.length,
      physicalBytes: threads.reduce((sum, { physicalBytes }) => sum + physicalBytes, 0),
      leftAlone: 8 - cold.length,
    });
    expect(changes(store.home, before)).toEqual([]);
    expect(fs.existsSync(`${store.home}/.tmp`)).toBe(false);
  });

  it('presses harder at a higher level', async (context) => {
    const other = await makeStore({ context, threads: 8, bytes: 600e3 });
    const own = await makeStore({ context, threads: 8, bytes: 600e3 });
    const fast = await runJob(own, ['compress', '--all', '--min-age', '0', '--level', '1']);
    const best = await runJob(other, ['compress', '--all', '--min-age', '0', '--level', '19']);
    expect([fast.status, best.status]).toEqual([0, 0]);
    expect(best.document.totals.sourceBytes).toBe(fast.document.totals.sourceBytes);
    expect(best.document.totals.compressedBytes).toBeLessThan(0.95 * fast.document.totals.compressedBytes);
  });

  it('prints a sentence for a person without --json, and nothing with --quiet', async () => {
    const args = ['--home', store.home, '--data', store.dataFolder];
    const [first, second] = store.threads;
    const shown = await coldpress(['compress', first?.id ?? '', '--min-age', '0', ...args]);
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^1 of 1 threads, [\d.]+ kB freed, in [\d.]+ s\. 0 left alone\.\n$/);
    const quiet = await coldpress(['compress', second?.id ?? '', '--min-age', '0', '--quiet', ...args]);
    expect(quiet).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
    expect(compressedIds()).toHaveLength(2);
  });

  it('is known to the next scan', async () => {
    await runJob(store, ['compress', '--all', '--min-age', '0']);
    const { totals, threads } = await scan(store);
    expect(totals).toMatchObject({ threads: 8, plain: 0, compressed: 8 });
    expect(threads.map(({ logicalBytes }) => logicalBytes).sort()).toEqual(
      store.threads.map(({ contentBytes }) => contentBytes).sort(),
    );
  });
});
