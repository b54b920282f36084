import type { Hold } from './hold';
import type { RolloutResult } from './outcome';

/**
 * How far the work on one thread has come: done with, or swapped with the old file still on hold; then `result` holds only
 * if the hold ends well (settleHold).
 */
export type RolloutDone =
  | { readonly kind: 'settled'; readonly result: RolloutResult }
  | { readonly kind: 'held'; readonly hold: Hold; readonly result: RolloutResult };
