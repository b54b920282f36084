import type { Proofs } from '#contract/health';
import type { LedgerIndex } from '../catalog/ledgerIndex';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** A thread that was proven less long ago than this is not read again, however much of the budget is left. */
const EVERY_MS = 30 * DAY_MS;

/** A compressed thread, and when the file that stands there now was last decoded completely; `null`: never. */
export type ScrubCandidate = { readonly id: string; readonly atMs: number | null; readonly bytes: number };

export type ScrubFacts = {
  /** Never proven ones first, then the oldest proof first. */
  readonly candidates: readonly ScrubCandidate[];
  readonly nowMs: number;
  /** Decoded bytes that the scrub may read in 24 hours; 0: it is switched off. */
  readonly budgetBytes: number;
  /** Of these, what it has read in the last 24 hours, by whichever run of the program. */
  readonly scrubbedBytes: number;
};

/** From when on scrubbed bytes count against the budget. */
export function budgetSinceMs(nowMs: number): number {
  return nowMs - DAY_MS;
}

/**
 * The thread to be proven next, or `null`: nothing is due, or the budget is used up. Strictly in order, so that a large
 * thread is not passed over for ever; one that is larger than the whole budget has a day to itself.
 */
export function nextToScrub({ candidates, nowMs, budgetBytes, scrubbedBytes }: ScrubFacts): ScrubCandidate | null {
  const [next] = candidates;
  if (next === undefined || budgetBytes === 0) return null;
  if (next.atMs !== null && nowMs - next.atMs < EVERY_MS) return null;
  return scrubbedBytes === 0 || scrubbedBytes + next.bytes <= budgetBytes ? next : null;
}

/** How much of what is compressed has been proven, and when; `index` brought up to date before. */
export function proofsOf(
  index: Pick<LedgerIndex, 'proofSums' | 'scrubbedBytes'>,
  { nowMs, budgetBytes }: Pick<ScrubFacts, 'nowMs' | 'budgetBytes'>,
): Proofs {
  const scrubbedBytes = index.scrubbedBytes(budgetSinceMs(nowMs));
  return { ...index.proofSums(), scrubbedBytes, scrubBudgetBytes: budgetBytes };
}
