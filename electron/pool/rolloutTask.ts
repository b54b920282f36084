import { boardControl } from '#core/ops/jobBoard';
import { withIntent } from '#core/ledger/recordIntent';
import { recordSwap } from '#core/ledger/recordSwap';
import { paced } from '#core/ops/pace';
import type { RolloutTask } from '#core/ops/runJob';
import { compressRollout } from '#core/rollout/compressRollout';
import { materializeRollout } from '#core/rollout/materializeRollout';
import type { RolloutDone } from '#core/rollout/done';
import type { Press } from '#core/rollout/press';
import { recompressRollout } from '#core/rollout/recompressRollout';
import { verifyRollout } from '#core/rollout/verifyRollout';
import { systemEffects } from '#core/systemEffects';

function workOn(task: RolloutTask, press: Press): RolloutDone {
  const full = boardControl(task.board, task.slot);
  const control = task.share === undefined ? full : paced(full, systemEffects.clock, task.share);
  const swap = { ...task.swap, known: task.known };
  const tools = { effects: withIntent(systemEffects, task.ledger, task.swap), press, control };
  switch (task.kind) {
    case 'compress':
      return compressRollout(task.swap, tools);
    case 'recompress':
      return recompressRollout(swap, tools);
    case 'restore':
      return materializeRollout(swap, tools);
    case 'verify':
      return { kind: 'settled', result: verifyRollout(swap, tools) };
  }
}

/**
 * Works on one rollout, in this very thread, from its first byte to its last, and writes down what became of it; a swap
 * whose old file is on hold is written down when that has ended.
 */
export function runRollout(task: RolloutTask, press: Press): RolloutDone {
  const { clock } = systemEffects;
  const startedMs = clock.elapsedMs();
  const done = workOn(task, press);
  if (done.kind === 'held' || task.kind === 'verify') return done;
  const record = { jobKind: task.kind, path: task.swap.plainPath, durationMs: clock.elapsedMs() - startedMs };
  return { kind: 'settled', result: recordSwap({ effects: systemEffects, ledger: task.ledger }, record, done.result) };
}
