import path from 'node:path';
import { parseRolloutName, STORE_ROOTS } from '../model/rolloutName';
import type { StoreRoot } from '../model/rolloutName';
import { leaveAlone } from './outcome';

/** Where one thread's rollout stands: absolute paths of its two forms and of the names beside them. */
export type RolloutPlace = {
  readonly home: string;
  readonly root: StoreRoot;
  /** Of the plain form, relative to the home. */
  readonly plainPath: string;
  readonly id: string;
  readonly directory: string;
  readonly plain: string;
  readonly compressed: string;
};

/** A hold of the swap protocol (safety.md, step 8): neither Codex nor its sweep reads this name. */
export const HOLD_SUFFIX = '.coldpress-hold';

/** `plainPath` is relative to the home, as the catalog has it. */
export function rolloutPlace(home: string, plainPath: string): RolloutPlace {
  const name = parseRolloutName(path.basename(plainPath));
  const root = STORE_ROOTS.find((candidate) => plainPath.split(/[\\/]/)[0] === candidate);
  if (name === null || name.compressed || root === undefined || path.isAbsolute(plainPath)) {
    return leaveAlone('skipped_unsupported', 'This is not the name of a rollout in the store.');
  }
  const plain = path.join(home, plainPath);
  return {
    home,
    root,
    plainPath,
    id: name.threadId,
    directory: path.dirname(plain),
    plain,
    compressed: `${plain}.zst`,
  };
}

/** The other directories in which Codex could keep this thread: archiving moves it between the two roots. */
export function otherDirectories(place: RolloutPlace): readonly string[] {
  const [year, month, day] = path.basename(place.plain).slice('rollout-'.length).split(/[-T]/);
  const dated = path.join(place.home, 'sessions', year ?? '', month ?? '', day ?? '');
  const archived = path.join(place.home, 'archived_sessions');
  return [dated, archived].filter((directory) => directory !== place.directory);
}
