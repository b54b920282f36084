import { setTimeout as sleep } from 'node:timers/promises';
import { recordSwap } from '#core/ledger/recordSwap';
import type { HoldTask } from '#core/ops/runJob';
import type { RolloutResult } from '#core/rollout/outcome';
import { HOLD_POLL_MS, resultOfBrokenHold, resultOfHold } from '#core/rollout/settleHold';
import { watchHold } from '#core/rollout/watchHold';
import { systemEffects } from '#core/systemEffects';

function record({ held, ledger }: HoldTask, result: RolloutResult): RolloutResult {
  const jobKind = held.hold.of === 'plain' ? 'compress' : 'recompress';
  const durationMs = (result.facts?.steps ?? []).reduce((sum, { ms }) => sum + (ms ?? 0), 0);
  return recordSwap({ effects: systemEffects, ledger }, { jobKind, path: held.hold.plainPath, durationMs }, result);
}

/** Watches one hold to its end, beside others in the same thread: each look is a few system calls, between them it waits. */
export async function runHold(task: HoldTask): Promise<RolloutResult> {
  const { clock } = systemEffects;
  const startedMs = clock.elapsedMs();
  const watch = watchHold(systemEffects, task.held.hold);
  try {
    for (;;) {
      const end = watch.poll();
      if (end !== 'waiting') return record(task, resultOfHold(task.held, end, clock.elapsedMs() - startedMs));
      await sleep(HOLD_POLL_MS);
    }
  } catch (error) {
    return record(task, resultOfBrokenHold(task.held, error));
  } finally {
    watch.abandon();
  }
}
