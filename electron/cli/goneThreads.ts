import type { Outcome } from '#contract/job';
import type { ThreadId } from '#contract/thread';
import type { JobRollout } from '#core/catalog/rolloutRow';
import { asideWords, lastProofWords } from '#core/rollout/knownProofs';
import { syncLedger } from '#core/ops/syncLedger';
import { systemEffects } from '#core/systemEffects';
import type { OpenStore } from './openStore';

/** Threads that are named and in no file of the store any more, but were proven here once: they are missing. */
export function goneThreads(
  { catalog, ledgerFile }: OpenStore,
  ids: readonly ThreadId[],
  rollouts: readonly JobRollout[],
): readonly Outcome[] {
  const standing = new Set(rollouts.map(({ id }) => id));
  const { ledger: index } = catalog;
  syncLedger({ fs: systemEffects.fs, file: ledgerFile, index });
  return ids.flatMap((id) => {
    const known = index.knownProofs(id);
    if (standing.has(id) || known.lastAtMs === null) return [];
    const reason = `No file of it is in this store any more. ${lastProofWords(known)} ${asideWords(known)}`;
    return [{ id, kind: 'missing', sourceBytes: 0, compressedBytes: 0, reason }];
  });
}
