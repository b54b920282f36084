import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestContext } from 'vitest';
import type { LedgerBody, ProofEntry } from '#core/ledger/entry';
import type { ScrubTimes } from '../../../electron/engine/scrubber';
import { Stores } from '../../../electron/engine/stores';
import { makeStore } from '../../support/store/makeStore';
import type { TestStore } from '../../support/store/makeStore';
import { spoil } from '../../support/verifyFixture';
import { inlinePools } from './support/inlinePools';
import type { InlinePools } from './support/inlinePools';

const JOB = 'a0000000-0000-4000-8000-000000000000';
const TIMES = { firstMs: 5, gapMs: 5, idleMs: 20 };

let store: TestStore;
let events: string[];

beforeEach(async (context) => {
  store = await makeStore({ context, threads: 4, bytes: 400e3, compressedShare: 1 });
  events = [];
});

type Engine = { readonly stores: Stores; readonly pools: InlinePools };

async function open(context: TestContext, budget: number, times: Partial<ScrubTimes> = {}): Promise<Engine> {
  const pools = inlinePools();
  const stores = new Stores({
    dataDirectory: store.dataFolder,
    pools,
    notify: (event) => void events.push(event),
    tool: 'coldpress test',
    scrubBudgetBytes: () => budget,
    scrubTimes: { ...TIMES, ...times },
  });
  context.onTestFinished(() => stores.close());
  await stores.open(store.home, 'chosen');
  return { stores, pools };
}

function proofs(): readonly ProofEntry[] {
  const [ledger] = fs.readdirSync(store.dataFolder).filter((name) => name.startsWith('ledger-'));
  if (ledger === undefined) return [];
  const lines = fs.readFileSync(path.join(store.dataFolder, ledger), 'utf8').split('\n');
  const bodies = lines.flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { body: LedgerBody }).body]));
  return bodies.filter((body) => body.kind === 'proof');
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('an idle engine', () => {
  it('proves every compressed thread once, by itself, and tells the ledger who it was', async (context) => {
    const { stores } = await open(context, 1e9);
    await vi.waitFor(() => expect(proofs()).toHaveLength(4), 10_000);
    await rest(100);
    const found = proofs().map(({ threadId, trigger, jobId, outcome }) => ({ threadId, trigger, jobId, outcome }));
    const expected = store.threads.map(({ id }) => ({
      ...{ threadId: id, trigger: 'scrub', jobId: null, outcome: 'no_receipt' },
    }));
    expect(found.sort((a, b) => a.threadId.localeCompare(b.threadId))).toEqual(
      expected.sort((a, b) => a.threadId.localeCompare(b.threadId)),
    );
    expect(stores.session.ledger.index.proofSums()).toMatchObject({ compressedThreads: 4, provenThreads: 4 });
    expect(events).toContain('activity/changed');
  });

  it('stays within its budget, also when it is started again', async (context) => {
    const sizes = store.threads.map(({ contentBytes }) => contentBytes).sort((a, b) => a - b);
    const budget = (sizes[0] ?? 0) + (sizes[1] ?? 0) + (sizes[2] ?? 0) - 1;
    const { stores } = await open(context, budget);
    await vi.waitFor(() => expect(proofs().length).toBeGreaterThan(0), 10_000);
    await rest(300);
    const done = proofs();
    const readBytes = done.reduce((sum, { contentBytes }) => sum + contentBytes, 0);
    expect(readBytes).toBeLessThanOrEqual(Math.max(budget, done[0]?.contentBytes ?? 0));
    expect(done.length).toBeLessThan(4);
    await stores.close();
    await open(context, budget);
    await rest(300);
    expect(proofs()).toHaveLength(done.length);
  });

  it('finds a thread that was damaged, says so once, and leaves it as it is', async (context) => {
    const [victim] = store.threads;
    if (victim === undefined) throw new Error('the store has no thread');
    spoil(store.fileOf(victim), (bytes) => (bytes[0] = (bytes[0] ?? 0) ^ 8));
    const before = fs.readFileSync(store.fileOf(victim));
    const { stores } = await open(context, 1e9);
    await vi.waitFor(() => expect(proofs()).toHaveLength(4), 10_000);
    await rest(100);
    expect(
      proofs()
        .filter(({ outcome }) => outcome === 'corrupt')
        .map(({ threadId }) => threadId),
    ).toEqual([victim.id]);
    expect(stores.session.ledger.index.corruptThreads()).toEqual([victim.id]);
    expect(events).toContain('health/changed');
    expect(fs.readFileSync(store.fileOf(victim))).toEqual(before);
  });

  it('does nothing where it is switched off', async (context) => {
    await open(context, 0);
    await rest(200);
    expect(proofs()).toEqual([]);
  });
});

it('backs out of the thread in hand at once when a job is started, and goes on after it', async (context) => {
  const { stores, pools } = await open(context, 1e9, { gapMs: 300 });
  await vi.waitFor(() => expect(proofs().length).toBeGreaterThan(0), 10_000);
  const asked = vi.spyOn(pools, 'runRollout');
  const gate = pools.hold();
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce(), 10_000);
  const before = proofs().length;
  const [one] = store.threads;
  const started = stores.session.startJob(JOB, 'verify', { kind: 'ids', ids: [one?.id ?? ''] });
  gate.go();
  await started;
  expect(proofs()).toHaveLength(before);
  await vi.waitFor(() => expect(events).toContain('job/finished'), 10_000);
  expect(
    proofs()
      .filter(({ trigger }) => trigger === 'window')
      .map(({ threadId }) => threadId),
  ).toEqual([one?.id]);
  await vi.waitFor(() => expect(new Set(proofs().map(({ threadId }) => threadId)).size).toBe(4), 10_000);
});
