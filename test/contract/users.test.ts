import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import { coldpress } from './support/coldpress';
import { asOther, OTHER_USER } from './support/machine';
import { compressedCount } from './support/moments';
import { changes, on, ownersOf, runJob, scan } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];
const RESTORE = ['restore', '--all'];
const THEIRS = `${OTHER_USER}:${OTHER_USER}`;

it('root works in a store of somebody else: every file, folder and lock in it stays theirs', async (context) => {
  const store = await makeStore({ context, threads: 5, bytes: 400e3 });
  execFileSync('chown', ['-R', THEIRS, store.home]);
  const before = snapshotStore(store.home);
  const owners = (): ReadonlySet<string> => new Set(Object.values(ownersOf(store.home)));
  expect(await runJob(store, EVERY)).toMatchObject({ status: 0, document: { totals: { compressed: 5 } } });
  expect(owners()).toEqual(new Set([THEIRS]));
  expect(Object.keys(ownersOf(store.home))).toContain('thread-writer-locks/.coordination.lock');
  expect(await runJob(store, RESTORE)).toMatchObject({ status: 0, document: { totals: { restored: 5 } } });
  expect(owners()).toEqual(new Set([THEIRS]));
  expect(changes(store.home, before)).toEqual([]);
});

it('the data folder of root is root’s alone, and its owner works on in the same store beside it', async (context) => {
  const store = await makeStore({ context, threads: 5, bytes: 400e3 });
  const theirs = `${store.dataFolder}-theirs`;
  fs.mkdirSync(theirs);
  const other = asOther(context, path.dirname(store.home), [store.home, theirs]);
  await runJob(store, EVERY);
  expect(new Set(Object.values(ownersOf(store.dataFolder)))).toEqual(new Set(['0:0']));
  expect(fs.statSync(store.dataFolder).mode & 0o077).toBe(0);
  const mine = { home: store.home, dataFolder: theirs };
  expect(await runJob(mine, RESTORE, other)).toMatchObject({ status: 0, document: { totals: { restored: 5 } } });
  expect(await runJob(mine, EVERY, other)).toMatchObject({ status: 0, document: { totals: { compressed: 5 } } });
  expect(new Set(Object.values(ownersOf(theirs)))).toEqual(new Set([THEIRS]));
  expect(await runJob(store, RESTORE)).toMatchObject({ status: 0, document: { totals: { restored: 5 } } });
});

it('a user changes nothing in a store of somebody else, not even where everybody may write', async (context) => {
  const store = await makeStore({ context, threads: 4, bytes: 300e3, compressedShare: 0.5 });
  fs.mkdirSync(store.dataFolder);
  const other = asOther(context, path.dirname(store.home), [store.dataFolder]);
  execFileSync('chmod', ['-R', 'a+rwX', store.home]);
  const before = snapshotStore(store.home);
  for (const args of [EVERY, RESTORE]) {
    const run = await runJob(store, args, other);
    expect(run).toMatchObject({ status: 5, document: { outcomes: [], error: { code: 'PERMISSION_DENIED' } } });
    expect(run.document.error?.message).toMatch(/belongs to another user \(uid 0\)/);
  }
  // Not even a lock that its owner could not open.
  expect(snapshotStore(store.home)).toEqual(before);
  expect((await coldpress(on(store, 'scan'), other)).status).toBe(0);
  expect((await scan(store)).threads).toHaveLength(4);
  expect(compressedCount(store.home)).toBeGreaterThan(0);
});
