import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobProgress } from '#contract/job';
import { takeRunLock } from '#core/locks/storeLocks';
import { isCancelled } from '#core/ops/jobBoard';
import type { JobItem } from '#core/ops/jobTally';
import { Job } from '#core/ops/runJob';
import type { JobHost, JobRequest, RolloutTask } from '#core/ops/runJob';
import { NOTHING_KNOWN } from '#core/rollout/knownProofs';
import type { RolloutDone } from '#core/rollout/done';
import { systemEffects } from '#core/systemEffects';
import { OPTIONS } from '../../../support/rolloutFixture';
import { removeFolder, temporaryFolder } from '../../../support/store/temporaryFolder';

let home: string;

beforeEach(() => {
  home = temporaryFolder();
});

afterEach(() => {
  vi.useRealTimers();
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

const REQUEST = { jobId: 'a0000000-0000-4000-8000-000000000000', refusal: () => Promise.resolve(null) };
type Given = Partial<Pick<JobRequest, 'plan' | 'whenBusy' | 'kind' | 'ledger'>> & Partial<JobHost>;

function start(given: Given = {}): Job {
  const { plan = () => items(4), whenBusy = 'fail', kind = 'compress', ledger = null, ...host } = given;
  const options = { ...OPTIONS, tool: 'test' };
  return new Job(
    { ...REQUEST, kind, home, plan, options, whenBusy, ledger },
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

describe('a job', () => {
  it('takes the largest thread first and says what became of every one', async () => {
    const seen: number[] = [];
    const told: string[] = [];
    const runTask = noting(seen, ({ swap }) => done(swap));
    const job = start({ runTask, onResult: (item) => told.push(item.title) });
    const summary = await job.finished;
    expect(seen).toEqual([4, 3, 2, 1]);
    expect(told).toEqual(['thread 4', 'thread 3', 'thread 2', 'thread 1']);
    expect(summary).toMatchObject({
      jobId: job.jobId,
      kind: 'compress',
      cancelled: false,
      error: null,
      sourceBytes: 10e6,
      compressedBytes: 1e6,
      freedBytes: 9e6,
      changedIds: [idOf(4), idOf(3), idOf(2), idOf(1)],
      leftAlone: [],
    });
  });

  it('gives each task its slot, the store’s options and a path inside the store', async () => {
    const tasks: RolloutTask[] = [];
    const runTask: JobHost['runTask'] = (task) => {
      tasks.push(task);
      return Promise.resolve(done(task.swap));
    };
    await start({ plan: () => items(1), runTask }).finished;
    const [item] = items(1);
    const swap = { home, id: item?.id, plainPath: item?.plainPath };
    expect(tasks).toEqual([
      {
        ...{ kind: 'compress', slot: 0, board: expect.anything(), ledger: null, known: NOTHING_KNOWN },
        swap: { ...swap, ...OPTIONS, tool: 'test' },
      },
    ]);
  });

  it('works with all its threads at once and never with more', async () => {
    let now = 0;
    let most = 0;
    const runTask: JobHost['runTask'] = async ({ swap }) => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return done(swap);
    };
    const { counts } = await start({ plan: () => items(20), concurrency: 3, runTask }).finished;
    expect({ most, compressed: counts.compressed }).toEqual({ most: 3, compressed: 20 });
  });

  it('calls a thread failed when the worker at it dies, and goes on with the others', async () => {
    const runTask: JobHost['runTask'] = ({ swap }) =>
      swap.id === idOf(3) ? Promise.reject(new Error('worker exited with code 134')) : Promise.resolve(done(swap));
    const summary = await start({ runTask }).finished;
    expect(summary.counts).toMatchObject({ compressed: 3, failed: 1 });
    expect(summary.error).toBeNull();
    const reason = expect.stringContaining('The work on this thread broke off: worker exited with code 134') as unknown;
    expect(summary.leftAlone).toMatchObject([{ id: idOf(3), kind: 'failed', reason }]);
  });

  it('holds the run lock from before its plan to its end', async () => {
    const free = (): boolean => {
      const lock = takeRunLock(systemEffects, home);
      lock?.release();
      return lock !== null;
    };
    const seen: boolean[] = [];
    const plan = (): readonly JobItem[] => {
      seen.push(free());
      return items(1);
    };
    await start({ plan, onResult: () => seen.push(free()) }).finished;
    expect([...seen, free()]).toEqual([false, false, true]);
  });

  it('ends where the store is gone, and makes no new one in its place', async () => {
    fs.rmdirSync(home);
    const { error, changed, leftAlone } = await start().finished;
    expect(error).toMatchObject({ code: 'STORE_NOT_FOUND', message: `There is nothing at ${home} any more.` });
    expect([...changed, ...leftAlone]).toEqual([]);
    expect(fs.existsSync(home)).toBe(false);
  });

  it('takes no negative time when the clock is set back meanwhile', async () => {
    let nowMs = 1_700_000_000_000;
    const clock = { ...systemEffects.clock, nowMs: () => (nowMs -= 60_000) };
    const progress: JobProgress[] = [];
    const effects = { ...systemEffects, clock };
    const { durationMs } = await start({ effects, onProgress: (one) => progress.push(one) }).finished;
    expect(durationMs).toBe(0);
    expect(progress.every(({ bytesPerSecond }) => bytesPerSecond >= 0)).toBe(true);
  });
});

describe('a disk that is full', () => {
  it('has a second chance for what found no room, the smallest first', async () => {
    const seen: number[] = [];
    const runTask = noting(seen, ({ swap }) => (swap.id === idOf(1) || seen.length > 4 ? done(swap) : full(swap)));
    const summary = await start({ runTask }).finished;
    expect(seen).toEqual([4, 3, 2, 1, 2, 3, 4]);
    expect(summary).toMatchObject({ error: null, counts: { compressed: 4, failed: 0 } });
  });

  it('is the whole job’s error where nothing at all could be done', async () => {
    const { error, counts, leftAlone } = await start({ runTask: ({ swap }) => Promise.resolve(full(swap)) }).finished;
    const message = `The disk of ${home} is full. Nothing was changed.`;
    expect(error).toMatchObject({ code: 'DISK_FULL', message });
    expect(counts).toMatchObject({ compressed: 0, failed: 4 });
    expect(leftAlone.map(({ reason }) => reason)).toEqual(Array.from({ length: 4 }, () => 'Not enough free disk'));
  });

  it('is one thread’s failure where others found room', async () => {
    const runTask: JobHost['runTask'] = ({ swap }) => Promise.resolve(swap.id === idOf(4) ? full(swap) : done(swap));
    const { error, counts } = await start({ runTask }).finished;
    expect({ error, ...counts }).toMatchObject({ error: null, compressed: 3, failed: 1 });
  });
});

describe('cancelling', () => {
  it('reaches the tasks in hand over the board, and leaves what was not begun', async () => {
    const job: { current: Job | null } = { current: null };
    const seen: number[] = [];
    const cancelled: boolean[] = [];
    const runTask = noting(seen, ({ swap, board }) => {
      if (seen.length === 2) job.current?.cancel();
      cancelled.push(isCancelled(board));
      return done(swap);
    });
    job.current = start({ runTask });
    const summary = await job.current.finished;
    expect({ seen, cancelled }).toEqual({ seen: [4, 3], cancelled: [false, true] });
    expect(summary).toMatchObject({ cancelled: true, error: null, counts: { compressed: 2, skipped_cancelled: 2 } });
    expect(summary.leftAlone.map(({ id }) => id).sort()).toEqual([idOf(1), idOf(2)]);
  });

  it('twice, or after the end, changes nothing', async () => {
    const job = start();
    await job.finished;
    job.cancel();
    expect(job.progress().phase).toBe('finished');
  });
});

describe('progress', () => {
  it('comes at most ten times a second, and once at the end with everything in it', async () => {
    vi.useFakeTimers();
    const progress: JobProgress[] = [];
    const release: { now: (result: RolloutDone) => void } = { now: () => undefined };
    const runTask: JobHost['runTask'] = () => new Promise((resolve) => (release.now = resolve));
    const job = start({ plan: () => items(1), runTask, onProgress: (one) => progress.push(one) });
    await vi.advanceTimersByTimeAsync(3050);
    expect(progress).toHaveLength(30);
    expect(progress.at(-1)).toMatchObject({ phase: 'running', doneBytes: 0, totalBytes: 1e6, doneThreads: 0 });
    expect(progress.at(-1)?.inHand).toMatchObject({ id: idOf(1), step: 'reading', share: 0 });
    release.now(done({ id: idOf(1) }));
    await job.finished;
    expect(progress).toHaveLength(31);
    const end = { phase: 'finished', doneBytes: 1e6, totalBytes: 1e6, doneThreads: 1, totalThreads: 1, inHand: null };
    expect(progress.at(-1)).toMatchObject(end);
    await vi.advanceTimersByTimeAsync(1000);
    expect(progress).toHaveLength(31);
  });

  it('never goes back while one thread after the other is done', async () => {
    const bytes: number[] = [];
    const job: { current: Job | null } = { current: null };
    const note = (): void => void bytes.push(job.current?.progress().doneBytes ?? 0);
    const runTask: JobHost['runTask'] = async ({ swap, board, slot }) => {
      const cells = new Int32Array(board.memory);
      for (const share of [0, 500_000, 1_000_000]) {
        Atomics.store(cells, 1 + slot * 2 + 1, share);
        note();
      }
      await Promise.resolve();
      return done(swap);
    };
    job.current = start({ runTask, onResult: note });
    await job.current.finished;
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(bytes.at(-1)).toBe(10e6);
  });
});

describe('a store that is busy', () => {
  it('ends a job that may not wait, which has planned and changed nothing', async () => {
    const lock = takeRunLock(systemEffects, home);
    const plan = vi.fn(() => items(1));
    const { error } = await start({ plan }).finished;
    lock?.release();
    expect(error).toMatchObject({ code: 'STORE_BUSY', message: expect.stringContaining(`process ${process.pid}`) });
    expect(plan).not.toHaveBeenCalled();
    expect(fs.readdirSync(path.join(home, '.tmp'))).toEqual(['rollout-maintenance.lock']);
  });

  it('is waited for visibly by a job that may, which then plans anew', async () => {
    vi.useFakeTimers();
    const lock = takeRunLock(systemEffects, home);
    const plan = vi.fn(() => items(2));
    const job = start({ whenBusy: 'wait', plan });
    await vi.advanceTimersByTimeAsync(2500);
    expect(job.progress()).toMatchObject({ phase: 'queued', blockedBy: `process ${process.pid}`, totalThreads: 0 });
    expect(plan).not.toHaveBeenCalled();
    lock?.release();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await job.finished).toMatchObject({ error: null, counts: { compressed: 2 } });
    expect(job.progress()).toMatchObject({ phase: 'finished', blockedBy: null });
  });

  it('is not waited for any longer once the job is cancelled', async () => {
    vi.useFakeTimers();
    const lock = takeRunLock(systemEffects, home);
    const job = start({ whenBusy: 'wait' });
    await vi.advanceTimersByTimeAsync(500);
    job.cancel();
    expect(job.progress().phase).toBe('cancelling');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await job.finished).toMatchObject({ cancelled: true, error: null, changedIds: [], leftAlone: [] });
    lock?.release();
  });
});
