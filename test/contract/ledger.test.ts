import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import type { LedgerBody, LedgerEntry } from '#core/ledger/entry';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { readLedger } from '#core/ledger/readLedger';
import { makeStore } from '../support/store/makeStore';
import { snapshotContents, lostContents } from '../support/store/snapshot';
import { startColdpress } from './support/coldpress';
import { compressedCount, until } from './support/moments';
import { on, runJob } from './support/store';
import type { Folders } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];

function ledgerOf({ home, dataFolder }: Folders): string {
  return path.join(dataFolder, ledgerFileName(home));
}

/** The entries of a store's ledger, and what is wrong with it. */
function readBack(store: Folders): { readonly entries: readonly LedgerEntry[]; readonly problems: readonly string[] } {
  const items = [...readLedger(nodeFileSystem, ledgerOf(store))];
  return {
    entries: items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : [])),
    problems: items.flatMap((item) => (item.kind === 'problem' ? [item.problem] : [])),
  };
}

function bodies<K extends LedgerBody['kind']>(store: Folders, kind: K): readonly Extract<LedgerBody, { kind: K }>[] {
  const isOf = (body: LedgerBody): body is Extract<LedgerBody, { kind: K }> => body.kind === kind;
  return readBack(store)
    .entries.map(({ body }) => body)
    .filter(isOf);
}

describe('the ledger of a store', () => {
  it('has an entry for every swap, with both hashes, and one for every job, whatever ended it', async (context) => {
    const store = await makeStore({ context, threads: 12, bytes: 900e3 });
    await runJob(store, EVERY);
    const [left] = store.threads;
    await runJob(store, ['restore', left!.id]);
    const { entries, problems } = readBack(store);
    expect(problems).toEqual([]);
    expect(entries.map(({ seq }) => seq)).toEqual([...entries.keys()]);
    expect(new Set(entries.map(({ tool }) => tool)).size).toBe(1);
    const swaps = bodies(store, 'swap');
    expect(swaps.map(({ outcome }) => outcome)).toEqual([...Array<string>(12).fill('compressed'), 'restored']);
    for (const { id, sha256 } of store.threads) {
      expect(swaps.find(({ threadId }) => threadId === id)).toMatchObject({
        trigger: 'command_line',
        sourceSha256: sha256,
        decodedSha256: sha256,
      });
    }
    const jobs = bodies(store, 'job');
    expect(jobs.map(({ jobKind, threads, leftAlone, failed }) => ({ jobKind, threads, leftAlone, failed }))).toEqual([
      { jobKind: 'compress', threads: 12, leftAlone: 0, failed: 0 },
      { jobKind: 'restore', threads: 1, leftAlone: 0, failed: 0 },
    ]);
    for (const { jobId } of swaps) expect(jobs.map((job) => job.jobId)).toContain(jobId);
  });

  it('says of what a job left alone why', async (context) => {
    const store = await makeStore({ context, threads: 3, bytes: 200e3 });
    await runJob(store, ['compress', store.threads[0]!.id, '--min-age', '5000d']);
    expect(bodies(store, 'swap')).toEqual([]);
    expect(bodies(store, 'job')).toEqual([
      expect.objectContaining({
        threads: 0,
        leftAlone: 1,
        left: [{ threadId: store.threads[0]!.id, outcome: 'skipped_not_cold', reason: expect.stringMatching(/\w/) }],
      }),
    ]);
  });

  it('is whole, however often the program is killed while it writes into it', async (context) => {
    const store = await makeStore({ context, threads: 60, bytes: 6e6 });
    const before = snapshotContents(store.home);
    for (let round = 0; round < 5; round++) {
      const goOn = compressedCount(store.home) + 3;
      const { child, ended } = startColdpress(on(store, ...EVERY));
      await until(() => compressedCount(store.home) >= goOn || child.exitCode !== null);
      child.kill('SIGKILL');
      await ended;
      if (fs.existsSync(ledgerOf(store))) expect(readBack(store).problems).toEqual([]);
    }
    expect((await runJob(store, EVERY)).status).toBe(0);
    expect(readBack(store).problems).toEqual([]);
    expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
  });
});

describe('a ledger that cannot be written', () => {
  it('stops no swap, and every outcome says that it is not recorded', async (context) => {
    const store = await makeStore({ context, threads: 4, bytes: 200e3 });
    fs.mkdirSync(ledgerOf(store), { recursive: true });
    const { document, status, stderr } = await runJob(store, EVERY);
    expect(status).toBe(0);
    expect(document.outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('compressed'));
    for (const { reason } of document.outcomes) expect(reason).toMatch(/could not be written into the ledger: EISDIR/);
    expect(stderr).toMatch(/The end of the job could not be written into the ledger/);
  });
});
