import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { EngineMethod, RpcParams } from '#contract/rpc';
import { takeRunLock } from '#core/locks/storeLocks';
import { systemEffects } from '#core/systemEffects';
import { makeStore } from '../../support/store/makeStore';
import type { TestStore } from '../../support/store/makeStore';
import { compareSnapshots, snapshotStore } from '../../support/store/snapshot';
import { temporaryFolder } from '../../support/store/temporaryFolder';
import type { Cleanup } from '../../support/store/temporaryFolder';
import { startEngine } from './support/engineLab';
import type { EngineLab } from './support/engineLab';

const EVERYTHING = { text: '', state: null, project: null };
const LATEST = { column: 'updated', descending: true } as const;
const WHOLE = { kind: 'cold' } as const;
const NEVER = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';

type Opened = { readonly engine: EngineLab; readonly store: TestStore };

async function openStore(context: Cleanup, options: Parameters<typeof makeStore>[0] = {}): Promise<Opened> {
  const store = await makeStore({ context, threads: 10, bytes: 700e3, coldShare: 1, ...options });
  const engine = startEngine(context);
  await engine.ask('store/open', { path: store.home, source: 'chosen' });
  await scanned(engine);
  return { engine, store };
}

async function scanned(engine: EngineLab): Promise<void> {
  await engine.event('store/changed', (params) => (params as { scan: { kind: string } }).scan.kind === 'done');
}

async function finish(engine: EngineLab, kind: 'compress' | 'restore', ids?: readonly string[]): Promise<string> {
  const jobId = randomUUID();
  const selection = ids === undefined ? WHOLE : { kind: 'ids' as const, ids: [...ids] };
  await engine.ask(kind === 'compress' ? 'rollout/compress' : 'rollout/restore', { jobId, selection });
  await engine.event('job/finished', (params) => (params as { jobId: string }).jobId === jobId);
  return jobId;
}

/** A request of each kind that asks and changes nothing; the compiler knows if one is missing. */
type Changing =
  | `${'rollout' | 'store' | 'activity' | 'health' | 'conflict' | 'aside'}/${string}`
  | 'thread/verify'
  | 'scan/start'
  | 'job/cancel'
  | 'job/summary'
  | 'promise/accept';
type Asking = Exclude<EngineMethod, Changing>;
const asking = (id: string): { readonly [M in Asking]: RpcParams<M> } => ({
  'usage/get': {},
  'problem/list': {},
  'thread/list': { filter: EVERYTHING, sort: LATEST, offset: 0, limit: 100 },
  'thread/counts': { filter: EVERYTHING },
  'thread/projects': {},
  'thread/ids': { filter: EVERYTHING, sort: LATEST },
  'thread/selection': { ids: [id] },
  'thread/get': { id },
  'job/preview': { kind: 'compress', selection: WHOLE },
  'job/current': {},
});

describe('without a store', () => {
  it('says so to every request that needs one, and what to do', async (context) => {
    const engine = startEngine(context);
    expect(await engine.ask('store/current', {})).toEqual({ kind: 'none', looked: [] });
    expect(await engine.ask('job/current', {})).toBeNull();
    const requests = asking(NEVER);
    for (const method of Object.keys(requests) as Asking[]) {
      if (method === 'job/current') continue;
      const error = await engine.refused(method, requests[method]);
      expect([method, error]).toEqual([
        method,
        expect.objectContaining({ code: 'NO_STORE', hint: expect.stringMatching(/\w/) }),
      ]);
    }
    const jobId = randomUUID();
    expect(await engine.refused('rollout/compress', { jobId, selection: WHOLE })).toMatchObject({ code: 'NO_STORE' });
  });

  it('looks where Codex would look, and tells what it found there', async (context) => {
    const user = temporaryFolder(context);
    vi.stubEnv('HOME', user);
    vi.stubEnv('CODEX_HOME', path.join(user, 'nothing'));
    context.onTestFinished(() => void vi.unstubAllEnvs());
    const engine = startEngine(context);
    const view = await engine.ask('store/lookAgain', {});
    const places = ['$CODEX_HOME (~/nothing)', '~/.codex'];
    const looked = places.map((place) => ({ place, finding: 'not there', found: false }));
    expect(view).toEqual({ kind: 'none', looked });
    const store = await makeStore({ context, threads: 2, bytes: 80e3 });
    vi.stubEnv('CODEX_HOME', store.home);
    expect(await engine.ask('store/lookAgain', {})).toMatchObject({ kind: 'open', home: store.home, source: 'env' });
  });
});

describe('an open store', () => {
  it('answers every request with what its schema says, and all of them agree', async (context) => {
    const { engine, store } = await openStore(context, { compressedShare: 0.3, oddities: ['zst-truncated'] });
    const [thread] = store.threads;
    const requests = asking(thread?.id ?? '');
    for (const method of Object.keys(requests) as Asking[]) await engine.ask(method, requests[method]);
    const compressed = store.threads.filter(({ representation }) => representation === 'compressed').length;
    const counts = { cold: 10 - compressed, recent: 0, in_use: 0, compressed, unclear: 1 };
    expect(await engine.ask('thread/counts', { filter: EVERYTHING })).toEqual(counts);
    expect(await engine.ask('usage/get', {})).toMatchObject({ threads: 11, problemCount: 1 });
    const page = await engine.ask('thread/list', requests['thread/list']);
    expect(page.rows.map(({ id }) => id)).toEqual(await engine.ask('thread/ids', requests['thread/ids']));
    expect(page.total).toBe(11);
    expect(await engine.ask('thread/get', { id: thread?.id ?? '' })).toMatchObject({
      path: thread?.path,
      cwd: thread?.cwd,
    });
    expect(await engine.ask('thread/path', { id: thread?.id ?? '' })).toEqual({
      path: store.fileOf(thread ?? { path: '' }),
    });
    expect(await engine.ask('thread/resumeCommand', { id: thread?.id ?? '' })).toEqual({
      command: `codex resume ${thread?.id ?? ''}`,
    });
    expect(await engine.ask('problem/list', {})).toMatchObject({ total: 1, files: [{ kind: 'damaged' }] });
  });

  it('knows no thread that is not in it', async (context) => {
    const { engine } = await openStore(context, { threads: 1, bytes: 50e3 });
    for (const method of ['thread/get', 'thread/path', 'thread/resumeCommand'] as const) {
      expect(await engine.refused(method, { id: NEVER })).toMatchObject({ code: 'NO_SUCH_THREAD' });
    }
    expect(await engine.ask('thread/selection', { ids: [NEVER] })).toMatchObject({ threads: 0 });
  });

  it('stays open where another place is no store, and leaves for one that is', async (context) => {
    const { engine, store } = await openStore(context, { threads: 2, bytes: 80e3 });
    const nowhere = path.join(temporaryFolder(context), 'nowhere');
    expect(await engine.refused('store/open', { path: nowhere, source: 'chosen' })).toMatchObject({
      code: 'STORE_NOT_FOUND',
    });
    expect(await engine.ask('store/current', {})).toMatchObject({ kind: 'open', home: store.home });
    const other = await makeStore({ context, threads: 3, bytes: 120e3 });
    await engine.ask('store/open', { path: other.home, source: 'chosen' });
    expect(await engine.ask('store/current', {})).toMatchObject({ kind: 'open', home: other.home, source: 'chosen' });
    // What was chosen by hand is what is opened the next time.
    const settings = fs.readFileSync(path.join(engine.dataDirectory, 'settings.json'), 'utf8');
    expect(JSON.parse(settings)).toMatchObject({ home: other.home });
  });

  it('opens a demo store, which is nobody’s own', async (context) => {
    const folder = temporaryFolder(context);
    vi.stubEnv('TMPDIR', folder);
    context.onTestFinished(() => void vi.unstubAllEnvs());
    const engine = startEngine(context);
    const view = await engine.ask('store/openDemo', {});
    expect(view).toMatchObject({ kind: 'open', source: 'demo', home: expect.stringContaining(folder) });
    await scanned(engine);
    expect(await engine.ask('usage/get', {})).toMatchObject({ threads: 300, problemCount: 0 });
  });

  it('finds on a new scan what has changed, and says so', async (context) => {
    const { engine, store } = await openStore(context, { threads: 3, bytes: 120e3 });
    const [gone] = store.threads;
    fs.unlinkSync(store.fileOf(gone ?? { path: '' }));
    const before = await engine.ask('usage/get', {});
    await engine.ask('scan/start', {});
    await engine.event('store/changed', (params) => {
      const { revision, scan } = params as { revision: number; scan: { kind: string } };
      return scan.kind === 'done' && revision > before.revision;
    });
    expect(await engine.ask('usage/get', {})).toMatchObject({ threads: 2 });
  });
});

describe('a job', () => {
  it('compresses, is summed up, and restores every byte', async (context) => {
    const { engine, store } = await openStore(context);
    const before = snapshotStore(store.home);
    const preview = await engine.ask('job/preview', { kind: 'compress', selection: WHOLE });
    expect(preview).toMatchObject({ threads: 10, firstTime: true });
    await engine.ask('promise/accept', {});
    expect(await engine.ask('job/preview', { kind: 'compress', selection: WHOLE })).toMatchObject({ firstTime: false });

    const jobId = await finish(engine, 'compress');
    expect(await engine.ask('job/summary', { jobId })).toMatchObject({
      jobId,
      error: null,
      counts: { compressed: 10, failed: 0 },
    });
    const told = engine.events.filter(({ event }) => event === 'job/progressed').map(({ params }) => params);
    expect(told.at(-1)).toMatchObject({ jobId, phase: 'finished', doneThreads: 10, totalThreads: 10 });
    expect(await engine.ask('job/current', {})).toBeNull();
    const page = await engine.ask('thread/list', { filter: EVERYTHING, sort: LATEST, offset: 0, limit: 100 });
    expect(page.rows.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'compressed'));

    const [first] = store.threads;
    await finish(engine, 'restore', [first?.id ?? '']);
    expect(await engine.ask('thread/counts', { filter: EVERYTHING })).toMatchObject({ compressed: 9, cold: 1 });
    await finish(engine, 'restore');
    expect(
      compareSnapshots(before, snapshotStore(store.home), (file) => /^(\.tmp|thread-writer-locks)/.test(file)),
    ).toEqual([]);
  });

  it('waits visibly while another program compresses, and can be cancelled then', async (context) => {
    const { engine, store } = await openStore(context);
    const lock = takeRunLock(systemEffects, store.home);
    context.onTestFinished(() => lock?.release());
    const jobId = randomUUID();
    await engine.ask('rollout/compress', { jobId, selection: WHOLE });
    await engine.event('job/progressed', (params) => (params as { phase: string }).phase === 'queued');
    expect(await engine.ask('job/current', {})).toMatchObject({ jobId, blockedBy: `process ${process.pid}` });
    const second = { jobId: randomUUID(), selection: WHOLE };
    expect(await engine.refused('rollout/restore', second)).toMatchObject({ code: 'JOB_RUNNING' });
    expect(await engine.refused('job/cancel', { jobId: second.jobId })).toMatchObject({ code: 'NO_SUCH_JOB' });
    expect(await engine.refused('job/summary', { jobId })).toMatchObject({ code: 'NO_SUCH_JOB' });
    await engine.ask('job/cancel', { jobId });
    await engine.event('job/finished');
    expect(await engine.ask('job/summary', { jobId })).toMatchObject({ cancelled: true, changedIds: [], error: null });
  });

  it('cancelled in the middle keeps what is done, and every thread', async (context) => {
    const { engine, store } = await openStore(context, { threads: 30, bytes: 6e6 });
    const before = snapshotStore(store.home);
    const jobId = randomUUID();
    await engine.ask('rollout/compress', { jobId, selection: WHOLE });
    await engine.ask('job/cancel', { jobId });
    await engine.event('job/finished');
    const summary = await engine.ask('job/summary', { jobId });
    expect(summary).toMatchObject({ cancelled: true, counts: { failed: 0 } });
    expect(summary.counts.compressed + summary.counts.skipped_cancelled).toBe(30);
    await finish(engine, 'restore');
    expect(
      compareSnapshots(before, snapshotStore(store.home), (file) => /^(\.tmp|thread-writer-locks)/.test(file)),
    ).toEqual([]);
  });
});

it('after a shutdown nothing is open, and nothing can be opened', async (context) => {
  const { engine, store } = await openStore(context, { threads: 2, bytes: 80e3 });
  await engine.ask('engine/shutdown', {});
  expect(await engine.ask('store/current', {})).toEqual({ kind: 'none', looked: [] });
  expect(await engine.refused('store/open', { path: store.home, source: 'chosen' })).toMatchObject({
    code: 'NO_STORE',
  });
});
