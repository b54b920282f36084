import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, afterAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import type { Snapshot } from '../support/store/snapshot';
import { temporaryFolder } from '../support/store/temporaryFolder';
import { coldpress } from './support/coldpress';
import { demoDocument, documentOf, dryRunDocument, errorDocument } from './support/documents';
import { changes, on, runJob } from './support/store';

let pressed: TestStore;
let plain: Snapshot;
let store: { readonly home: string; readonly dataFolder: string };
let folder: string;

beforeAll(async () => {
  pressed = await makeStore({ threads: 6, bytes: 400e3, archivedShare: 0.4 });
  plain = snapshotStore(pressed.home);
  await runJob(pressed, ['compress', '--all', '--min-age', '0']);
});

afterAll(() => {
  pressed.remove();
});

beforeEach(() => {
  folder = temporaryFolder();
  store = { home: path.join(folder, 'home'), dataFolder: path.join(folder, 'data') };
  fs.cpSync(pressed.home, store.home, { recursive: true, preserveTimestamps: true });
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

function plainIds(): readonly string[] {
  return pressed.threads.filter((thread) => fs.existsSync(path.join(store.home, thread.path))).map(({ id }) => id);
}

describe('restore', () => {
  it('brings every thread back: bytes, nanoseconds and mode', async () => {
    const { status, stderr, document } = await runJob(store, ['restore', '--all']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(changes(store.home, plain)).toEqual([]);
    expect(document.totals).toMatchObject({ threads: 6, restored: 6, failed: 0 });
    expect(document.totals.freedBytes).toBeLessThan(0);
    const again = await runJob(store, ['restore', '--all']);
    expect(again).toMatchObject({ status: 0, document: { outcomes: [] } });
  });

  it('takes exactly the named threads, and says that a plain one is not compressed', async () => {
    const [first, second] = pressed.threads;
    await runJob(store, ['restore', first?.id ?? '']);
    expect(plainIds()).toEqual([first?.id]);
    const { status, document } = await runJob(store, ['restore', first?.id ?? '', second?.id ?? '']);
    expect(status).toBe(0);
    const left = { id: first?.id, kind: 'skipped_unsupported', reason: expect.stringMatching(/not compressed/) };
    expect(document.outcomes).toContainEqual({ ...left, sourceBytes: 0, compressedBytes: 0 });
    expect(document.totals).toMatchObject({ threads: 2, restored: 1, skipped_unsupported: 1 });
  });

  it('takes only archived threads with --include archived', async () => {
    await runJob(store, ['restore', '--all', '--include', 'archived']);
    const archived = pressed.threads.filter((thread) => thread.archived).map(({ id }) => id);
    expect(archived.length).toBeGreaterThan(0);
    expect(plainIds()).toEqual(archived);
  });

  it('sets the time to now with --touch, and changes nothing else', async () => {
    const startedMs = Date.now();
    await runJob(store, ['restore', '--all', '--touch']);
    for (const thread of pressed.threads) {
      const file = path.join(store.home, thread.path);
      expect(fs.statSync(file).mtimeMs).toBeGreaterThanOrEqual(startedMs);
      fs.utimesSync(file, 1, 1);
    }
    const withoutTimes = changes(store.home, plain).map((change) => change.replace(/mtimeNs was \d+, is \d+$/, 'time'));
    expect(withoutTimes.sort()).toEqual(pressed.threads.map((thread) => `${thread.path}: time`).sort());
  });

  it('changes nothing with --dry-run, and says what it would take', async () => {
    const before = snapshotStore(store.home);
    const { threads } = documentOf(dryRunDocument, await coldpress(on(store, 'restore', '--all', '--dry-run')));
    expect(threads.map(({ id }) => id).sort()).toEqual(pressed.threads.map(({ id }) => id).sort());
    expect(changes(store.home, before)).toEqual([]);
  });

  it('gives a file of another tool back with its own time and mode', async () => {
    const [thread] = pressed.threads;
    const file = path.join(store.home, `${thread?.path ?? ''}.zst`);
    const receiptAt = fs.readFileSync(file).lastIndexOf(Buffer.from('5c2a4d18', 'hex'));
    fs.truncateSync(file, receiptAt);
    fs.chmodSync(file, 0o444);
    fs.utimesSync(file, 1.7e9, 1.7e9);
    const { kinds } = await runJob(store, ['restore', thread?.id ?? '']);
    expect(kinds).toEqual({ [thread?.id ?? '']: 'restored' });
    const restored = path.join(store.home, thread?.path ?? '');
    expect(fs.statSync(restored)).toMatchObject({ mtimeMs: 1.7e12, size: thread?.contentBytes });
    expect(fs.statSync(restored).mode & 0o777).toBe(0o444);
  });
});

describe('demo', () => {
  it('writes a store that a scan takes for one, and says where', async () => {
    const home = path.join(folder, 'demo');
    const run = await coldpress(['demo', home, '--json']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(documentOf(demoDocument, run)).toEqual({ home });
    const shown = await coldpress(['scan', '--home', home, '--data', store.dataFolder]);
    expect(shown).toMatchObject({ status: 0, stdout: expect.stringContaining(`${home}: 300 threads`) });
    expect(shown.stdout).toContain('Not understood: 0.');
  });

  it('refuses a folder that holds something, and a file', async () => {
    const before = snapshotStore(store.home);
    const run = await coldpress(['demo', store.home, '--json']);
    expect(run.status).toBe(2);
    expect(documentOf(errorDocument, run).error).toMatchObject({ code: 'TARGET_NOT_EMPTY' });
    expect(changes(store.home, before)).toEqual([]);
    fs.writeFileSync(path.join(folder, 'file'), 'mine');
    expect(await coldpress(['demo', path.join(folder, 'file')])).toMatchObject({ status: 2, stdout: '' });
    expect(fs.readFileSync(path.join(folder, 'file'), 'utf8')).toBe('mine');
  });
});
