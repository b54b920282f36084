import { join } from 'node:path';
import type { ProblemFile } from '#contract/store';
import type { Problem } from '../model/problem';
import type { RolloutFile } from '../model/rolloutFile';
import { groupTwins } from '../model/rolloutFile';
import { parseRolloutName, STORE_ROOTS } from '../model/rolloutName';
import type { StoreRoot } from '../model/rolloutName';
import type { DirectoryEntry, FileState, FileSystem } from '../ports';
import { describeForeign } from './foreignFiles';
import { errorCodeOf } from './errorCode';

export type FoundFile = { readonly name: string; readonly state: FileState };

/** One directory of the store: the rollouts in it, and what in it is none. `path` is relative to the home, with `/`. */
export type FoundDirectory = {
  readonly root: StoreRoot;
  readonly path: string;
  /** Why it could not be read: what it held before is then unknown, not gone. */
  readonly unreadable: ProblemFile | null;
  readonly rollouts: readonly RolloutFile<FoundFile>[];
  readonly problems: readonly ProblemFile[];
};

/** Codex nests by year, month and day; what is far deeper is somebody's mistake. */
const MAX_DEPTH = 32;

/** What Node puts for bytes of a name that are not UTF-8; such a name leads nowhere. */
const NOT_TEXT = '\ufffd';

type Place = { readonly root: StoreRoot; readonly path: string; readonly above: readonly string[] };

function toProblemFile(path: string, state: FileState | null, found: Problem): ProblemFile {
  return { path, ...found, physicalBytes: Number(state?.allocatedBytes ?? 0n) };
}

function nameOrder(a: DirectoryEntry, b: DirectoryEntry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** `why` begins the sentence that goes on with what becomes of the folder. */
function unreadable({ root, path }: Place, why: string): FoundDirectory {
  const reason = `${why} What it holds is left alone.`;
  return {
    root,
    path,
    unreadable: { path, kind: 'unreadable', reason, physicalBytes: 0 },
    rollouts: [],
    problems: [],
  };
}

/** Sorts one directory's entries into rollouts, folders to go into and the rest. */
function sortEntries(fs: FileSystem, home: string, place: Place) {
  const files: FoundFile[] = [];
  const problems: ProblemFile[] = [];
  const folders: string[] = [];
  // archived_sessions is flat: Codex finds nothing in a folder there.
  const misplaced = place.root === 'archived_sessions' && place.path !== place.root;
  for (const { name } of [...fs.readDirectory(join(home, place.path))].sort(nameOrder)) {
    const path = `${place.path}/${name}`;
    const state = fs.lstat(join(home, path));
    if (state === null && !name.includes(NOT_TEXT)) continue; // gone since it was listed
    if (state?.kind === 'directory') folders.push(name);
    const rollout = !misplaced && state?.kind === 'file' && parseRolloutName(name) !== null;
    if (rollout) files.push({ name, state });
    const foreign = rollout ? null : describeForeign({ name, kind: state?.kind ?? null, misplaced });
    if (foreign !== null) problems.push(toProblemFile(path, state, foreign));
  }
  return { rollouts: groupTwins(files), problems, folders };
}

function* walkPlace(fs: FileSystem, home: string, place: Place): Generator<FoundDirectory> {
  let found: ReturnType<typeof sortEntries>;
  let identity: string;
  try {
    const state = fs.lstat(join(home, place.path));
    if (state === null) return; // went away between its parent's listing and now: nothing is in it
    identity = `${String(state.dev)}:${String(state.ino)}`;
    found = sortEntries(fs, home, place);
  } catch (error) {
    yield unreadable(place, `The folder could not be read (${errorCodeOf(error)}); check its owner and mode.`);
    return;
  }
  if (place.above.includes(identity) || place.above.length >= MAX_DEPTH) {
    yield unreadable(place, 'The folder stands too deep or within itself; move it out of the store.');
    return;
  }
  const { rollouts, problems, folders } = found;
  yield { root: place.root, path: place.path, unreadable: null, rollouts, problems };
  const above = [...place.above, identity];
  for (const name of folders) yield* walkPlace(fs, home, { root: place.root, path: `${place.path}/${name}`, above });
}

/**
 * Everything under `sessions/` and `archived_sessions/` of a home, one directory at a time, in a fixed order. Links are
 * reported and never followed, cycles end, and what cannot be read is reported while the rest goes on.
 */
export function* walkStore(fs: FileSystem, home: string): Generator<FoundDirectory> {
  for (const root of STORE_ROOTS) {
    const place: Place = { root, path: root, above: [] };
    const state = fs.lstat(join(home, root));
    if (state === null) continue;
    if (state.kind === 'directory') {
      yield* walkPlace(fs, home, place);
      continue;
    }
    const reason = `${root} is a ${state.kind}, not a folder, so nothing in it is touched. Coldpress follows no links: open the real folder's Codex home instead.`;
    const kind = state.kind === 'link' ? 'link' : 'foreign';
    yield {
      root,
      path: root,
      unreadable: { path: root, kind, reason, physicalBytes: Number(state.allocatedBytes) },
      rollouts: [],
      problems: [],
    };
  }
}
