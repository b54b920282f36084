import type { AppError } from '#contract/errors';
import type { ProblemFile, Usage } from '#contract/store';
import type { StateCreator } from 'zustand';
import { call } from '../api';
import { atMostOnce } from './latest';

type UsageState = {
  /** From one revision of the catalog; the old numbers stay on show until the new ones are here. */
  readonly value: Usage | null;
  readonly error: AppError | null;
  /** Files that are left alone, with the reason; `null` until asked for. */
  readonly problems: { readonly files: readonly ProblemFile[]; readonly total: number } | null;
};

export type UsageSlice = {
  readonly usage: UsageState;
  /** Asks again, at most twice a second, however often it is told to. */
  readonly refreshUsage: () => void;
  readonly resetUsage: () => void;
};

const initialUsage: UsageState = { value: null, error: null, problems: null };
const restMs = 500;

export const createUsageSlice: StateCreator<UsageSlice, [], [], UsageSlice> = (set) => {
  const patch = (change: Partial<UsageState>) => set(({ usage }) => ({ usage: { ...usage, ...change } }));
  const refreshUsage = atMostOnce(async () => {
    const reply = await call('usage/get', {});
    if (!reply.ok) {
      patch({ error: reply.error });
      return;
    }
    patch({ value: reply.value, error: null, ...(reply.value.problemCount === 0 ? { problems: null } : {}) });
    if (reply.value.problemCount === 0) return;
    const problems = await call('problem/list', {});
    if (problems.ok) patch({ problems: problems.value });
  }, restMs);
  return {
    usage: initialUsage,
    refreshUsage,
    resetUsage: () => {
      set({ usage: initialUsage });
      refreshUsage();
    },
  };
};
