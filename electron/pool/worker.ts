import type { RolloutDone } from '#core/rollout/done';
import type { RolloutResult } from '#core/rollout/outcome';
import { createPress } from '#core/rollout/press';
import type { Press } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import { runHealth } from './healthTask';
import type { HealthTaskResult } from './healthTask';
import { runHold } from './holdTask';
import { runReady } from './readyTask';
import { runRollout } from './rolloutTask';
import { runScan } from './scanTask';
import type { ScanTaskResult } from './scanTask';
import type { PoolTask } from './tasks';

/** Made with the first file and kept as long as this thread lives. */
let press: Press | null = null;

/**
 * What a thread of a pool runs: one task at a time, synchronously, from its first byte to its last. Only holds wait side
 * by side in a thread of their own.
 */
export default function run(
  task: PoolTask,
): RolloutDone | ScanTaskResult | HealthTaskResult | Promise<RolloutResult> | null {
  if (task.kind === 'ready') return runReady(task);
  if (task.kind === 'hold') return runHold(task);
  if (task.kind === 'scan') return runScan(task);
  press ??= createPress(systemEffects.fs);
  return task.kind === 'health' ? runHealth(task, press) : runRollout(task, press);
}
