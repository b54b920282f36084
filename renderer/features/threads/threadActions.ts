import type { SelectionTotals, ThreadRow } from '#contract/thread';

const storeAway = 'The store is not connected.';

/** Why Compress cannot take this thread now, in a sentence for the button's tooltip; `null` where it can. */
export function whyNotCompress({ state, representation }: ThreadRow, isAway: boolean): string | null {
  if (isAway) return storeAway;
  switch (state) {
    case 'cold':
      return null;
    case 'recent':
      return 'It changed too recently. It can be compressed once it is cold.';
    case 'in_use':
      return 'It is loaded in Codex. Close it there first.';
    case 'compressed':
      return 'It is compressed already.';
    case 'unclear':
      return representation === 'plain' ? 'It is not understood, so it is left alone.' : 'It is left alone.';
  }
}

/** Why Restore cannot take this thread now; `null` where it can. */
export function whyNotRestore({ state, representation }: ThreadRow, isAway: boolean): string | null {
  if (isAway) return storeAway;
  if (state === 'unclear') return 'It is not understood, so it is left alone.';
  return representation === 'compressed' ? null : 'It is not compressed.';
}

type Moment = { readonly isAway: boolean; readonly isRunning: boolean };

/** Why Verify, which starts at once, cannot take this thread now; `null` where it can. */
export function whyNotVerify({ representation }: ThreadRow, { isAway, isRunning }: Moment): string | null {
  if (isAway) return storeAway;
  if (representation === 'plain') return 'It is not compressed.';
  return isRunning ? 'Another job is running.' : null;
}

export function whyNotVerifyAny(totals: SelectionTotals | null, { isAway, isRunning }: Moment): string | null {
  return whyNotRestoreAny(totals, isAway) ?? (isRunning ? 'Another job is running.' : null);
}

/** The same for a whole selection. */
export function whyNotCompressAny(totals: SelectionTotals | null, isAway: boolean): string | null {
  if (isAway) return storeAway;
  if (totals === null) return 'The selection is being added up.';
  return totals.compressible.threads > 0 ? null : 'None of these threads is cold.';
}

export function whyNotRestoreAny(totals: SelectionTotals | null, isAway: boolean): string | null {
  if (isAway) return storeAway;
  if (totals === null) return 'The selection is being added up.';
  return totals.restorable.threads > 0 ? null : 'None of these threads is compressed.';
}
