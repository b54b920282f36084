import type { JobRollout } from '../catalog/rolloutRow';
import type { JobItem } from './jobTally';
import { verifyItem } from './planJob';
import { syncLedger } from './syncLedger';
import type { LedgerSync } from './syncLedger';

/**
 * The same items with what the ledger knows of each thread, up to its last line: what is decoded to be put in the place of
 * a file is compared with the first proof of that file, which may have neither receipt nor checksum of its own.
 */
export function withKnown(ledger: LedgerSync, items: readonly JobItem[]): readonly JobItem[] {
  syncLedger(ledger);
  return items.map((item) => ({ ...item, known: () => ledger.index.knownProofs(item.id) }));
}

/** The items of a verify job, with what the ledger knows of each thread up to its last line. */
export function verifyItems(ledger: LedgerSync, rollouts: readonly JobRollout[]): readonly JobItem[] {
  syncLedger(ledger);
  return rollouts.map((rollout) => verifyItem(rollout, () => ledger.index.knownProofs(rollout.id)));
}
