import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recoveryAction } from '#contract/health';
import { threadId } from '#contract/thread';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { lostContents, snapshotContents, snapshotStore } from '../support/store/snapshot';
import { coldpress, startColdpress } from './support/coldpress';
import { documentOf, errorDocument } from './support/documents';
import { holdRunLock } from './support/machine';
import { compressedCount, isInMidFile, until } from './support/moments';
import { changes, on, runJob, scan, temporaries } from './support/store';

const found = z.strictObject({
  findingId: z.string(),
  kind: z.string(),
  severity: z.enum(['note', 'caution', 'danger']),
  threadId: threadId.nullable(),
  message: z.string(),
  hint: z.string(),
  paths: z.array(z.string()),
  physicalBytes: z.int(),
});
const recoverDocument = z.strictObject({
  actions: z.array(recoveryAction.strict()),
  conflicts: z.array(found),
  findings: z.array(found),
});

async function recover(
  store: TestStore,
): Promise<z.infer<typeof recoverDocument> & { readonly status: number | null }> {
  const run = await coldpress(on(store, 'recover'));
  return { status: run.status, ...documentOf(recoverDocument, run) };
}

/** The first thread, with an equal compressed file beside the plain one, as a crash in its swap leaves them. */
function standTwice(store: TestStore): string {
  const [thread] = store.threads;
  if (thread === undefined) throw new Error('the store has no thread');
  const plain = path.join(store.home, thread.path);
  execFileSync('zstd', ['-q', plain]);
  return plain;
}

describe('recover', () => {
  it('does nothing to a store in which nothing is to be done, and says so', async (context) => {
    const store = await makeStore({ context, threads: 3, bytes: 150e3, compressedShare: 0.4 });
    const before = snapshotStore(store.home);
    expect(await recover(store)).toEqual({ status: 0, actions: [], conflicts: [], findings: [] });
    const { stdout } = await coldpress(['recover', '--home', store.home, '--data', store.dataFolder]);
    expect(stdout).toBe('Nothing was to be recovered.\n');
    expect(changes(store.home, before)).toEqual([]);
  });

  it('leaves one form of a thread that stood twice, and is done then', async (context) => {
    const store = await makeStore({ context, threads: 3, bytes: 150e3 });
    const before = snapshotContents(store.home);
    const plain = standTwice(store);
    const { status, actions } = await recover(store);
    expect(status).toBe(0);
    expect(actions.length).toBeGreaterThan(0);
    expect([plain, `${plain}.zst`].filter((file) => fs.existsSync(file))).toHaveLength(1);
    expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
    expect(await recover(store)).toEqual({ status: 0, actions: [], conflicts: [], findings: [] });
    const { threads } = await scan(store);
    expect(threads.map(({ problem }) => problem)).toEqual([null, null, null]);
  });

  it('tells of a conflict with status 1, and touches neither copy', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    const plain = standTwice(store);
    const text = fs.readFileSync(plain);
    fs.writeFileSync(plain, Buffer.concat([text.subarray(0, -20), Buffer.from('"another end":true}\n')]));
    const before = snapshotStore(store.home);
    const { status, conflicts, ...others } = await recover(store);
    expect({ status, ...others }).toEqual({ status: 1, actions: [], findings: [] });
    expect(conflicts).toMatchObject([{ kind: 'conflict', threadId: store.threads[0]?.id }]);
    expect(changes(store.home, before)).toEqual([]);
  });

  it('is deferred with status 4 while another run holds the store, and says by whom', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    standTwice(store);
    const before = snapshotStore(store.home);
    holdRunLock(store.home, context);
    const run = await coldpress(on(store, 'recover'));
    expect(run.status).toBe(4);
    const { error } = documentOf(errorDocument, run);
    expect(error).toMatchObject({ code: 'STORE_BUSY', message: expect.stringContaining(`process ${process.pid}`) });
    expect(run.stderr).toContain('recovery deferred: ');
    expect(changes(store.home, before)).toEqual([]);
  });
});

describe('a command that changes the store', () => {
  it('first recovers what a killed one left', async (context) => {
    const store = await makeStore({ context, threads: 60, bytes: 40e6, profile: 'mixed', largestBytes: 5e6 });
    const before = snapshotContents(store.home);
    const { child, ended } = startColdpress(on(store, 'compress', '--all', '--min-age', '0'));
    await until(() => compressedCount(store.home) > 2 && isInMidFile(store.home));
    child.kill('SIGKILL');
    await ended;
    expect(temporaries(store.home).length).toBeGreaterThan(0);
    const { status, stderr } = await runJob(store, ['restore', '--all']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^Recovered: /m);
    expect(temporaries(store.home)).toEqual([]);
    expect(compressedCount(store.home)).toBe(0);
    expect(lostContents(before, snapshotContents(store.home))).toEqual([]);
  });

  it('leaves everything as it is in a dry run', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    standTwice(store);
    const before = snapshotStore(store.home);
    expect((await coldpress(on(store, 'compress', '--all', '--dry-run'))).status).toBe(0);
    expect(changes(store.home, before)).toEqual([]);
  });
});
