import path from 'node:path';
import type { Catalog } from '#core/catalog/catalog';
import { openCatalog } from '#core/catalog/openCatalog';
import type { CatalogRollout } from '#core/catalog/rolloutRow';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { temporaryFolder } from './store/temporaryFolder';
import type { Cleanup } from './store/temporaryFolder';

export const everything = { text: '', state: null, project: null } as const;
export const byUpdate = { column: 'updated', descending: true } as const;
/** The id of a made-up thread. */
export const idOf = (n: number): string => `0190aaaa-bbbb-7ccc-8ddd-${n.toString(16).padStart(12, '0')}`;

/** A row as a scan would write it. */
export function rollout(n: number, more: Partial<CatalogRollout> & { cwd?: string | null } = {}): CatalogRollout {
  const { cwd = '/home/mira/code/atlas', ...rest } = more;
  const meta = {
    id: idOf(n),
    createdAtMs: 1,
    cwd,
    branch: 'main',
    cliVersion: '0.169.0',
    originator: 'codex-tui',
    source: 'cli',
    historyMode: 'paginated',
    parentId: null,
    baseId: null,
  } as const;
  return {
    id: idOf(n),
    key: `sessions/2026/01/02/${idOf(n)}.jsonl`,
    directory: 'sessions/2026/01/02',
    archived: false,
    representation: 'plain',
    stamp: `stamp ${n}`,
    dev: 1n,
    ino: 18_446_744_073_709_551_615n,
    mtimeNs: 1_000_000_007n,
    fileBytes: 100,
    physicalBytes: 4096,
    logicalBytes: 100,
    meta,
    title: `Title ${n}`,
    model: 'gpt-5.5',
    name: null,
    inUse: false,
    problem: null,
    duplicateOf: null,
    receipt: null,
    ...rest,
  };
}

/** A catalog with these rows; it goes when the test ends. */
export function openWith(
  context: Cleanup & { onTestFinished: (clean: () => void) => void },
  rows: readonly CatalogRollout[] = [],
): Catalog {
  const catalog = openCatalog({
    file: path.join(temporaryFolder(context), 'data', 'catalog.sqlite'),
    fs: nodeFileSystem,
  });
  context.onTestFinished(() => catalog.close());
  catalog.write(() => rows.forEach((row) => catalog.put(row)));
  return catalog;
}

/** All ids, by title. */
export const idsIn = (catalog: Catalog): readonly string[] =>
  catalog.ids({ filter: everything, sort: { column: 'title', descending: false }, coldBeforeMs: 0 });
