import { RESERVE_BYTES } from '../rollout/eligibility';
import type { JobItem } from './jobTally';

/** A result takes about a third of its source at worst in practice; see PREDICTED_SHARE of compressRollout. */
const WORST_SHARE = 3;

/**
 * Largest first, so that the last file does not keep one thread busy alone; smallest first where the disk is nearly
 * full, so that the first one always fits and each makes room for the next.
 */
export function orderItems(items: readonly JobItem[], freeBytes: number, concurrency: number): readonly JobItem[] {
  const largestFirst = [...items].sort((a, b) => b.bytes - a.bytes);
  const atOnce = largestFirst.slice(0, concurrency).reduce((sum, item) => sum + item.bytes, 0) / WORST_SHARE;
  return freeBytes > atOnce + 2 * RESERVE_BYTES ? largestFirst : largestFirst.reverse();
}
