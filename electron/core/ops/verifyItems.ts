import type { JobRollout } from '../catalog/rolloutRow';
import type { JobItem } from './jobTally';
import { verifyItem } from './planJob';
import { syncLedger } from './syncLedger';
import type { LedgerSync } from './syncLedger';

/** The items of a verify job, with what the ledger knows of each thread up to its last line. */
export function verifyItems(ledger: LedgerSync, rollouts: readonly JobRollout[]): readonly JobItem[] {
  syncLedger(ledger);
  return rollouts.map((rollout) => verifyItem(rollout, () => ledger.index.knownProofs(rollout.id)));
}
