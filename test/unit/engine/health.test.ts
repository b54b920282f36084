import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Health } from '#contract/health';
import { systemEffects } from '#core/systemEffects';
import { takeRunLock } from '#core/locks/storeLocks';
import { makeStore } from '../../support/store/makeStore';
import type { TestStore } from '../../support/store/makeStore';
import { compareSnapshots, snapshotStore } from '../../support/store/snapshot';
import { startEngine } from './support/engineLab';
import type { EngineLab } from './support/engineLab';

const isLock = (file: string): boolean => /^(\.tmp|thread-writer-locks)/.test(file);

/** The first thread stands twice; `change`: what its plain file holds since. */
function standTwice(
  store: TestStore,
  change: (text: Buffer) => Buffer = (text) => text,
): { id: string; plain: string } {
  const [thread] = store.threads;
  if (thread === undefined) throw new Error('the store has no thread');
  const plain = path.join(store.home, thread.path);
  execFileSync('zstd', ['-q', plain]);
  fs.writeFileSync(plain, change(fs.readFileSync(plain)));
  return { id: thread.id, plain };
}

const otherEnd = (text: Buffer): Buffer => Buffer.concat([text.subarray(0, -20), Buffer.from('"another end":1}\n')]);

async function open(lab: EngineLab, store: TestStore): Promise<Health> {
  await lab.ask('store/open', { path: store.home, source: 'chosen' });
  await lab.event('store/changed', (params) => (params as { scan: { kind: string } }).scan.kind === 'done');
  return lab.ask('health/get', {});
}

describe('health', () => {
  it('recovers before the first scan, and says what was done', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    const { id } = standTwice(store, (text) => Buffer.concat([text, Buffer.from('{"type":"event_msg"}\n')]));
    const half = path.join(
      path.dirname(store.fileOf(store.threads[1] ?? { path: '' })),
      'rollout-compress-cp0123456789ab.tmp',
    );
    fs.writeFileSync(half, 'half');
    const lab = startEngine(context);
    const health = await open(lab, store);
    expect(health).toMatchObject({
      state: 'done',
      deferredBy: null,
      actions: [{ kind: 'removed_temporary', path: path.relative(store.home, half) }],
      findings: [{ kind: 'stale_twin', threadId: id, title: store.threads[0]?.title }],
      refusal: null,
    });
    expect(
      await lab.ask('activity/list', {
        filter: { text: '', action: 'recover', threadId: null, jobId: null },
        offset: 0,
        limit: 10,
      }),
    ).toMatchObject({ total: 1 });
  });

  it('shows both versions of a conflict, sets one aside and puts it back', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    const { id, plain } = standTwice(store, otherEnd);
    const before = snapshotStore(store.home);
    const lab = startEngine(context);
    const { findings } = await open(lab, store);
    expect(findings).toMatchObject([{ kind: 'conflict', threadId: id, severity: 'danger' }]);
    const compared = await lab.ask('conflict/get', { id });
    expect(compared).toMatchObject({ threadId: id, title: store.threads[0]?.title, damage: null });
    expect(compared.plain.sha256).not.toBe(compared.compressed?.sha256);

    const findingId = findings[0]?.findingId ?? '';
    const after = await lab.ask('health/decide', { findingId, choice: 'set_aside_plain' });
    expect(after.findings).toEqual([]);
    expect(fs.existsSync(plain)).toBe(false);
    const asides = await lab.ask('aside/list', {});
    expect(asides).toMatchObject([{ threadId: id, title: store.threads[0]?.title }]);

    expect(await lab.ask('aside/putBack', { asideId: asides[0]?.asideId ?? '' })).toEqual([]);
    expect(compareSnapshots(before, snapshotStore(store.home), isLock)).toEqual([]);
    expect((await lab.ask('health/get', {})).findings).toMatchObject([{ kind: 'conflict' }]);
  });

  it('keeps both when asked to, and does not remind of them again', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    standTwice(store, otherEnd);
    const before = snapshotStore(store.home);
    const lab = startEngine(context);
    const { findings } = await open(lab, store);
    const findingId = findings[0]?.findingId ?? '';
    expect(await lab.refused('health/decide', { findingId, choice: 'set_aside_hold' })).toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect((await lab.ask('health/decide', { findingId, choice: 'keep_both' })).findings).toEqual([]);
    expect((await lab.ask('health/check', {})).findings).toEqual([]);
    expect(compareSnapshots(before, snapshotStore(store.home), isLock)).toEqual([]);
  });

  it('puts a hold back that Codex does not list, when asked to', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    const [thread] = store.threads;
    const plain = path.join(store.home, thread?.path ?? '');
    const text = fs.readFileSync(plain);
    fs.renameSync(plain, `${plain}.coldpress-hold`);
    fs.writeFileSync(path.join(store.home, 'state_5.sqlite'), 'no database');
    const lab = startEngine(context);
    const { findings } = await open(lab, store);
    expect(findings).toMatchObject([{ kind: 'hold', choices: ['put_back_hold', 'set_aside_hold'] }]);
    const after = await lab.ask('health/decide', { findingId: findings[0]?.findingId ?? '', choice: 'put_back_hold' });
    expect(after).toMatchObject({ findings: [], actions: [{ kind: 'put_back', threadId: thread?.id }] });
    expect(fs.readFileSync(plain)).toEqual(text);
  });

  it('is deferred while another run holds the store, and done after it', async (context) => {
    const store = await makeStore({ context, threads: 2, bytes: 100e3 });
    standTwice(store, otherEnd);
    const lock = takeRunLock(systemEffects, store.home);
    const lab = startEngine(context);
    expect(await open(lab, store)).toMatchObject({ state: 'deferred', deferredBy: `process ${process.pid}` });
    lock?.release();
    expect(await lab.ask('health/check', {})).toMatchObject({ state: 'done', findings: [{ kind: 'conflict' }] });
  });
});
