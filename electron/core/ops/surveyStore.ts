import path from 'node:path';
import { STORE_ROOTS } from '../model/rolloutName';
import type { DirectoryEntry, FileSystem } from '../ports';
import { parseFormName, usualDirectories } from '../rollout/threadFiles';
import type { RolloutForm, ThreadSpot } from '../rollout/threadFiles';

/** What a recovery has to look at, by names alone. Paths are absolute. */
export type Survey = {
  /** Threads with a hold, or with a plain and a compressed file. */
  readonly threads: readonly ThreadSpot[];
  /** Ours; whether their flock is free is not known yet. */
  readonly temporaries: readonly string[];
  /** Temporary files of Codex; how old they are is not known yet. */
  readonly leftovers: readonly string[];
  /** `false`: a folder could not be listed, so a thread that was not found may stand there. */
  readonly complete: boolean;
};

const OUR_TEMPORARY = /^rollout-(compress|materialize)-cp[0-9a-f]+\.tmp$/;
const CODEX_TEMPORARY =
  /^(rollout-compress-.+\.tmp|\.rollout-materialize-.+|rollout-.+\.jsonl\.decompress\.\d+\.\d+\.tmp)$/;
const MAX_DEPTH = 32;

type Seen = { readonly directory: string; readonly plainName: string; readonly form: RolloutForm };

type Sorted = {
  readonly seen: Map<string, Seen[]>;
  readonly temporaries: string[];
  readonly leftovers: string[];
  complete: boolean;
};

function list(fs: FileSystem, directory: string, sorted: Sorted): readonly DirectoryEntry[] {
  try {
    return fs.readDirectory(directory);
  } catch {
    sorted.complete = false; // the scan says which folder, and why
    return [];
  }
}

function sortFile(directory: string, name: string, sorted: Sorted): void {
  const parsed = parseFormName(name);
  if (parsed !== null) {
    const { threadId, plainName, form } = parsed;
    const before = sorted.seen.get(threadId);
    const seen = { directory, plainName, form };
    if (before === undefined) sorted.seen.set(threadId, [seen]);
    else before.push(seen);
  } else if (OUR_TEMPORARY.test(name)) sorted.temporaries.push(path.join(directory, name));
  else if (CODEX_TEMPORARY.test(name)) sorted.leftovers.push(path.join(directory, name));
}

function walk(fs: FileSystem, directory: string, { sorted, depth }: { sorted: Sorted; depth: number }): void {
  for (const { name, kind } of list(fs, directory, sorted)) {
    if (kind === 'file') sortFile(directory, name, sorted);
    else if (kind === 'directory' && depth > 0) walk(fs, path.join(directory, name), { sorted, depth: depth - 1 });
  }
}

function needsLook(seen: readonly Seen[]): boolean {
  const has = (form: RolloutForm): boolean => seen.some((file) => file.form === form);
  return has('heldPlain') || has('heldCompressed') || (has('plain') && has('compressed'));
}

/** A thread of which files stand under two times is one spot for each time: nothing tells which one is meant. */
function spotsOf(home: string, id: string, seen: readonly Seen[]): readonly ThreadSpot[] {
  return [...new Set(seen.map(({ plainName }) => plainName))].flatMap((plainName) => {
    const same = seen.filter((file) => file.plainName === plainName);
    if (!needsLook(same)) return [];
    const directories = new Set([...same.map(({ directory }) => directory), ...usualDirectories(home, plainName)]);
    return [{ id, plainName, directories: [...directories] }];
  });
}

/** Lists both roots, names only: no file is opened, nothing is decoded. Links are not followed. */
export function surveyStore(fs: FileSystem, home: string): Survey {
  const sorted: Sorted = { seen: new Map(), temporaries: [], leftovers: [], complete: true };
  for (const root of STORE_ROOTS) {
    const directory = path.join(home, root);
    // archived_sessions is flat: Codex finds nothing in a folder there.
    const depth = root === 'sessions' ? MAX_DEPTH : 0;
    if (fs.lstat(directory)?.kind === 'directory') walk(fs, directory, { sorted, depth });
  }
  const threads = [...sorted.seen].flatMap(([id, seen]) => spotsOf(home, id, seen));
  const { temporaries, leftovers, complete } = sorted;
  return { threads, temporaries, leftovers, complete };
}
