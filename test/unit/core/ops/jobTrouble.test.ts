import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeRunLock } from '#core/locks/storeLocks';
import type { JobItem } from '#core/ops/jobTally';
import { Job } from '#core/ops/runJob';
import type { JobHost, JobRequest, RolloutTask } from '#core/ops/runJob';
import type { RolloutDone } from '#core/rollout/done';
import { systemEffects } from '#core/systemEffects';
import { OPTIONS } from '../../../support/rolloutFixture';
import { removeFolder, temporaryFolder } from '../../../support/store/temporaryFolder';

let home: string;

beforeEach(() => {
  home = temporaryFolder();
});

afterEach(() => {
  vi.restoreAllMocks();
  removeFolder(home);
});

const idOf = (n: number): string => `0190aaaa-bbbb-7ccc-8ddd-${String(n).padStart(12, '0')}`;

/** Threads of 1, 2, 3 … MB. */
function items(count: number): readonly JobItem[] {
  return Array.from({ length: count }, (_, index) => {
    const id = idOf(index + 1);
    const plainPath = `sessions/2026/01/02/rollout-2026-01-02T03-04-05-${id}.jsonl`;
    return { id, plainPath, title: `thread ${index + 1}`, project: 'p', bytes: (index + 1) * 1e6, problem: null };
  });
}

function done({ id }: { readonly id: string }): RolloutDone {
  const bytes = Number(id.slice(-12)) * 1e6;
  const outcome = { id, kind: 'compressed', sourceBytes: bytes, compressedBytes: bytes / 10 } as const;
  return { kind: 'settled', result: { outcome, facts: null, freedBytes: bytes * 0.9, diskFull: false } };
}

function full({ id }: { readonly id: string }): RolloutDone {
  const outcome = { id, kind: 'failed', sourceBytes: 0, compressedBytes: 0, reason: 'Not enough free disk' } as const;
  return { kind: 'settled', result: { outcome, facts: null, freedBytes: 0, diskFull: true } };
}

function freed(settled: RolloutDone, freedBytes: number): RolloutDone {
  return { ...settled, result: { ...settled.result, freedBytes } };
}

type Given = Partial<Pick<JobRequest, 'plan' | 'whenBusy' | 'kind'>> & Partial<JobHost>;

function start({ plan = () => items(4), whenBusy = 'fail', kind = 'compress', ...host }: Given = {}): Job {
  const options = { ...OPTIONS, tool: 'test' };
  return new Job(
    {
      jobId: 'a0000000-0000-4000-8000-000000000000',
      kind,
      home,
      refusal: () => Promise.resolve(null),
      plan,
      options,
      whenBusy,
      ledger: null,
    },
    {
      effects: systemEffects,
      concurrency: 1,
      runTask: ({ swap }) => Promise.resolve(done(swap)),
      settleHold: ({ held }) => Promise.resolve(held.result),
      recoverThread: () => Promise.resolve(),
      onProgress: () => undefined,
      onResult: () => undefined,
      ...host,
    },
  );
}

/** A runTask that notes the order of its tasks. */
function noting(seen: number[], result: (task: RolloutTask) => RolloutDone): JobHost['runTask'] {
  return (task) => {
    seen.push(Number(task.swap.id.slice(-12)));
    return Promise.resolve(result(task));
  };
}

describe('a thread that a scan could not make sense of', () => {
  it.each(['compress', 'restore'] as const)('is left alone with its reason and never looked at: %s', async (kind) => {
    const seen: number[] = [];
    const plan = (): readonly JobItem[] =>
      items(3).map((item) =>
        item.bytes === 2e6 ? { ...item, problem: 'Another file has the same thread id.' } : item,
      );
    const runTask = noting(seen, ({ swap }) => done(swap));
    const { leftAlone, counts } = await start({ kind, plan, runTask }).finished;
    expect(seen).toEqual([3, 1]);
    expect(counts).toMatchObject({ compressed: 2, skipped_unsupported: 1 });
    expect(leftAlone).toMatchObject([{ id: idOf(2), reason: 'Another file has the same thread id.' }]);
  });
});

describe('a thread whose swap broke off', () => {
  it('has what a dying worker or a hold left of a thread recovered, still under the run lock', async () => {
    const runTask: JobHost['runTask'] = ({ swap }) =>
      swap.id === idOf(3) ? Promise.reject(new Error('worker exited with code 134')) : Promise.resolve(done(swap));
    const recovered: unknown[] = [];
    const recoverThread: JobHost['recoverThread'] = (plainPath) => {
      recovered.push({ plainPath, isLocked: takeRunLock(systemEffects, home) === null });
      return Promise.resolve();
    };
    const [, , third] = items(3);
    await start({ runTask, recoverThread }).finished;
    expect(recovered).toEqual([{ plainPath: third?.plainPath, isLocked: true }]);
    await start({ kind: 'restore', runTask, recoverThread }).finished;
    expect(recovered).toHaveLength(1);
  });
});

describe('who listens to a job', () => {
  it('may fail without ending it, and without letting the run lock go before all slots are done', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const held: boolean[] = [];
    const runTask: JobHost['runTask'] = async ({ swap }) => {
      await new Promise((resolve) => setTimeout(resolve, swap.id === idOf(1) ? 50 : 5));
      const lock = takeRunLock(systemEffects, home);
      lock?.release();
      held.push(lock === null);
      return done(swap);
    };
    const fail = (): never => {
      throw new Error('nobody listens');
    };
    const job = start({ concurrency: 2, runTask, onResult: fail, onProgress: fail });
    expect(await job.finished).toMatchObject({ error: null, counts: { compressed: 4 } });
    expect(held).toEqual([true, true, true, true]);
  });
});

describe('the words for a job that broke off', () => {
  it('do not say that the store is gone while it is there', async () => {
    const plan = (): never => {
      fs.readFileSync(path.join(home, 'absent'));
      throw new Error('not reached');
    };
    const { error } = await start({ plan }).finished;
    expect(error).toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('absent') });
  });
});

describe('a disk that is full', () => {
  it('did not keep everything from being done where a thread was compressed, though that freed nothing', async () => {
    const runTask: JobHost['runTask'] = ({ swap }) =>
      Promise.resolve(swap.id === idOf(1) ? freed(done(swap), 0) : full(swap));
    const { error, counts } = await start({ runTask }).finished;
    expect({ error, ...counts }).toMatchObject({ error: null, compressed: 1, failed: 3 });
  });
});
