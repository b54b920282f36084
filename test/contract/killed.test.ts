import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import { lostContents, snapshotContents } from '../support/store/snapshot';
import { startColdpress } from './support/coldpress';
import { compressedCount, isInMidFile, until } from './support/moments';
import { on, runJob, scan, temporaries } from './support/store';

const KILLS = 10;
const THREADS = 120;
const EVERY = ['compress', '--all', '--min-age', '0'];
const seed = process.env['COLDPRESS_TEST_SEED'] ?? String(Date.now());

/** 0 to 1, the same for the same seed and round. */
function chance(round: number): number {
  return createHash('sha256').update(`${seed} ${round}`).digest().readUInt32LE() / 2 ** 32;
}

it(`loses nothing when it is killed at ten moments, and the next run goes on (seed ${seed})`, async (context) => {
  const store = await makeStore({ context, threads: THREADS, bytes: 45e6, profile: 'mixed', largestBytes: 5e6 });
  const before = snapshotContents(store.home);
  for (let round = 0; round < KILLS; round++) {
    const goOn = compressedCount(store.home) + Math.floor(chance(round) * 4);
    const { child, ended } = startColdpress(on(store, ...EVERY));
    await until(() => compressedCount(store.home) >= goOn && (isInMidFile(store.home) || child.exitCode !== null));
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ status: null, signal: 'SIGKILL' });
    expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
  }
  const stale = temporaries(store.home);
  expect(stale.length).toBeGreaterThan(0);
  const reported = (await scan(store)).leftAlone;
  const leftovers = reported.files.filter(({ kind }) => kind === 'leftover').map(({ path }) => path);
  expect([...leftovers].sort()).toEqual([...stale].sort());

  const { status, document } = await runJob(store, EVERY);
  expect(status).toBe(0);
  expect(document.totals.failed).toBe(0);
  expect(compressedCount(store.home)).toBe(THREADS);
  expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
  await runJob(store, ['restore', '--all']);
  expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
});
