/** Holds wait side by side while other rollouts are encoded, but each takes disk twice until it ends: so many at most. */
export const MAX_HOLDS = 64;

/** What is being waited for beside the work of a job. */
export type HoldQueue = {
  /** Begins to wait for one more; resolves at once, or when there is room for it. `settle` never rejects. */
  readonly add: (settle: () => Promise<void>) => Promise<void>;
  /** Resolves when all that were added have ended. */
  readonly ended: () => Promise<void>;
};

export function createHoldQueue(): HoldQueue {
  const waiting = new Set<Promise<void>>();
  return {
    add: async (settle) => {
      while (waiting.size >= MAX_HOLDS) await Promise.race(waiting);
      const one = settle().finally(() => waiting.delete(one));
      waiting.add(one);
    },
    ended: async () => {
      while (waiting.size > 0) await Promise.all(waiting);
    },
  };
}
