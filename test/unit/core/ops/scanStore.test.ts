import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppFailure } from '#contract/errors';
import type { ScanProgress } from '#core/ops/scanStore';
import { asNobody } from '../../../support/asNobody';
import { COLD, DAY, ID, NAME, oneThread, openLab, put, rolloutText, titleOf } from '../../../support/scanLab';
import { makeManyThreads } from '../../../support/store/manyThreads';
import { makeStore, STORE_NOW_MS } from '../../../support/store/makeStore';
import { snapshotStore } from '../../../support/store/snapshot';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import { zstdFrame } from '../../../support/store/zstdFrames';

describe('a first scan', () => {
  test('lists the threads of a whole store with their facts, and changes nothing in it', async (context) => {
    const store = await makeStore({ context, threads: 40, bytes: 4e6, compressedShare: 0.4, archivedShare: 0.3 });
    const before = snapshotStore(store.home);
    const lab = openLab(context, store.home);
    expect(lab.scan()).toMatchObject({ complete: true, threads: 40 });
    expect(snapshotStore(store.home)).toEqual(before);
    expect([...lab.ids()].sort()).toEqual(store.threads.map((thread) => thread.id).sort());
    for (const thread of store.threads) {
      const details = lab.catalog.details(thread.id, COLD);
      const stats = fs.lstatSync(store.fileOf(thread));
      expect(details).toMatchObject({
        title: thread.name ?? (thread.copiedBytes === 0 ? thread.title : expect.any(String)),
        name: thread.name,
        cwd: thread.cwd,
        path: thread.path,
        archived: thread.path.startsWith('archived_sessions'),
        representation: thread.path.endsWith('.zst') ? 'compressed' : 'plain',
        logicalBytes: thread.contentBytes,
        fileBytes: stats.size,
        physicalBytes: stats.blocks * 512,
        problem: null,
      });
    }
    expect(lab.problems()).toEqual({});
  });

  test('shows rows while it runs, and tells at most ten times a second and at the end', (context) => {
    const home = temporaryFolder(context);
    makeManyThreads(home, 1200, STORE_NOW_MS);
    const lab = openLab(context, home);
    const told: (ScanProgress & { readonly listed: number })[] = [];
    const startedAt = performance.now();
    lab.scan({ onProgress: (progress) => told.push({ ...progress, listed: lab.ids().length }) });
    const seconds = (performance.now() - startedAt) / 1000;
    expect(told.length).toBeLessThanOrEqual(seconds * 10 + 2);
    expect(told.at(-1)).toMatchObject({ threads: 1200, listed: 1200 });
    const middle = told.find(({ listed }) => listed > 0 && listed < 1200);
    if (told.length > 3) expect(middle).toBeDefined();
  });

  test('takes an empty store and a store without roots', (context) => {
    const home = temporaryFolder(context);
    fs.writeFileSync(path.join(home, 'config.toml'), '');
    const lab = openLab(context, home);
    expect(lab.scan()).toMatchObject({ complete: true, threads: 0, physicalBytes: 0 });
    fs.mkdirSync(path.join(home, 'sessions'));
    expect(lab.scan()).toMatchObject({ complete: true, threads: 0 });
  });

  test('can be stopped, and the next one finishes', (context) => {
    const home = temporaryFolder(context);
    makeManyThreads(home, 60, STORE_NOW_MS);
    const lab = openLab(context, home);
    let asked = 0;
    expect(lab.scan({ shouldStop: () => ++asked > 40 }).complete).toBe(false);
    expect(lab.ids().length).toBeLessThan(60);
    expect(lab.catalog.scannedAtMs()).toBeNull();
    expect(lab.scan().complete).toBe(true);
    expect(lab.ids()).toHaveLength(60);
    expect(lab.catalog.scannedAtMs()).toBe(STORE_NOW_MS);
  });
});

describe('a second scan', () => {
  test('does not read what has not changed', (context) => {
    const lab = oneThread(context);
    lab.scan();
    fs.writeFileSync(lab.file, rolloutText('Bello'));
    fs.utimesSync(lab.file, 1_700_000_000, 1_700_000_000);
    lab.scan();
    expect(titleOf(lab)).toBe('Hello');
    fs.utimesSync(lab.file, 1_700_000_000, 1_700_000_001);
    lab.scan();
    expect(titleOf(lab)).toBe('Bello');
  });

  test('sees what was changed, added and deleted', (context) => {
    const lab = oneThread(context);
    lab.scan();
    const other = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0002';
    put(lab.home, `sessions/2026/01/03/rollout-2026-01-03T00-00-00-${other}.jsonl`, rolloutText('Second', other));
    fs.appendFileSync(lab.file, 'more\n');
    lab.scan();
    expect([...lab.ids()].sort()).toEqual([ID, other]);
    fs.rmSync(lab.file);
    lab.scan();
    expect(lab.ids()).toEqual([other]);
    fs.rmSync(path.join(lab.home, 'sessions/2026/01/03'), { recursive: true });
    lab.scan();
    expect(lab.ids()).toEqual([]);
  });

  test('follows a thread through compression, archiving and back', (context) => {
    const lab = oneThread(context);
    lab.scan();
    const content = fs.readFileSync(lab.file);
    put(lab.home, `${DAY}/${NAME}.zst`, zstdFrame(content));
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ representation: 'both', state: 'unclear' });
    fs.rmSync(lab.file);
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({
      representation: 'compressed',
      state: 'compressed',
      logicalBytes: content.length,
      problem: null,
    });
    fs.mkdirSync(path.join(lab.home, 'archived_sessions'));
    fs.renameSync(`${lab.file}.zst`, path.join(lab.home, 'archived_sessions', `${NAME}.zst`));
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ archived: true, path: `archived_sessions/${NAME}.zst` });
    fs.renameSync(path.join(lab.home, 'archived_sessions', `${NAME}.zst`), `${lab.file}.zst`);
    lab.scan();
    expect(lab.catalog.details(ID, COLD)).toMatchObject({ archived: false, path: `${DAY}/${NAME}.zst`, problem: null });
    expect(lab.ids()).toEqual([ID]);
  });

  test('keeps the rows below a folder that it may not read', (context) => {
    const lab = oneThread(context);
    lab.scan();
    const day = path.dirname(lab.file);
    fs.chmodSync(day, 0);
    asNobody(path.dirname(lab.home), () => lab.scan());
    fs.chmodSync(day, 0o755);
    expect(lab.ids()).toEqual([ID]);
    expect(lab.problems()).toEqual({ [DAY]: 'unreadable' });
    lab.scan();
    expect(lab.problems()).toEqual({});
    expect(lab.ids()).toEqual([ID]);
  });

  test('of a home that has gone is an error, and the rows stay', (context) => {
    const lab = oneThread(context);
    lab.scan();
    fs.renameSync(lab.home, `${lab.home}.away`);
    expect(() => lab.scan()).toThrow(AppFailure);
    fs.mkdirSync(lab.home);
    expect(() => lab.scan()).toThrow(/nothing in it is from Codex/);
    expect(lab.ids()).toEqual([ID]);
  });

  test('leaves out threads that a job has in hand', (context) => {
    const lab = oneThread(context);
    lab.scan();
    fs.appendFileSync(lab.file, 'more\n');
    const bytes = lab.catalog.details(ID, COLD)?.fileBytes;
    lab.scan({ leaveOut: new Set([ID]) });
    expect(lab.catalog.details(ID, COLD)?.fileBytes).toBe(bytes);
    fs.rmSync(lab.file);
    lab.scan({ leaveOut: new Set([ID]) });
    expect(lab.ids()).toEqual([ID]);
    lab.scan();
    expect(lab.ids()).toEqual([]);
  });

  test('forgets problems that are solved', (context) => {
    const lab = oneThread(context);
    const tmp = put(lab.home, `${DAY}/rollout-compress-abc.tmp`, 'x');
    put(lab.home, 'archived_sessions/2026/notes.txt', 'x');
    lab.scan();
    expect(lab.problems()).toEqual({
      [`${DAY}/rollout-compress-abc.tmp`]: 'leftover',
      'archived_sessions/2026/notes.txt': 'foreign',
    });
    fs.rmSync(tmp);
    fs.rmSync(path.join(lab.home, 'archived_sessions'), { recursive: true });
    lab.scan();
    expect(lab.problems()).toEqual({});
  });
});
