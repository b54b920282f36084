import type { MessagePort } from 'node:worker_threads';
import type { JobBoard } from '#core/ops/jobBoard';
import type { HoldTask, RolloutTask } from '#core/ops/runJob';
import type { HealthTask } from './healthTask';
import type { ReadyTask } from './readyTask';

/** A scan of one store into its catalog; progress comes over `port`, cancelling goes over the board. */
export type ScanTask = {
  readonly kind: 'scan';
  readonly home: string;
  readonly catalogFile: string;
  /** Also add up Codex's other files; a command that only compresses does without. */
  readonly measuresOther: boolean;
  readonly board: JobBoard;
  readonly port: MessagePort;
};

/** Everything that a thread of a pool can be asked to do. */
export type PoolTask = RolloutTask | ScanTask | HealthTask | ReadyTask | ({ readonly kind: 'hold' } & HoldTask);
