import { boardControl } from '#core/ops/jobBoard';
import type { RolloutTask } from '#core/ops/runJob';
import { compressRollout } from '#core/rollout/compressRollout';
import { materializeRollout } from '#core/rollout/materializeRollout';
import type { RolloutResult } from '#core/rollout/outcome';
import { createPress } from '#core/rollout/press';
import type { Press } from '#core/rollout/press';
import { systemEffects } from '#core/systemEffects';
import { runScan } from './scanTask';
import type { ScanTaskResult } from './scanTask';
import type { PoolTask } from './tasks';

/** Made with the first file and kept as long as this thread lives. */
let press: Press | null = null;

function runRollout(task: RolloutTask): RolloutResult {
  press ??= createPress(systemEffects.fs);
  const tools = { effects: systemEffects, press, control: boardControl(task.board, task.slot) };
  return task.kind === 'compress' ? compressRollout(task.swap, tools) : materializeRollout(task.swap, tools);
}

/** What a thread of a pool runs: one task at a time, synchronously, from its first byte to its last. */
export default function run(task: PoolTask): RolloutResult | ScanTaskResult {
  return task.kind === 'scan' ? runScan(task) : runRollout(task);
}
