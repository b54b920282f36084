import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JobSummary } from '#contract/job';
import { makeStore } from '../../support/store/makeStore';
import type { TestStore } from '../../support/store/makeStore';
import { compareSnapshots, snapshotStore } from '../../support/store/snapshot';
import type { Cleanup } from '../../support/store/temporaryFolder';
import { spoil } from '../../support/verifyFixture';
import { startEngine } from './support/engineLab';
import type { EngineLab } from './support/engineLab';

const COMPRESSED = { kind: 'compressed' } as const;

type Opened = { readonly engine: EngineLab; readonly store: TestStore };

async function open(context: Cleanup): Promise<Opened> {
  const store = await makeStore({ context, threads: 8, bytes: 500e3, compressedShare: 0.5 });
  const engine = startEngine(context);
  await engine.ask('store/open', { path: store.home, source: 'chosen' });
  await engine.event('store/changed', (params) => (params as { scan: { kind: string } }).scan.kind === 'done');
  return { engine, store };
}

async function finish(engine: EngineLab, method: 'thread/verify' | 'rollout/recompress'): Promise<JobSummary> {
  const jobId = randomUUID();
  await engine.ask(method, { jobId, selection: COMPRESSED });
  await engine.event('job/finished', (params) => (params as { jobId: string }).jobId === jobId);
  return engine.ask('job/summary', { jobId });
}

const compressed = ({ threads }: TestStore): TestStore['threads'] =>
  threads.filter(({ representation }) => representation === 'compressed');

describe('verifying in the window', () => {
  it('previews what it will take, proves it, and changes nothing', async (context) => {
    const { engine, store } = await open(context);
    const before = snapshotStore(store.home);
    const all = compressed(store).length;
    const preview = await engine.ask('job/preview', { kind: 'verify', selection: COMPRESSED });
    expect(preview).toMatchObject({ threads: all, neededBytes: 0 });
    const first = await finish(engine, 'thread/verify');
    expect(first.counts).toMatchObject({ no_receipt: all, proven: 0, corrupt: 0 });
    expect(first.sourceBytes).toBe(compressed(store).reduce((sum, { contentBytes }) => sum + contentBytes, 0));
    expect((await finish(engine, 'thread/verify')).counts).toMatchObject({ no_receipt: 0, proven: all });
    expect(compareSnapshots(before, snapshotStore(store.home), (file) => file.startsWith('.tmp'))).toEqual([]);
  });

  it('lists a damaged thread first, with what was known of it', async (context) => {
    const { engine, store } = await open(context);
    await finish(engine, 'thread/verify');
    const [victim] = compressed(store);
    if (victim === undefined) throw new Error('the store has no compressed thread');
    spoil(store.fileOf(victim), (bytes) => (bytes[0] = (bytes[0] ?? 0) ^ 1));
    const { leftAlone, counts } = await finish(engine, 'thread/verify');
    expect(counts).toMatchObject({ corrupt: 1, proven: compressed(store).length - 1 });
    expect(leftAlone.map(({ id, kind }) => ({ id, kind }))).toEqual([{ id: victim.id, kind: 'corrupt' }]);
    expect(leftAlone[0]?.reason).toMatch(/not zstd.*said the same\. It was last proven whole on 20/);
  });

  it('writes the job into the record, and its threads one by one', async (context) => {
    const { engine, store } = await open(context);
    const { jobId } = await finish(engine, 'thread/verify');
    const filter = { text: '', action: null, threadId: null, jobId };
    const page = await engine.ask('activity/list', { filter, offset: 0, limit: 50 });
    expect(page.rows.map(({ action, result, trigger }) => `${action} ${result} ${trigger}`)).toEqual(
      compressed(store).map(() => 'verify done window'),
    );
  });
});

it('presses other tools’ files again, and can prove them by their receipt then', async (context) => {
  const { engine, store } = await open(context);
  const all = compressed(store).length;
  expect(await engine.ask('job/preview', { kind: 'recompress', selection: COMPRESSED })).toMatchObject({
    threads: all,
  });
  const { counts } = await finish(engine, 'rollout/recompress');
  expect(counts.recompressed + counts.skipped_not_compressible).toBe(all);
  const left = await engine.ask('job/preview', { kind: 'recompress', selection: COMPRESSED });
  expect(left.threads).toBe(counts.skipped_not_compressible);
  const verified = await finish(engine, 'thread/verify');
  expect(verified.counts).toMatchObject({ proven: counts.recompressed, corrupt: 0, failed: 0 });
});
