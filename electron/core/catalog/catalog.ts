import type { ProblemFile, Usage } from '#contract/store';
import type {
  SelectionTotals,
  ThreadCounts,
  ThreadDetails,
  ThreadFilter,
  ThreadId,
  ThreadPage,
  ThreadState,
} from '#contract/thread';
import { forkBases, recentVersions, shapesOf } from './codexRows';
import type { RecentVersion, Shapes } from './codexRows';
import { exportRows } from './exportRows';
import type { ExportRow } from './exportRows';
import { createLedgerIndex } from './ledgerIndex';
import type { LedgerIndex } from './ledgerIndex';
import { clearStore, getMeta, growRevision, revisionOf, setMeta, setOtherFiles } from './metaRows';
import { countsByState, idsOf, projectsOf, threadPage } from './pageRows';
import type { ThreadQuery } from './pageRows';
import { countProblems, listProblems, problemsInDirectory, putProblem, removeProblem } from './problemRows';
import type { CatalogRollout, JobRollout } from './rolloutRow';
import * as rows from './rolloutRows';
import { rolloutsByIds, rolloutsInState, selectionTotals, threadDetailsOf } from './selectionRows';
import type { Sql } from './sql';
import { usageOf } from './usageRows';
import type { UsageQuery } from './usageRows';

/** What the window and the command line ask. `coldBefore`: see model/coldPolicy. */
export type CatalogReader = {
  readonly revision: () => number;
  readonly page: (query: ThreadQuery, part: { readonly offset: number; readonly limit: number }) => ThreadPage;
  readonly counts: (filter: ThreadFilter, coldBeforeMs: number) => ThreadCounts;
  readonly ids: (query: ThreadQuery) => readonly ThreadId[];
  readonly projects: () => readonly string[];
  readonly selection: (ids: readonly ThreadId[], coldBeforeMs: number) => SelectionTotals;
  /** `path` is relative to the home; `null`: no such thread. */
  readonly details: (id: ThreadId, coldBeforeMs: number) => ThreadDetails | null;
  readonly rolloutsByIds: (ids: readonly ThreadId[], coldBeforeMs: number) => readonly JobRollout[];
  readonly rolloutsInState: (state: ThreadState, coldBeforeMs: number) => readonly JobRollout[];
  readonly usage: (query: UsageQuery) => Usage;
  readonly problems: (limit: number) => { readonly files: readonly ProblemFile[]; readonly total: number };
  readonly all: (coldBeforeMs: number) => Iterable<ExportRow>;
  readonly recentVersions: (sinceMs: number) => readonly RecentVersion[];
  readonly shapes: () => Shapes;
  readonly forkBases: () => ReadonlySet<ThreadId>;
  /** When a scan of this home last ended, or `null`. */
  readonly scannedAtMs: () => number | null;
};

/**
 * What a scan writes. Changes of one `write` appear together, with one new revision, which it gives back. `waitMs`: how
 * long it may wait for another writer, where the caller has something better to do than waiting.
 */
type CatalogWriter = {
  readonly write: (work: () => void, waitMs?: number) => number;
  /** Empties the catalog unless it is of this home already. */
  readonly useHome: (home: string) => void;
  readonly put: (rollout: CatalogRollout) => void;
  readonly remove: (id: ThreadId, key: string) => void;
  readonly knownInDirectory: (directory: string) => readonly rows.KnownRollout[];
  readonly knownById: (id: ThreadId) => rows.KnownRollout | null;
  readonly knownDirectories: () => readonly string[];
  readonly setPhysicalBytes: (id: ThreadId, physicalBytes: number) => void;
  readonly setDuplicateOf: (id: ThreadId, other: string | null) => void;
  readonly duplicated: () => readonly { readonly id: ThreadId; readonly duplicateOf: string }[];
  readonly unmeasured: () => readonly rows.Unmeasured[];
  readonly setLogicalBytes: (rollout: rows.Unmeasured, logicalBytes: number) => void;
  readonly setFileProblem: (
    rollout: rows.Unmeasured,
    problem: { readonly kind: string; readonly reason: string },
  ) => void;
  readonly applyNames: (nameOf: (id: ThreadId) => string | null) => number;
  /** Marks exactly these threads as loaded in Codex; the new revision if that changed anything, else nothing is written. */
  readonly setInUse: (ids: ReadonlySet<ThreadId>, waitMs?: number) => number | null;
  readonly problemsInDirectory: (directory: string) => readonly ProblemFile[];
  readonly putProblem: (directory: string, problem: ProblemFile) => void;
  readonly removeProblem: (path: string) => void;
  readonly setOtherFiles: (files: Usage['otherFiles']) => number;
  readonly getNote: (name: string) => string | null;
  readonly setNote: (name: string, value: string) => void;
};

export type Catalog = CatalogReader &
  CatalogWriter & {
    readonly ledger: LedgerIndex;
    /** Why the catalog was begun anew when it was opened, in a sentence; `null`: it was not. */
    readonly rebuilt: string | null;
    readonly close: () => void;
  };

function createReader(sql: Sql): CatalogReader {
  return {
    revision: () => revisionOf(sql),
    page: (query, part) => threadPage(sql, query, part),
    counts: (filter, cold) => countsByState(sql, filter, cold),
    ids: (query) => idsOf(sql, query),
    projects: () => projectsOf(sql),
    selection: (ids, cold) => selectionTotals(sql, ids, cold),
    details: (id, cold) => threadDetailsOf(sql, id, cold),
    rolloutsByIds: (ids, cold) => rolloutsByIds(sql, ids, cold),
    rolloutsInState: (state, cold) => rolloutsInState(sql, state, cold),
    usage: (query) => usageOf(sql, query),
    problems: (limit) => sql.read(() => ({ files: listProblems(sql, limit), total: countProblems(sql) })),
    all: (cold) => exportRows(sql, cold),
    recentVersions: (sinceMs) => recentVersions(sql, sinceMs),
    shapes: () => shapesOf(sql),
    forkBases: () => forkBases(sql),
    scannedAtMs: () => {
      const at = getMeta(sql, 'scanned_at');
      return at === null ? null : Number(at);
    },
  };
}

function createWriter(sql: Sql): CatalogWriter {
  const write = (work: () => void, waitMs?: number): number =>
    sql.write(() => {
      work();
      return growRevision(sql);
    }, waitMs);
  return {
    write,
    useHome: (home) => {
      if (getMeta(sql, 'home') === home) return;
      write(() => {
        if (getMeta(sql, 'home') === home) return;
        clearStore(sql);
        setMeta(sql, 'home', home);
      });
    },
    put: (rollout) => rows.putRollout(sql, rollout),
    remove: (id, key) => rows.removeRollout(sql, id, key),
    knownInDirectory: (directory) => rows.knownInDirectory(sql, directory),
    knownById: (id) => rows.knownById(sql, id),
    knownDirectories: () => rows.knownDirectories(sql),
    setPhysicalBytes: (id, physicalBytes) => rows.setPhysicalBytes(sql, id, physicalBytes),
    setDuplicateOf: (id, other) => rows.setDuplicateOf(sql, id, other),
    duplicated: () => rows.duplicatedRollouts(sql),
    unmeasured: () => rows.unmeasuredRollouts(sql),
    setLogicalBytes: ({ id, stamp }, logicalBytes) => rows.setLogicalBytes(sql, { id, stamp }, logicalBytes),
    setFileProblem: ({ id, stamp }, problem) => rows.setFileProblem(sql, { id, stamp }, problem),
    applyNames: (nameOf) => rows.applyNames(sql, nameOf),
    setInUse: (ids, waitMs) => (rows.isInUseSet(sql, ids) ? null : write(() => rows.setInUse(sql, ids), waitMs)),
    problemsInDirectory: (directory) => problemsInDirectory(sql, directory),
    putProblem: (directory, problem) => putProblem(sql, directory, problem),
    removeProblem: (path) => removeProblem(sql, path),
    setOtherFiles: (files) => write(() => setOtherFiles(sql, files)),
    getNote: (name) => getMeta(sql, name),
    setNote: (name, value) => setMeta(sql, name, value),
  };
}

export function createCatalog(sql: Sql, rebuilt: string | null): Catalog {
  const ledger = createLedgerIndex(sql);
  return { ...createReader(sql), ...createWriter(sql), ledger, rebuilt, close: () => sql.close() };
}
