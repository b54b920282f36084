import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import { coldpress, startColdpress } from './support/coldpress';
import { documentOf, jobDocument } from './support/documents';
import { asOther, OTHER_USER } from './support/machine';
import { makeMixedStore } from './support/mixedStore';
import { compressedCount, isInMidFile, until } from './support/moments';
import { changes, on, ownersOf, runJob, scan, temporaries } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];

it('300 threads of every kind come back with their bytes, nanoseconds, modes and owners', async (context) => {
  const store = await makeMixedStore(context, 300, 45e6);
  expect(new Set(store.threads.map(({ relation }) => relation))).toEqual(new Set(['root', 'fork', 'subagent']));
  expect(store.threads.some(({ name }) => name !== null)).toBe(true);
  expect(store.threads.some(({ archived }) => archived)).toBe(true);
  store.threads.forEach((thread, index) => fs.chmodSync(store.fileOf(thread), [0o600, 0o640, 0o444][index % 3] ?? 0));
  const before = snapshotStore(store.home);
  const threads = (await scan(store)).threads.map(({ id, title, familyId }) => ({ id, title, familyId }));

  const compressed = await runJob(store, EVERY);
  expect(compressed).toMatchObject({ status: 0, stderr: '', document: { totals: { threads: 300, compressed: 300 } } });
  expect(compressedCount(store.home)).toBe(300);
  const pressed = snapshotStore(store.home);
  expect(await runJob(store, EVERY)).toMatchObject({ status: 0, document: { totals: { threads: 0 } } });
  expect(changes(store.home, pressed)).toEqual([]);
  const scanned = (await scan(store)).threads;
  expect(scanned.map(({ id, title, familyId }) => ({ id, title, familyId }))).toEqual(threads);

  const restored = await runJob(store, ['restore', '--all']);
  expect(restored).toMatchObject({ status: 0, stderr: '', document: { totals: { threads: 300, restored: 300 } } });
  expect(changes(store.home, before)).toEqual([]);
  expect(temporaries(store.home)).toEqual([]);
});

it('the same as another user than root, who owns the store', async (context) => {
  const store = await makeStore({ context, threads: 20, bytes: 3e6 });
  fs.mkdirSync(store.dataFolder);
  const other = asOther(context, path.dirname(store.home), [store.home, store.dataFolder]);
  const before = snapshotStore(store.home);
  const owner = `${OTHER_USER}:${OTHER_USER}`;
  expect(await runJob(store, EVERY, other)).toMatchObject({ status: 0, document: { totals: { compressed: 20 } } });
  expect(new Set(Object.values(ownersOf(store.home)))).toEqual(new Set([owner]));
  expect(await runJob(store, ['restore', '--all'], other)).toMatchObject({ document: { totals: { restored: 20 } } });
  expect(changes(store.home, before)).toEqual([]);

  // Root works in a store of somebody else, and everything in it stays with its owner.
  const asRoot = { home: store.home, dataFolder: path.join(store.dataFolder, 'of-root') };
  await runJob(asRoot, EVERY);
  expect(compressedCount(store.home)).toBe(20);
  expect(new Set(Object.values(ownersOf(store.home)))).toEqual(new Set([owner]));
  expect(await runJob(store, ['restore', '--all'], other)).toMatchObject({ document: { totals: { restored: 20 } } });
  expect(changes(store.home, before)).toEqual([]);
});

it('leaves files of others alone, whatever the rest of the store', async (context) => {
  const store = await makeStore({ context, threads: 4, bytes: 200e3 });
  fs.mkdirSync(store.dataFolder);
  const other = asOther(context, path.dirname(store.home), [store.home, store.dataFolder]);
  const [foreign, ...own] = store.threads;
  if (foreign === undefined) throw new Error('the store has threads');
  execFileSync('chown', ['0:0', store.fileOf(foreign)]);
  fs.chmodSync(store.fileOf(foreign), 0o644);
  const { status, kinds, document } = await runJob(store, EVERY, other);
  expect(status).toBe(0);
  expect(kinds).toEqual({
    [foreign.id]: 'skipped_unsupported',
    ...Object.fromEntries(own.map(({ id }) => [id, 'compressed'])),
  });
  const left = document.outcomes.find(({ id }) => id === foreign.id);
  expect(left?.reason).toBe('The file belongs to another user (uid 0). Run Coldpress as that user.');
});

it('two at once: one works, the other ends with status 4, and nothing is lost', async (context) => {
  const store = await makeStore({ context, threads: 40, bytes: 20e6, profile: 'images' });
  const before = snapshotStore(store.home);
  const first = startColdpress(on(store, ...EVERY));
  await until(() => isInMidFile(store.home));
  first.child.kill('SIGSTOP');
  const second = await coldpress(on({ ...store, dataFolder: `${store.dataFolder}2` }, ...EVERY));
  first.child.kill('SIGCONT');
  expect(second.status).toBe(4);
  expect(documentOf(jobDocument, second)).toMatchObject({ outcomes: [], error: { code: 'STORE_BUSY' } });
  const run = await first.ended;
  expect(run.status).toBe(0);
  expect(documentOf(jobDocument, run).totals).toMatchObject({ threads: 40, compressed: 40 });

  // Both share one catalog here, and begin at the same moment: whoever is second says so.
  const both = await Promise.all(['a', 'b'].map(() => coldpress(on(store, 'restore', '--all'))));
  expect(both.map(({ status }) => status).filter((status) => status !== 0 && status !== 4)).toEqual([]);
  await runJob(store, ['restore', '--all']);
  expect(changes(store.home, before)).toEqual([]);
});
