import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobProgress, JobSummary } from '#contract/job';
import { Job } from '#core/ops/runJob';
import { systemEffects } from '#core/systemEffects';
import { createPools } from '../../electron/pool/pools';
import { makeStore } from '../support/store/makeStore';
import { OPTIONS } from '../support/rolloutFixture';
import type { TestStore } from '../support/store/makeStore';
import { lostContents, snapshotContents } from '../support/store/snapshot';
import { temporaryFolder } from '../support/store/temporaryFolder';
import { OUT } from './support/coldpress';
import { scan, temporaries } from './support/store';

const WORKER = path.join(OUT, 'pool', 'worker.js');

/** A pool's file that is the real one, but in which the thread of the pool dies at one thread of the store. */
function dyingWorker(folder: string, id: string, how: 'at once' | 'in mid-file'): string {
  const file = path.join(folder, `${how.replaceAll(' ', '-')}.mjs`);
  const die = { 'at once': 'process.exit(7)', 'in mid-file': 'fs.fsyncSync = () => process.exit(7)' }[how];
  const text = `import fs from 'node:fs';
    import run from ${JSON.stringify(WORKER)};
    export default (task) => {
      if (task.swap?.id === ${JSON.stringify(id)}) ${die};
      return run(task);
    };`;
  fs.writeFileSync(file, text);
  return file;
}

type Done = { readonly summary: JobSummary; readonly progress: readonly JobProgress[] };

async function compressAll(store: TestStore, workerFile: string): Promise<Done> {
  const pools = createPools(workerFile);
  const progress: JobProgress[] = [];
  const isPlain = (thread: TestStore['threads'][number]): boolean => fs.existsSync(store.fileOf(thread));
  const items = store.threads.filter(isPlain).map(({ id, path: plainPath, title, contentBytes }) => ({
    id,
    plainPath,
    title,
    project: 'p',
    bytes: contentBytes,
    problem: null,
  }));
  const options = { ...OPTIONS, tool: 'coldpress test' };
  const job = new Job(
    {
      jobId: randomUUID(),
      kind: 'compress',
      home: store.home,
      refusal: () => Promise.resolve(null),
      plan: () => items,
      options,
      whenBusy: 'fail',
      ledger: null,
    },
    {
      effects: systemEffects,
      concurrency: pools.concurrency,
      runTask: pools.runRollout,
      settleHold: pools.settleHold,
      recoverThread: () => Promise.resolve(),
      onProgress: (one) => progress.push(one),
      onResult: () => undefined,
    },
  );
  try {
    return { summary: await job.finished, progress };
  } finally {
    await pools.close();
  }
}

describe('a thread of the pool that dies', () => {
  it.for(['at once', 'in mid-file'] as const)(
    '%s fails one thread of the store, and the rest goes on',
    async (how, context) => {
      const store = await makeStore({ context, threads: 10, bytes: 2e6 });
      const before = snapshotContents(store.home);
      const dying = store.threads[4]?.id ?? '';
      const folder = temporaryFolder(context);
      const { summary, progress } = await compressAll(store, dyingWorker(folder, dying, how));
      expect(summary).toMatchObject({ error: null, cancelled: false, counts: { compressed: 9, failed: 1 } });
      const reason = expect.stringMatching(/The work on this thread broke off: .*exit.*Scan again/);
      expect(summary.leftAlone).toMatchObject([{ id: dying, kind: 'failed', reason }]);
      expect(progress.at(-1)).toMatchObject({ phase: 'finished', doneThreads: 10, totalThreads: 10 });
      expect(lostContents(before, snapshotContents(store.home))).toEqual([]);

      // What it left behind is listed, and nothing keeps the next run from the thread.
      const left = temporaries(store.home);
      expect(left).toHaveLength(how === 'in mid-file' ? 1 : 0);
      const { leftAlone } = await scan(store);
      expect(leftAlone.files.map(({ path: file }) => file)).toEqual(left);
      const again = await compressAll(store, WORKER);
      expect(again.summary).toMatchObject({ error: null, counts: { compressed: 1, failed: 0 }, changedIds: [dying] });
      expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
    },
  );
});

it('the built pool tells of its progress, in bytes that never go back, and of its end', async (context) => {
  const store = await makeStore({ context, threads: 6, bytes: 40e6, largestBytes: 25e6, profile: 'images' });
  const { summary, progress } = await compressAll(store, WORKER);
  expect(summary.counts).toMatchObject({ compressed: 6 });
  expect(progress.length).toBeGreaterThan(1);
  const done = progress.map(({ doneBytes }) => doneBytes);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(progress.at(-1)).toMatchObject({ phase: 'finished', doneBytes: progress.at(-1)?.totalBytes, inHand: null });
  expect(progress.some(({ inHand }) => inHand !== null && inHand.share > 0)).toBe(true);
});

it('a pool that is closed while its threads still start ends them only when they are there', async () => {
  let closed = 0;
  for (let round = 0; round < 30; round++) {
    const pools = createPools(WORKER, { warm: true });
    await new Promise((resolve) => setTimeout(resolve, round * 6));
    await pools.close();
    closed += 1;
  }
  expect(closed).toBe(30); // a thread that is ended while it loads a native module ends the whole process
});
