import type { ActivityDetails } from '#contract/activity';
import type { AppError } from '#contract/errors';
import type { StateCreator } from 'zustand';
import { call } from '../api';
import { everyActivity } from './activityState';
import { atMostOnce } from './latest';

type ReceiptsState = {
  /** The thread whose record asks for its receipts; `null` while none is on show. */
  readonly threadId: string | null;
  /** Newest first; `null` until they are here. */
  readonly entries: readonly ActivityDetails[] | null;
  /** How many there are in all; only the newest are shown. */
  readonly total: number;
  readonly error: AppError | null;
};

/** What was done to one thread, for its record. State lives under `receipts`; the actions are flat. */
export type ReceiptsSlice = {
  readonly receipts: ReceiptsState;
  /** Which thread's receipts are on show; `null`: none. */
  readonly wantReceipts: (threadId: string | null) => void;
  readonly receiptsRevised: () => void;
};

const initialReceipts: ReceiptsState = { threadId: null, entries: null, total: 0, error: null };
const shownAtMost = 30;
const restMs = 250;

export const createReceiptsSlice: StateCreator<ReceiptsSlice, [], [], ReceiptsSlice> = (set, get) => {
  const patch = (change: Partial<ReceiptsState>) => set(({ receipts }) => ({ receipts: { ...receipts, ...change } }));
  const load = atMostOnce(async () => {
    const { threadId } = get().receipts;
    if (threadId === null) return;
    const answer = await receiptsOf(threadId);
    if (get().receipts.threadId === threadId) patch(answer);
  }, restMs);
  return {
    receipts: initialReceipts,
    wantReceipts: (threadId) => {
      if (threadId === get().receipts.threadId) return;
      patch({ ...initialReceipts, threadId });
      load();
    },
    receiptsRevised: load,
  };
};

async function receiptsOf(threadId: string): Promise<Omit<ReceiptsState, 'threadId'>> {
  const filter = { ...everyActivity, threadId };
  const page = await call('activity/list', { filter, offset: 0, limit: shownAtMost });
  if (!page.ok) return { entries: null, total: 0, error: page.error };
  const details = await Promise.all(page.value.rows.map(({ seq }) => call('activity/get', { seq })));
  const errors = details.flatMap((each) => (each.ok ? [] : [each.error]));
  const entries = details.flatMap((each) => (each.ok ? [each.value] : []));
  return { entries, total: page.value.total, error: errors[0] ?? null };
}
