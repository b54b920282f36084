import os from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { MAX_HOLDS } from '#core/ops/holdQueue';
import type { HoldTask, RolloutTask } from '#core/ops/runJob';
import type { RolloutDone } from '#core/rollout/done';
import type { RolloutResult } from '#core/rollout/outcome';
import { healthCaller } from './healthTask';
import type { HealthTaskResult } from './healthTask';
import { threadsReady } from './readyTask';
import type { ScanProgress, ScanTaskResult } from './scanTask';
import type { ScanTask } from './tasks';

/**
 * The worker threads of one program: some for rollouts, one apart for scans, so that a scan never waits for a file of
 * gigabytes, and one in which the holds of swaps are watched. Threads are never ended in the middle of a task (piscina's `signal` would); cancelling goes over boards.
 */
export type Pools = {
  readonly concurrency: number;
  readonly runRollout: (task: RolloutTask) => Promise<RolloutDone>;
  readonly settleHold: (task: HoldTask) => Promise<RolloutResult>;
  readonly runScan: (
    task: Omit<ScanTask, 'kind' | 'port'>,
    onProgress: (progress: ScanProgress) => void,
  ) => Promise<ScanTaskResult>;
  /** Recovery, comparisons and asides of a store; one after the other with its scans, which would open the same files. */
  readonly runHealth: ReturnType<typeof healthCaller>;
  /** Waits for what is running, then ends the threads. */
  readonly close: () => Promise<void>;
};

/** More threads than this gain nothing on one disk, and each keeps windows of 128 MiB for large files. */
const MAX_THREADS = 8;

/** `close` waits for whatever is running: after piscina's own 30 s threads would be ended in the middle of a swap. */
const CLOSE_TIMEOUT_MS = 2 ** 31 - 1; // the most that a timer takes

/** `warm`: the threads for rollouts start at once, while the scan goes on, because there will be work for them. */
export function createPools(workerFile: string, { warm = false } = {}): Pools {
  const concurrency = Math.max(1, Math.min(os.availableParallelism(), MAX_THREADS));
  const shared = {
    filename: workerFile,
    idleTimeout: Number.POSITIVE_INFINITY,
    recordTiming: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
  const rollouts = new Piscina({ ...shared, minThreads: warm ? concurrency : 0, maxThreads: concurrency });
  const scans = new Piscina({ ...shared, minThreads: 0, maxThreads: 1 });
  const holds = new Piscina({ ...shared, minThreads: 0, maxThreads: 1, concurrentTasksPerWorker: MAX_HOLDS });
  for (const pool of [rollouts, scans, holds]) {
    // A thread that dies also rejects its task, which is where it is dealt with; unheard, this event would end us.
    pool.on('error', (error: unknown) => console.error('a pool thread died:', error));
  }
  return {
    concurrency,
    runRollout: async (task) => (await rollouts.run(task)) as RolloutDone,
    settleHold: async (task) => (await holds.run({ kind: 'hold', ...task })) as RolloutResult,
    runScan: async (task, onProgress) => {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', (progress: ScanProgress) => onProgress(progress));
      try {
        const full: ScanTask = { ...task, kind: 'scan', port: port2 };
        return (await scans.run(full, { transferList: [port2] })) as ScanTaskResult;
      } finally {
        port1.close();
      }
    },
    runHealth: healthCaller(async (task) => (await scans.run(task)) as HealthTaskResult),
    close: async () => {
      await threadsReady(rollouts.threads.length, (task) => rollouts.run(task));
      await Promise.all([rollouts.close(), scans.close(), holds.close()]);
    },
  };
}
