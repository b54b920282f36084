import type { LedgerTarget } from '#core/ledger/entry';
import type { Pools } from './pools';

type Place = { readonly home: string; readonly ledger: LedgerTarget | null };

/** Finishes or takes back what a broken swap left of one thread, in a thread of the pool, for the job that began it. */
export function threadRecovery(
  { runHealth }: Pick<Pools, 'runHealth'>,
  { home, ledger }: Place,
): (plainPath: string) => Promise<void> {
  return async (plainPath) => {
    if (ledger === null) return; // nothing may be done that is not written down; the next start recovers
    // The job's own plan has asked which Codex reads this store: nothing is to be kept plain that it has begun to press.
    const request = { home, ledger, keepsPlain: [], putsBack: [], thorough: true };
    await runHealth('recoverThread', { home, request, plainPath });
  };
}
