import { AppFailure } from '#contract/errors';
import type { ThreadId } from '#contract/thread';
import type { Catalog } from '../catalog/catalog';
import { walkStore } from '../fs/walkStore';
import { heldThreadIds } from '../locks/heldLocks';
import type { FileSystem } from '../ports';
import type { Decoder } from '../zstd/codec';
import { inspectHome } from './findStore';
import { createInspector } from './inspectRollout';
import { measureLogical } from './measureLogical';
import { createBatch } from './scanBatch';
import type { ScanProgress } from './scanBatch';
import { refreshInUse } from './rescanThreads';
import { rolloutExists, scanDirectory, settleProblems } from './scanDirectory';
import type { ScanContext } from './scanDirectory';
import { readThreadNames } from './threadNames';

export { createRescanner } from './rescanThreads';
export type { Rescanner } from './rescanThreads';
export type { ScanProgress } from './scanBatch';

export type ScanOptions = {
  readonly fs: FileSystem;
  readonly catalog: Catalog;
  readonly home: string;
  readonly nowMs: number;
  readonly createDecoder: () => Decoder;
  readonly shouldStop: () => boolean;
  /** At most ten times a second, and once at the end. */
  readonly onProgress: (progress: ScanProgress) => void;
  /** Threads that a job has in hand right now; they are left as the catalog has them. */
  readonly leaveOut?: ReadonlySet<ThreadId>;
};

/** `complete`: false if it was stopped; what it had not seen yet is then still in the catalog as it was. */
export type ScanResult = ScanProgress & { readonly complete: boolean };

/** Directories seen, and those that could not be read: below them nothing is known to be gone. */
type Seen = { readonly directories: Set<string>; readonly unreadable: string[] };

function isBelow(directory: string, above: string): boolean {
  return directory === above || directory.startsWith(`${above}/`);
}

/** Rows of directories that are there no more. */
function forgetDirectories(context: ScanContext, { directories, unreadable }: Seen): void {
  const { catalog, batch, leaveOut } = context;
  for (const directory of catalog.knownDirectories()) {
    if (directories.has(directory) || unreadable.some((above) => isBelow(directory, above))) continue;
    for (const { id, key } of catalog.knownInDirectory(directory)) {
      if (!leaveOut.has(id)) batch.add(() => catalog.remove(id, key));
    }
    settleProblems(context, directory, []);
  }
}

/** A thread whose second file has gone is no problem any more. */
function forgetDuplicates({ catalog, batch, fs, home }: ScanContext): void {
  for (const { id, duplicateOf } of catalog.duplicated()) {
    if (!rolloutExists({ fs, home }, duplicateOf.replace(/\.zst$/, ''))) {
      batch.add(() => catalog.setDuplicateOf(id, null));
    }
  }
}

function walk(context: ScanContext): boolean {
  const seen: Seen = { directories: new Set(), unreadable: [] };
  for (const found of walkStore(context.fs, context.home)) {
    if (context.shouldStop()) return false;
    if (found.unreadable === null) {
      seen.directories.add(found.path);
      scanDirectory(context, found);
    } else {
      seen.unreadable.push(found.path);
      const { path, unreadable } = found;
      context.batch.add(() => context.catalog.putProblem(path, unreadable));
    }
  }
  if (context.shouldStop()) return false;
  forgetDirectories(context, seen);
  context.batch.flush();
  forgetDuplicates(context);
  return true;
}

/** Names change without the rollouts: only a new `session_index.jsonl` makes all rows be compared. */
function applyNames(catalog: Catalog, names: ReturnType<typeof readThreadNames>): void {
  if (catalog.getNote('names') === names.stamp) return;
  catalog.write(() => {
    catalog.applyNames(names.nameOf);
    catalog.setNote('names', names.stamp);
  });
}

/**
 * Brings the catalog in line with the store: reads every directory, but only those rollouts that are new or changed by
 * size, mtime (ns) or inode. Rows appear in batches while it runs. What cannot be read, is damaged or is no thread is
 * listed with its reason and ends nothing; rows below an unreadable directory stay. The store is never written to.
 * Throws an AppFailure if the store itself is not there.
 */
export function scanStore(options: ScanOptions): ScanResult {
  const { fs, catalog, home, shouldStop, onProgress } = options;
  const reachable = inspectHome(fs, home);
  if (!reachable.ok) throw new AppFailure(reachable.error);
  catalog.useHome(home);
  const names = readThreadNames(fs, home);
  const held = heldThreadIds(fs, home) ?? new Set<string>();
  const decoder = options.createDecoder();
  const batch = createBatch(catalog, onProgress);
  const leaveOut = options.leaveOut ?? new Set<string>();
  const inspect = createInspector(fs, home, decoder);
  const isInUse = (id: string): boolean => held.has(id);
  const found = { inspect, batch, nameOf: names.nameOf, isInUse, leaveOut, arrived: new Set<string>() };
  const complete = walk({ fs, catalog, home, shouldStop, ...found });
  batch.flush();
  if (complete) {
    applyNames(catalog, names);
    refreshInUse(options);
    measureLogical({ fs, catalog, home, decoder, shouldStop });
    catalog.setNote('scanned_at', String(options.nowMs));
  }
  const result = { ...batch.progress(), revision: catalog.revision(), complete };
  onProgress(result);
  return result;
}
