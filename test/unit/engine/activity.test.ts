import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ActivityFilter, ActivityPage } from '#contract/activity';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { appendEntries } from '#core/ledger/appendEntries';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { readLedger } from '#core/ledger/readLedger';
import { systemEffects } from '#core/systemEffects';
import { makeStore } from '../../support/store/makeStore';
import type { TestStore } from '../../support/store/makeStore';
import { temporaryFolder } from '../../support/store/temporaryFolder';
import type { Cleanup } from '../../support/store/temporaryFolder';
import { proof } from '../core/ledger/support/bodies';
import { startEngine } from './support/engineLab';
import type { EngineLab } from './support/engineLab';

const EVERYTHING: ActivityFilter = { text: '', action: null, threadId: null, jobId: null };
const PART = { offset: 0, limit: 500 };

type Opened = { readonly engine: EngineLab; readonly store: TestStore; readonly ledger: string };

async function openStore(context: Cleanup): Promise<Opened> {
  const store = await makeStore({ context, threads: 4, bytes: 300e3, coldShare: 1 });
  const engine = startEngine(context);
  await engine.ask('store/open', { path: store.home, source: 'chosen' });
  await engine.event('store/changed', (params) => (params as { scan: { kind: string } }).scan.kind === 'done');
  return { engine, store, ledger: path.join(engine.dataDirectory, ledgerFileName(store.home)) };
}

async function finish(engine: EngineLab, kind: 'compress' | 'restore', ids?: readonly string[]): Promise<string> {
  const jobId = randomUUID();
  const selection = ids === undefined ? ({ kind: 'cold' } as const) : { kind: 'ids' as const, ids: [...ids] };
  await engine.ask(kind === 'compress' ? 'rollout/compress' : 'rollout/restore', { jobId, selection });
  await engine.event('job/finished', (params) => (params as { jobId: string }).jobId === jobId);
  return jobId;
}

function list(engine: EngineLab, filter: Partial<ActivityFilter> = {}): Promise<ActivityPage> {
  return engine.ask('activity/list', { filter: { ...EVERYTHING, ...filter }, ...PART });
}

describe('the record of a store', () => {
  it('is empty where nothing was done', async (context) => {
    const { engine } = await openStore(context);
    const totals = { actions: 0, compressedThreads: 0, freedBytes: 0, restoredThreads: 0, provenThreads: 0, failed: 0 };
    expect(await list(engine)).toEqual({ total: 0, rows: [], totals, ledger: null });
    expect(await engine.refused('activity/get', { seq: 0 })).toMatchObject({ code: 'NO_SUCH_ENTRY' });
  });

  it('tells a job that compressed, each of its threads with the proof, and the way back', async (context) => {
    const { engine, store, ledger } = await openStore(context);
    const jobId = await finish(engine, 'compress');
    await engine.event('activity/changed');
    const { rows, totals } = await list(engine);
    expect(rows).toEqual([
      expect.objectContaining({
        action: 'compress',
        trigger: 'window',
        jobId,
        threadId: null,
        threads: 4,
        undo: 'restore',
      }),
    ]);
    expect(totals).toMatchObject({ actions: 4, compressedThreads: 4, failed: 0 });
    const threads = (await list(engine, { jobId })).rows;
    expect(threads.map(({ threadId }) => threadId).sort()).toEqual(store.threads.map(({ id }) => id).sort());
    for (const row of threads) {
      const thread = store.threads.find(({ id }) => id === row.threadId)!;
      const details = await engine.ask('activity/get', { seq: row.seq });
      expect(details).toMatchObject({
        row,
        sourceSha256: thread.sha256,
        decodedSha256: thread.sha256,
        sourceBytes: row.beforeBytes,
        decodedBytes: row.beforeBytes,
        tool: 'coldpress test',
      });
      expect(details.steps.length).toBeGreaterThan(0);
      expect(fs.readFileSync(ledger, 'utf8').split('\n')).toContain(details.json);
      expect(await engine.ask('activity/json', { seq: row.seq })).toEqual({ json: details.json });
    }
    const undo = await engine.ask('activity/undo', { seq: rows[0]!.seq });
    expect(undo).toEqual({ kind: 'restore', ids: expect.arrayContaining(store.threads.map(({ id }) => id)) });
  });

  it('is there at once when the store is opened again, also where the catalog is gone', async (context) => {
    const { engine, store } = await openStore(context);
    await finish(engine, 'compress');
    const { rows } = await list(engine);
    const other = await makeStore({ context, threads: 1, bytes: 40e3 });
    await engine.ask('store/open', { path: other.home, source: 'chosen' });
    expect((await list(engine)).rows).toEqual([]);
    for (const name of fs.readdirSync(engine.dataDirectory).filter((file) => file.startsWith('catalog'))) {
      fs.rmSync(path.join(engine.dataDirectory, name));
    }
    await engine.ask('store/open', { path: store.home, source: 'chosen' });
    expect((await list(engine)).rows.map(({ seq, jobId }) => [seq, jobId])).toEqual(
      rows.map(({ seq, jobId }) => [seq, jobId]),
    );
  });

  it('takes back only what still stands as it was left', async (context) => {
    const { engine, store } = await openStore(context);
    await finish(engine, 'compress');
    const [job] = (await list(engine)).rows;
    const [first, ...others] = store.threads.map(({ id }) => id);
    await finish(engine, 'restore', [first!]);
    const undo = await engine.ask('activity/undo', { seq: job!.seq });
    expect([undo.kind, undo.ids.toSorted()]).toEqual(['restore', others.toSorted()]);
    const [restored] = (await list(engine)).rows;
    expect(restored).toMatchObject({ action: 'restore', threadId: first, undo: 'compress' });
    expect(await engine.ask('activity/undo', { seq: restored!.seq })).toEqual({ kind: 'compress', ids: [first] });
    await finish(engine, 'restore', undo.ids);
    expect(await engine.ask('activity/undo', { seq: job!.seq })).toEqual({ kind: 'restore', ids: [] });
    expect((await list(engine)).rows.map(({ undo: now }) => now)).toEqual(['compress', 'compress', null]);
  });

  it('shows what another program wrote, and says what is wrong with the ledger itself', async (context) => {
    const { engine, store, ledger } = await openStore(context);
    const [thread] = store.threads;
    const target = { file: ledger, tool: 'other', trigger: 'command_line', jobId: null } as const;
    appendEntries(systemEffects, target, [proof({ threadId: thread!.id, trigger: 'command_line' })]);
    fs.appendFileSync(ledger, 'garbage\n');
    appendEntries(systemEffects, target, [proof({ threadId: thread!.id, trigger: 'command_line' })]);
    const page = await list(engine, { threadId: thread!.id });
    expect(page.rows.map(({ action, trigger }) => `${action} ${trigger}`)).toEqual([
      'verify command_line',
      'verify command_line',
    ]);
    expect(page.ledger).toMatch(/^The record itself is damaged\. The line at byte \d+ is no entry\. The other entries/);
    expect([...readLedger(nodeFileSystem, ledger)].filter(({ kind }) => kind === 'entry')).toHaveLength(2);
  });
});

describe('an export', () => {
  it('holds every job and thread as CSV, and every entry as it stands in the ledger as JSON', async (context) => {
    const { engine, store, ledger } = await openStore(context);
    await finish(engine, 'compress');
    const folder = temporaryFolder(context);
    const [csv, json] = ['record.csv', 'record.json'].map((name) => path.join(folder, name));
    expect(await engine.ask('activity/write', { path: csv!, filter: EVERYTHING, format: 'csv' })).toEqual({
      entries: 5,
    });
    expect(await engine.ask('activity/write', { path: json!, filter: EVERYTHING, format: 'json' })).toEqual({
      entries: 5,
    });
    const lines = fs.readFileSync(csv!, 'utf8').trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^time,action,result,trigger,jobId,threadId,/);
    for (const { id } of store.threads) expect(lines.filter((line) => line.includes(id))).toHaveLength(1);
    const entries = JSON.parse(fs.readFileSync(json!, 'utf8')) as unknown[];
    const written = fs.readFileSync(ledger, 'utf8').trimEnd().split('\n');
    expect(entries).toEqual(written.map((line) => JSON.parse(line) as unknown));
    const ofOne = { ...EVERYTHING, threadId: store.threads[0]!.id };
    expect(await engine.ask('activity/write', { path: json!, filter: ofOne, format: 'json' })).toEqual({ entries: 1 });
    expect(fs.readdirSync(folder).sort()).toEqual(['record.csv', 'record.json']);
  });

  it('is refused in the store and in our own data, also by way of a link', async (context) => {
    const { engine, store, ledger } = await openStore(context);
    await finish(engine, 'compress');
    const [thread] = store.threads;
    const link = path.join(temporaryFolder(context), 'link');
    fs.symlinkSync(path.dirname(store.fileOf(thread!)), link);
    const before = fs.readFileSync(ledger);
    for (const file of [`${store.fileOf(thread!)}.zst`, path.join(link, 'new.csv'), ledger]) {
      expect(await engine.refused('activity/write', { path: file, filter: EVERYTHING, format: 'csv' })).toMatchObject({
        code: 'INVALID_REQUEST',
        message: `${file} lies where Codex or Coldpress keeps its own files. Nothing was written.`,
      });
    }
    expect(fs.readFileSync(ledger)).toEqual(before);
    expect(fs.readdirSync(link).filter((name) => name.includes('csv') || name.includes('tmp'))).toEqual([]);
  });
});

it('without a store, says so', async (context) => {
  const engine = startEngine(context);
  const filter = EVERYTHING;
  expect(await engine.refused('activity/list', { filter, ...PART })).toMatchObject({ code: 'NO_STORE' });
  expect(await engine.refused('activity/write', { path: '/tmp/x.csv', filter, format: 'csv' })).toMatchObject({
    code: 'NO_STORE',
  });
});
