import path from 'node:path';
import type { ActivityFilter, ActivityRow } from '#contract/activity';
import type { Catalog } from '#core/catalog/catalog';
import type { CatalogRollout } from '#core/catalog/rolloutRow';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { appendEntries } from '#core/ledger/appendEntries';
import type { LedgerBody, LedgerEntry } from '#core/ledger/entry';
import { syncLedger } from '#core/ops/syncLedger';
import type { LedgerSync } from '#core/ops/syncLedger';
import { systemEffects } from '#core/systemEffects';
import { openWith } from './catalogRows';
import { temporaryFolder } from './store/temporaryFolder';
import type { Cleanup } from './store/temporaryFolder';

export const EVERY_ACTIVITY: ActivityFilter = { text: '', action: null, threadId: null, jobId: null };

/** A catalog with a ledger that it indexes. */
export type IndexLab = {
  readonly catalog: Catalog;
  readonly file: string;
  readonly sync: LedgerSync;
  /** Appends and brings the index up to date; all as if done at this time. */
  readonly record: (bodies: readonly LedgerBody[], atMs?: number) => readonly LedgerEntry[];
  readonly rows: (filter?: Partial<ActivityFilter>) => readonly ActivityRow[];
};

export function indexLab(context: Cleanup, rollouts: readonly CatalogRollout[] = []): IndexLab {
  const catalog = openWith(context, rollouts);
  const file = path.join(temporaryFolder(context), 'ledger.jsonl');
  const sync = { fs: nodeFileSystem, file, index: catalog.ledger };
  return {
    catalog,
    file,
    sync,
    record: (bodies, atMs = Date.now()) => {
      const effects = { ...systemEffects, clock: { ...systemEffects.clock, nowMs: () => atMs } };
      const target = { file, tool: 'coldpress test', trigger: 'window', jobId: null } as const;
      const entries = appendEntries(effects, target, bodies);
      syncLedger(sync);
      return entries;
    },
    rows: (filter = {}) => catalog.ledger.page({ ...EVERY_ACTIVITY, ...filter }, { offset: 0, limit: 500 }).rows,
  };
}
