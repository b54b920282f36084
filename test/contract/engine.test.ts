import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { anyResult, engineMessage } from '#contract/engineRpc';
import { jobProgress, jobSummary } from '#contract/job';
import type { JobSummary } from '#contract/job';
import { storeView, usage } from '#contract/store';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { lostContents, snapshotContents, snapshotStore } from '../support/store/snapshot';
import { temporaryFolder } from '../support/store/temporaryFolder';
import type { Cleanup } from '../support/store/temporaryFolder';
import { OUT } from './support/coldpress';
import { compressedCount, isInMidFile, until } from './support/moments';
import { changes } from './support/store';

/** What Electron gives the engine as `process.parentPort`, over the channel of a forked Node. */
const PARENT_PORT = `process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (event, listener) => process.on('message', (data) => listener({ data })),
};`;

type Event = { readonly event: string; readonly params: unknown };
type Engine = {
  readonly child: ChildProcess;
  readonly events: readonly Event[];
  readonly ask: (method: string, params?: object) => Promise<unknown>;
};

/** The built engine in a process of its own, ready, with a store that it was told of. */
async function startEngine(store: TestStore, context: Cleanup): Promise<Engine> {
  const preload = path.join(temporaryFolder(context), 'parentPort.mjs');
  fs.writeFileSync(preload, PARENT_PORT);
  const args = ['--home', store.home, '--data', store.dataFolder];
  const child = fork(path.join(OUT, 'engine', 'index.js'), args, { execArgv: ['--import', preload] });
  context.onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const events: Event[] = [];
  const waiting = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  const ready = new Promise<void>((resolve) => {
    child.on('message', (data) => {
      const message = engineMessage.parse(data);
      if ('ready' in message) resolve();
      else if ('event' in message) events.push(message);
      else waiting.get(message.id)?.(message.result);
    });
  });
  await ready;
  const ask: Engine['ask'] = async (method, params = {}) => {
    const id = ++lastId;
    const reply = new Promise<unknown>((resolve) => waiting.set(id, resolve));
    child.send({ id, method, params });
    const result = anyResult.parse(await reply);
    if (!result.ok) throw new Error(`${method}: ${JSON.stringify(result.error)}`);
    return result.value;
  };
  await until(() => isScanned(events));
  return { child, events, ask };
}

function isScanned(events: readonly Event[]): boolean {
  return events.some(({ event, params }) => event === 'store/changed' && JSON.stringify(params).includes('"done"'));
}

async function finish({ ask, events }: Engine, method: string): Promise<JobSummary> {
  const jobId = randomUUID();
  await ask(method, { jobId, selection: { kind: 'cold' } });
  await until(() =>
    events.some(({ event, params }) => event === 'job/finished' && JSON.stringify(params).includes(jobId)),
  );
  return jobSummary.parse(await ask('job/summary', { jobId }));
}

function makeColdStore(context: Cleanup): Promise<TestStore> {
  return makeStore({ context, threads: 40, bytes: 40e6, largestBytes: 10e6, profile: 'images', coldShare: 1 });
}

describe('the built engine', () => {
  it('opens a store, compresses it in its pool, tells of it, and restores every byte', async (context) => {
    const store = await makeColdStore(context);
    const before = snapshotStore(store.home);
    const engine = await startEngine(store, context);
    expect(storeView.parse(await engine.ask('store/current'))).toMatchObject({ kind: 'open', home: store.home });
    expect(usage.parse(await engine.ask('usage/get'))).toMatchObject({ threads: 40, problemCount: 0 });

    expect(await finish(engine, 'rollout/compress')).toMatchObject({
      error: null,
      counts: { compressed: 40, failed: 0 },
    });
    const told = engine.events.filter(({ event }) => event === 'job/progressed');
    const progress = told.map(({ params }) => jobProgress.parse(params));
    expect(progress.at(-1)).toMatchObject({ phase: 'finished', doneThreads: 40, totalThreads: 40 });
    expect(compressedCount(store.home)).toBe(40);

    expect(await finish(engine, 'rollout/restore')).toMatchObject({ error: null, counts: { restored: 40, failed: 0 } });
    expect(changes(store.home, before)).toEqual([]);
    expect(await engine.ask('engine/shutdown')).toBeNull();
  });

  it('cancels in mid-file and leaves the store as it was', async (context) => {
    const store = await makeStore({
      context,
      threads: 1,
      bytes: 90e6,
      largestBytes: 90e6,
      profile: 'images',
      coldShare: 1,
    });
    const before = snapshotStore(store.home);
    const engine = await startEngine(store, context);
    const jobId = randomUUID();
    await engine.ask('rollout/compress', { jobId, selection: { kind: 'cold' } });
    await until(() => isInMidFile(store.home));
    await engine.ask('job/cancel', { jobId });
    await until(() => engine.events.some(({ event }) => event === 'job/finished'));
    const summary = jobSummary.parse(await engine.ask('job/summary', { jobId }));
    expect(summary).toMatchObject({ cancelled: true, counts: { skipped_cancelled: 1, compressed: 0 } });
    expect(changes(store.home, before)).toEqual([]);
  });

  it('killed while it compresses loses nothing, and the next one goes on', async (context) => {
    const store = await makeColdStore(context);
    const before = snapshotContents(store.home);
    const first = await startEngine(store, context);
    await first.ask('rollout/compress', { jobId: randomUUID(), selection: { kind: 'cold' } });
    await until(() => compressedCount(store.home) > 2 && isInMidFile(store.home));
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    expect(lostContents(before, snapshotContents(store.home))).toEqual([]);

    const second = await startEngine(store, context);
    expect(await finish(second, 'rollout/compress')).toMatchObject({ error: null, counts: { failed: 0 } });
    expect(compressedCount(store.home)).toBe(40);
    expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
  });

  it('asked to end by a signal backs out of its job first', async (context) => {
    const store = await makeStore({
      context,
      threads: 1,
      bytes: 90e6,
      largestBytes: 90e6,
      profile: 'images',
      coldShare: 1,
    });
    const before = snapshotStore(store.home);
    const engine = await startEngine(store, context);
    await engine.ask('rollout/compress', { jobId: randomUUID(), selection: { kind: 'cold' } });
    await until(() => isInMidFile(store.home));
    engine.child.kill('SIGTERM');
    expect(await once(engine.child, 'exit')).toEqual([0, null]);
    expect(changes(store.home, before)).toEqual([]);
  });
});
