import type { Representation, ThreadState } from '#contract/thread';

/** Codex's own worker waits seven days since the last change (codex-store.md, section 1). */
export const DEFAULT_MIN_AGE_MS = 7 * 24 * 3600 * 1000;

/** A plain thread last changed at or before this is cold. An age of 0 takes every one, even with a clock gone wrong. */
export function coldBeforeMs(nowMs: number, minAgeMs: number): number {
  return minAgeMs <= 0 ? Number.MAX_SAFE_INTEGER : nowMs - minAgeMs;
}

export type StateFacts = {
  readonly representation: Representation;
  readonly hasProblem: boolean;
  readonly inUse: boolean;
  readonly updatedAtMs: number;
};

/** What Coldpress would do with a thread now. The catalog says the same in SQL (catalog/stateSql). */
export function threadState(facts: StateFacts, coldBefore: number): ThreadState {
  if (facts.hasProblem) return 'unclear';
  if (facts.inUse) return 'in_use';
  if (facts.representation === 'compressed') return 'compressed';
  return facts.updatedAtMs <= coldBefore ? 'cold' : 'recent';
}
