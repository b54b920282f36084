import type { JobKind } from '#contract/job';
import type { Effects } from '../ports';
import { describeError } from '../rollout/outcome';
import type { RolloutResult, SwapFacts } from '../rollout/outcome';
import { appendEntries } from './appendEntries';
import type { LedgerTarget } from './entry';

export type SwapRecord = {
  readonly jobKind: JobKind;
  /** Of the plain form, relative to the home. */
  readonly path: string;
  readonly durationMs: number;
};

function untouched(path: string): SwapFacts {
  const none = { sourceSha256: null, decodedSha256: null, mtimeNs: null, mode: null, level: null };
  return { path, beforeBytes: 0, afterBytes: 0, sourceBytes: 0, steps: [], ...none };
}

/**
 * Writes down what became of one thread, if it was swapped or could not be; threads that were left alone stand in the
 * entry of their job. What was swapped stays swapped where that cannot be written: the result says so then.
 */
export function recordSwap(
  { effects, ledger }: { readonly effects: Effects; readonly ledger: LedgerTarget | null },
  record: SwapRecord,
  result: RolloutResult,
): RolloutResult {
  const { id, kind, reason = null } = result.outcome;
  if (ledger === null || (result.facts === null && kind !== 'failed')) return result;
  const { jobKind, path, durationMs } = record;
  const { trigger, jobId } = ledger;
  const facts = result.facts ?? untouched(path);
  try {
    const body = {
      kind: 'swap',
      trigger,
      jobId,
      durationMs,
      jobKind,
      outcome: kind,
      threadId: id,
      reason,
      ...facts,
    } as const;
    appendEntries(effects, ledger, [body]);
    return result;
  } catch (error) {
    const trouble = `It could not be written into the ledger: ${describeError(error)}`;
    return { ...result, outcome: { ...result.outcome, reason: reason === null ? trouble : `${reason} ${trouble}` } };
  }
}
