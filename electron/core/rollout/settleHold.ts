import type { OutcomeKind } from '#contract/job';
import type { Effects } from '../ports';
import { describeError } from './outcome';
import type { RolloutDone } from './done';
import type { RolloutResult } from './outcome';
import { watchHold } from './watchHold';
import type { HoldEnd } from './watchHold';

/** How often a hold is looked at: an opener who waits for the lease waits no longer than this. */
export const HOLD_POLL_MS = 10;

export type Held = Extract<RolloutDone, { kind: 'held' }>;

const LEFT = 'Both files stand; recovery decides when the job ends, or: coldpress recover.';

function leftAlone({ result }: Held, kind: OutcomeKind, reason: string): RolloutResult {
  const { id } = result.outcome;
  return {
    outcome: { id, kind, sourceBytes: 0, compressedBytes: 0, reason },
    facts: null,
    freedBytes: 0,
    diskFull: false,
  };
}

/** What became of the thread, now that its hold has ended. `heldMs`: how long it was watched. */
export function resultOfHold(held: Held, end: HoldEnd, heldMs: number): RolloutResult {
  const { result } = held;
  if (end.kind === 'put_back') return leftAlone(held, 'skipped_changed', end.reason);
  if (end.kind === 'left')
    return { ...leftAlone(held, 'skipped_changed', `${end.reason} ${LEFT}`), needsRecovery: true };
  const step = { name: 'Source set aside, watched, removed', ms: Math.round(heldMs) };
  const facts = result.facts === null ? null : { ...result.facts, steps: [...result.facts.steps, step] };
  if (end.trouble === null) return { ...result, facts };
  const outcome = { ...result.outcome, reason: `It was done, but afterwards: ${end.trouble}` };
  return { ...result, facts, outcome };
}

/** The result of a hold that could not be watched to its end: it stands still. */
export function resultOfBrokenHold(held: Held, error: unknown): RolloutResult {
  const reason = `${held.hold.plainPath}: ${describeError(error)}. ${LEFT}`;
  return { ...leftAlone(held, 'failed', reason), needsRecovery: true };
}

/** Watches one hold to its end, pausing this thread between looks; for callers with nothing else to do. Never throws. */
export function settleHold(effects: Effects, held: Held): RolloutResult {
  const { clock } = effects;
  const startedMs = clock.elapsedMs();
  const watch = watchHold(effects, held.hold);
  try {
    for (;;) {
      const end = watch.poll();
      if (end !== 'waiting') return resultOfHold(held, end, clock.elapsedMs() - startedMs);
      clock.pause(HOLD_POLL_MS);
    }
  } catch (error) {
    return resultOfBrokenHold(held, error);
  } finally {
    watch.abandon();
  }
}
