import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { snapshotStore } from '../support/store/snapshot';
import type { Cleanup } from '../support/store/temporaryFolder';
import { changes, runJob } from './support/store';

const EVERY = ['compress', '--all', '--min-age', '0'];

/** A PATH on which the first Codex is of this version. */
function withCodex(store: TestStore, version: string): { readonly env: { readonly PATH: string } } {
  const bin = path.join(path.dirname(store.home), 'bin');
  fs.mkdirSync(bin, { recursive: true });
  fs.writeFileSync(path.join(bin, 'codex'), `#!/bin/sh\necho codex-cli ${version}\n`, { mode: 0o755 });
  return { env: { PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` } };
}

const smallStore = (context: Cleanup): Promise<TestStore> =>
  makeStore({ context, profile: 'families', threads: 24, bytes: 2e6, coldShare: 1 });

describe('beside Codex', () => {
  it('0.136 nothing is compressed, every thread says why, and restoring goes on', async (context) => {
    const store = await smallStore(context);
    await runJob(store, ['compress', store.threads[0]?.id ?? '', '--min-age', '0']);
    const before = snapshotStore(store.home);
    const run = await runJob(store, EVERY, withCodex(store, '0.136.0'));
    expect(run.status).toBe(0);
    expect(new Set(Object.values(run.kinds))).toEqual(new Set(['skipped_unsupported']));
    for (const { reason } of run.document.outcomes)
      expect(reason).toMatch(/0\.136\.0 .*cannot read compressed threads/);
    expect(run.stderr.match(/cannot read compressed threads/g)).toHaveLength(1);
    expect(changes(store.home, before)).toEqual([]);
    const restored = await runJob(store, ['restore', '--all'], withCodex(store, '0.136.0'));
    expect(restored).toMatchObject({ status: 0, document: { totals: { restored: 1 } } });
  });

  it('0.150 exactly the threads that a paginated fork points into are left alone', async (context) => {
    const store = await smallStore(context);
    const pointed = store.threads.flatMap(({ historyBase, parentId }) => (historyBase === null ? [] : [parentId]));
    const bases = new Set(pointed);
    expect(bases.size).toBeGreaterThan(1);
    const { kinds, document } = await runJob(store, EVERY, withCodex(store, '0.150.0'));
    for (const { id } of store.threads) expect(kinds[id]).toBe(bases.has(id) ? 'skipped_unsupported' : 'compressed');
    const left = document.outcomes.filter(({ kind }) => kind === 'skipped_unsupported');
    for (const { reason } of left) expect(reason).toMatch(/forked from this one.*0\.150\.0/);
    const dry = await runJob(store, EVERY, withCodex(store, '0.169.0'));
    expect(dry.document.totals).toMatchObject({ compressed: bases.size });
  });

  it('0.140, which takes no locks, every thread but bases is compressed under a lease', async (context) => {
    const store = await smallStore(context);
    const { status, document } = await runJob(store, EVERY, withCodex(store, '0.140.0'));
    expect(status).toBe(0);
    const kinds = new Set(document.outcomes.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['compressed', 'skipped_unsupported']));
  });
});
