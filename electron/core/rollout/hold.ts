import type { FileState } from '../ports';
import { HOLD_SUFFIX } from './place';
import type { RolloutPlace } from './place';

/**
 * The file that a swap has set aside under a name that neither Codex nor its sweep reads, until nobody can still be about
 * to write to it (safety.md, step 8). Plain data: it goes from one pool thread to another.
 */
export type Hold = {
  readonly home: string;
  readonly id: string;
  /** Of the plain form, relative to the home. */
  readonly plainPath: string;
  /** Which form was set aside: the plain one when compressing, the old compressed one when pressing again. */
  readonly of: 'plain' | 'compressed';
  /** The held file as it was right after it was set aside. */
  readonly state: FileState;
  /** The proven file that stands for the thread since. */
  readonly twin: Pick<FileState, 'dev' | 'ino'>;
};

/** The file that a swap takes away: what stands under this name before it. */
export function heldName(place: RolloutPlace, of: Hold['of']): string {
  return of === 'plain' ? place.plain : place.compressed;
}

export function holdPath(place: RolloutPlace, of: Hold['of']): string {
  return heldName(place, of) + HOLD_SUFFIX;
}
