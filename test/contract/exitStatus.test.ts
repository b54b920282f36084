import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import { coldpress } from './support/coldpress';
import { documentOf, errorDocument, jobDocument } from './support/documents';
import { asOther, holdRunLock, mountDisk, remount } from './support/machine';
import { changes, on, runJob } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];
const JOBS = [EVERY, ['restore', '--all']];

describe('status 1: a thread failed', () => {
  it('says which and why, and does the rest', async (context) => {
    const store = await makeStore({ context, threads: 3, bytes: 150e3, oddities: ['zst-bit-flip', 'zst-truncated'] });
    const before = snapshotStore(store.home);
    await runJob(store, EVERY);
    const { status, document, kinds } = await runJob(store, ['restore', '--all']);
    expect(status).toBe(1);
    const bad = Object.fromEntries(store.oddities.map(({ id }) => [id, 'failed']));
    expect(kinds).toEqual({ ...bad, ...Object.fromEntries(store.threads.map(({ id }) => [id, 'restored'])) });
    for (const { kind, reason } of document.outcomes) {
      if (kind === 'failed') expect(reason).toMatch(/Codex cannot read it.*restore this file from a backup/);
    }
    expect(changes(store.home, before)).toEqual([]);
  });
});

describe('status 4: the store is busy', () => {
  it.for(JOBS)('%s changes nothing beside another run, and says who and what to do', async (args, context) => {
    const store = await makeStore({ context, threads: 3, bytes: 150e3, compressedShare: 0.4 });
    const lock = holdRunLock(store.home, context);
    const before = snapshotStore(store.home);
    const run = await coldpress(on(store, ...args));
    expect(run.status).toBe(4);
    const { error, outcomes } = documentOf(jobDocument, run);
    expect(outcomes).toEqual([]);
    expect(error).toMatchObject({ code: 'STORE_BUSY', hint: 'Wait until it has finished, then try again.' });
    expect(error?.message).toContain(`process ${process.pid}`);
    expect(changes(store.home, before)).toEqual([]);
    expect((await coldpress(on(store, 'scan'))).status).toBe(0);
    lock.release();
    expect((await coldpress(on(store, ...args))).status).toBe(0);
  });

  it('does not hold up a restore where it is Codex’s own worker that compresses', async (context) => {
    const store = await makeStore({ context, threads: 3, bytes: 150e3, compressedShare: 1 });
    holdRunLock(store.home, context);
    fs.writeFileSync(path.join(store.home, '.tmp', 'rollout-compression.lock'), `pid=${process.pid} started_at=x\n`);
    const run = await runJob(store, ['restore', '--all']);
    expect(run).toMatchObject({ status: 0, document: { totals: { restored: 3 } } });
  });
});

describe('status 5: the store as a whole', () => {
  it('is on a disk without room: nothing is changed, and what to do is said', async (context) => {
    const store = await makeStore({ context, threads: 4, bytes: 300e3 });
    const home = path.join(store.home, '..', 'disk');
    mountDisk(home, 16e6, context);
    fs.cpSync(store.home, home, { recursive: true, preserveTimestamps: true });
    fs.writeFileSync(path.join(home, 'fill'), Buffer.alloc(14e6));
    const full = { home, dataFolder: store.dataFolder };
    const before = snapshotStore(home);
    const { status, document, kinds, stderr } = await runJob(full, EVERY);
    expect(status).toBe(5);
    expect(document.error).toMatchObject({ code: 'DISK_FULL', hint: expect.stringContaining('Free some space') });
    expect(kinds).toEqual(Object.fromEntries(store.threads.map(({ id }) => [id, 'failed'])));
    expect(document.outcomes[0]?.reason).toMatch(/Not enough free disk: .* are needed, .* are free\. Free some space/);
    expect(stderr).toMatch(/The disk of .* is full\. Nothing was changed\.\nFree some space/);
    expect(changes(home, before)).toEqual([]);
  });

  it('has no room for Coldpress’s own catalog, which says where and how to go on', async (context) => {
    const store = await makeStore({ context, threads: 4, bytes: 300e3 });
    const disk = path.join(store.home, '..', 'disk');
    mountDisk(disk, 1e6, context);
    fs.writeFileSync(path.join(disk, 'fill'), Buffer.alloc(1e6 - 12_288));
    const run = await coldpress(on({ home: store.home, dataFolder: path.join(disk, 'data') }, ...EVERY));
    expect(run.status).toBe(5);
    expect(documentOf(errorDocument, run).error).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining(disk),
      hint: expect.stringContaining('--data DIR'),
    });
  });

  it('is mounted read-only', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    const home = path.join(store.home, '..', 'disk');
    mountDisk(home, 30e6, context);
    fs.cpSync(store.home, home, { recursive: true, preserveTimestamps: true });
    remount(home, 'ro');
    const readOnly = { home, dataFolder: store.dataFolder };
    const before = snapshotStore(home);
    expect((await coldpress(on(readOnly, 'scan'))).status).toBe(0);
    const run = await runJob(readOnly, EVERY);
    expect(run).toMatchObject({ status: 5, document: { outcomes: [], error: { code: 'READ_ONLY' } } });
    expect(snapshotStore(home)).toEqual(before);
  });

  it('may not be entered, or not be written, by this user', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    fs.mkdirSync(store.dataFolder);
    const other = asOther(context, path.dirname(store.home), [store.dataFolder]);
    const before = snapshotStore(store.home);
    fs.chmodSync(store.home, 0o700);
    for (const args of [['scan'], ...JOBS]) {
      const run = await coldpress(on(store, ...args), other);
      expect(run.status).toBe(5);
      const { code, message, hint } = documentOf(errorDocument, run).error;
      expect(code).toBe('PERMISSION_DENIED');
      expect(`${message}\n${hint}`).toMatch(/Permission to read .* is denied\.\nRun Coldpress as the owner/);
    }
    fs.chmodSync(store.home, 0o755);
    const run = await runJob(store, EVERY, other);
    expect(run).toMatchObject({ status: 5, document: { outcomes: [], error: { code: 'PERMISSION_DENIED' } } });
    expect(run.stderr).toMatch(/Run Coldpress as the owner of the Codex home/);
    expect(changes(store.home, before)).toEqual([]);
  });
});
