import { appendEntries } from '../ledger/appendEntries';
import type { LedgerTarget } from '../ledger/entry';
import type { Effects } from '../ports';
import type { ProofFacts, RolloutResult } from '../rollout/outcome';
import { describeError } from '../rollout/outcome';
import type { JobItem } from './jobTally';

/**
 * Collects the proofs of a job and writes them into the ledger together, so that a thousand small threads do not wait
 * for a thousand syncs. A result is told only once its proof is durable; it waits half a second for that at most.
 */
export type ProofLog = {
  /** A result without a proof is told at once. */
  readonly add: (item: JobItem, result: RolloutResult) => void;
  /** Writes what waits, now. */
  readonly flush: () => void;
};

const WAIT_MS = 500;
const MAX_WAITING = 200;

/** What was found is true all the same; but nobody will be able to compare with a proof that is not kept. */
function unrecorded(result: RolloutResult, error: unknown): RolloutResult {
  const { outcome } = result;
  const trouble = `This could not be written into the ledger: ${describeError(error)}`;
  if (outcome.kind === 'corrupt') {
    return { ...result, outcome: { ...outcome, reason: `${outcome.reason ?? ''} ${trouble}`.trim() } };
  }
  return { ...result, outcome: { ...outcome, kind: 'failed', reason: `It is whole. ${trouble}` } };
}

type Waiting = { readonly item: JobItem; readonly result: RolloutResult; readonly proof: ProofFacts };

type ProofLogOptions = {
  readonly effects: Pick<Effects, 'fs' | 'locks' | 'clock'>;
  /** `null`: proofs are written nowhere. */
  readonly ledger: LedgerTarget | null;
  readonly onWritten: (item: JobItem, result: RolloutResult) => void;
};

/** Makes these durable, all or none; an error is given back. */
function write({ effects, ledger }: ProofLogOptions, batch: readonly Waiting[]): { readonly error: unknown } | null {
  if (ledger === null) return null;
  const { trigger, jobId } = ledger;
  const bodies = batch.map(({ proof }) => ({ kind: 'proof', trigger, jobId, ...proof }) as const);
  try {
    appendEntries(effects, ledger, bodies);
    return null;
  } catch (error) {
    return { error };
  }
}

export function createProofLog(options: ProofLogOptions): ProofLog {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const trouble = write(options, batch);
    for (const { item, result } of batch) {
      options.onWritten(item, trouble === null ? result : unrecorded(result, trouble.error));
    }
  }

  return {
    flush,
    add: (item, result) => {
      const { proof } = result;
      if (proof === undefined) {
        options.onWritten(item, result);
        return;
      }
      waiting.push({ item, result, proof });
      if (waiting.length >= MAX_WAITING) flush();
      else timer ??= setTimeout(flush, WAIT_MS);
    },
  };
}
