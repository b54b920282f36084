import { join, posix } from 'node:path';
import type { ThreadId } from '#contract/thread';
import type { Catalog } from '../catalog/catalog';
import type { FoundFile } from '../fs/walkStore';
import { heldThreadIds } from '../locks/heldLocks';
import type { RolloutFile } from '../model/rolloutFile';
import { groupTwins } from '../model/rolloutFile';
import { parseRolloutName } from '../model/rolloutName';
import type { FileSystem } from '../ports';
import type { Decoder } from '../zstd/codec';
import { createInspector } from './inspectRollout';
import type { Inspected, RolloutInspector } from './inspectRollout';
import { rolloutExists } from './scanDirectory';
import { readThreadNames } from './threadNames';

/** Whoever refreshes a few rows between other things waits this long for another writer, and tries again later. */
const WAIT_MS = 250;

export type RescanOptions = {
  readonly fs: FileSystem;
  readonly catalog: Catalog;
  readonly home: string;
  readonly decoder: Decoder;
};

type Rescanned = {
  readonly id: ThreadId;
  readonly key: string;
  readonly row: Inspected | null;
  readonly duplicateOf: string | null;
};

/** Where Codex may have put a thread: where it was, under its date, or archived (codex-store.md, section 2). */
function directoriesOf(key: string): readonly string[] {
  const date = parseRolloutName(posix.basename(key))?.createdText.slice(0, 10).replaceAll('-', '/');
  const dated = date === undefined ? [] : [`sessions/${date}`];
  return [...new Set([posix.dirname(key), ...dated, 'archived_sessions'])];
}

function findIn({ fs, home }: RescanOptions, directory: string, plainName: string): RolloutFile<FoundFile> | null {
  const found = [plainName, `${plainName}.zst`].flatMap((name) => {
    const state = fs.lstat(join(home, directory, name));
    return state?.kind === 'file' ? [{ name, state }] : [];
  });
  return groupTwins(found)[0] ?? null;
}

function rescan(options: RescanOptions, inspect: RolloutInspector, id: ThreadId): Rescanned | null {
  const known = options.catalog.knownById(id);
  if (known === null) return null;
  const { key } = known;
  const rows = directoriesOf(key).flatMap((directory) => {
    const file = findIn(options, directory, posix.basename(key));
    const row = file === null ? null : inspect({ directory, file });
    return row === null ? [] : [row];
  });
  const [row = null, second] = rows;
  return { id, key, row, duplicateOf: second?.key ?? stillSecond(options, row, known.duplicateOf) };
}

/** A second file under another name is not looked for here; one that a scan has found counts for as long as it stands. */
function stillSecond(options: RescanOptions, row: Inspected | null, duplicateOf: string | null): string | null {
  if (duplicateOf === null) return null;
  const key = duplicateOf.replace(/\.zst$/, '');
  return key !== row?.key && rolloutExists(options, key) ? duplicateOf : null;
}

/** Marks the threads that Codex has loaded now. `false`: nothing changed, or the system does not tell. */
export function refreshInUse({ fs, catalog, home }: Omit<RescanOptions, 'decoder'>): boolean {
  const held = heldThreadIds(fs, home);
  return held !== null && catalog.setInUse(held, WAIT_MS) !== null;
}

export type Rescanner = {
  /**
   * Refreshes the rows of these threads after a job: at the place that the catalog knows, and where archiving could
   * have put them. A thread that is nowhere loses its row. All of it appears at once; the new revision.
   */
  readonly rescan: (ids: readonly ThreadId[]) => number;
  readonly refreshInUse: () => boolean;
};

/** Keeps one decoder and one buffer of 1 MiB for all its rescans. */
export function createRescanner(options: RescanOptions): Rescanner {
  const { fs, catalog, home } = options;
  const inspect = createInspector(fs, home, options.decoder);
  return {
    rescan: (ids) => {
      const names = readThreadNames(fs, home);
      const held = heldThreadIds(fs, home) ?? new Set<string>();
      const found = ids.flatMap((id) => rescan(options, inspect, id) ?? []);
      return catalog.write(() => {
        for (const { id, key, row, duplicateOf } of found) {
          if (row === null) catalog.remove(id, key);
          else catalog.put({ ...row, name: names.nameOf(id), inUse: held.has(id), duplicateOf });
        }
      }, WAIT_MS);
    },
    refreshInUse: () => refreshInUse(options),
  };
}
