import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeLargeRollout } from '../support/store/largeRollout';
import { makeStore, STORE_NOW_MS } from '../support/store/makeStore';
import { makeManyThreads } from '../support/store/manyThreads';
import { snapshotStore } from '../support/store/snapshot';
import { temporaryFolder } from '../support/store/temporaryFolder';
import type { Cleanup } from '../support/store/temporaryFolder';
import { startColdpress } from './support/coldpress';
import type { Run } from './support/coldpress';
import { documentOf, errorDocument, jobDocument } from './support/documents';
import { isInMidFile, until } from './support/moments';
import { changes, on, runJob, temporaries } from './support/store';
import type { Folders } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];

async function interruptWhen(args: readonly string[], isSo: () => boolean, signal: NodeJS.Signals): Promise<Run> {
  const { child, ended } = startColdpress(args);
  await until(isSo);
  child.kill(signal);
  return ended;
}

async function largeStore(context: Cleanup): Promise<Folders & { readonly id: string }> {
  const folder = temporaryFolder(context);
  const home = path.join(folder, 'home');
  const { id } = await makeLargeRollout(home, 150e6, STORE_NOW_MS);
  return { home, dataFolder: path.join(folder, 'data'), id };
}

describe('interrupted in mid-file, with status 130', () => {
  it('a compression, then a restore, back out and leave the store as it was', async (context) => {
    const store = await largeStore(context);
    const inMidFile = (): boolean => isInMidFile(store.home);
    const expectBackedOut = (run: Run): void => {
      expect(run).toMatchObject({ status: 130, signal: null, stderr: '' });
      const { outcomes, cancelled } = documentOf(jobDocument, run);
      const reason = 'You cancelled before this thread was finished.';
      expect(outcomes).toEqual([
        { id: store.id, kind: 'skipped_cancelled', sourceBytes: 0, compressedBytes: 0, reason },
      ]);
      expect(cancelled).toBe(true);
      expect(temporaries(store.home)).toEqual([]);
    };
    const plain = snapshotStore(store.home);
    expectBackedOut(await interruptWhen(on(store, ...EVERY), inMidFile, 'SIGINT'));
    expect(changes(store.home, plain)).toEqual([]);

    expect(await runJob(store, EVERY)).toMatchObject({ status: 0, kinds: { [store.id]: 'compressed' } });
    const compressed = snapshotStore(store.home);
    expectBackedOut(await interruptWhen(on(store, 'restore', '--all'), inMidFile, 'SIGTERM'));
    expect(changes(store.home, compressed)).toEqual([]);

    expect(await runJob(store, ['restore', '--all'])).toMatchObject({ status: 0 });
    expect(changes(store.home, plain)).toEqual([]);
  });

  it('keeps what was finished before, and the next run does the rest', async (context) => {
    const store = await makeStore({ context, threads: 60, bytes: 30e6, largestBytes: 4e6, profile: 'images' });
    const before = snapshotStore(store.home);
    const compressed = (): number =>
      store.threads.filter((thread) => fs.existsSync(`${store.fileOf(thread)}.zst`)).length;
    const run = await interruptWhen(on(store, ...EVERY), () => compressed() > 3, 'SIGINT');
    expect(run.status).toBe(130);
    const { outcomes, totals, cancelled } = documentOf(jobDocument, run);
    expect({ cancelled, compressed: totals.compressed }).toEqual({ cancelled: true, compressed: compressed() });
    expect(outcomes.map(({ kind }) => kind)).not.toContain('failed');
    expect(compressed()).toBeLessThan(60);
    expect(await runJob(store, EVERY)).toMatchObject({ status: 0, document: { totals: { failed: 0 } } });
    expect(compressed()).toBe(60);
    await runJob(store, ['restore', '--all']);
    expect(changes(store.home, before)).toEqual([]);
  });
});

it('interrupted while it scans, a command ends with status 130 and has changed nothing', async (context) => {
  const folder = temporaryFolder(context);
  const store = { home: path.join(folder, 'home'), dataFolder: path.join(folder, 'data') };
  makeManyThreads(store.home, 3000, STORE_NOW_MS);
  const before = snapshotStore(store.home);
  const run = await interruptWhen(on(store, ...EVERY), () => fs.existsSync(store.dataFolder), 'SIGINT');
  expect(run.status).toBe(130);
  expect(documentOf(errorDocument, run).error).toMatchObject({ code: 'CANCELLED' });
  expect(changes(store.home, before)).toEqual([]);
});

it('interrupted while it writes, a demo store leaves nothing behind', async (context) => {
  const folder = temporaryFolder(context);
  const home = path.join(folder, 'demo');
  const run = await interruptWhen(['demo', home, '--json'], () => fs.existsSync(path.join(home, 'sessions')), 'SIGINT');
  expect(run.status).toBe(130);
  expect(documentOf(errorDocument, run).error).toMatchObject({ code: 'CANCELLED' });
  expect(fs.readdirSync(folder)).toEqual([]);
});
