import type { ActivityFilter, ActivityPage, ActivityRow } from '#contract/activity';
import type { Proofs } from '#contract/health';
import type { LedgerEntry } from '../ledger/entry';
import type { KnownProofs } from '../rollout/knownProofs';
import * as activity from './activityRows';
import type { PlacedRow } from './activityRows';
import * as ledger from './ledgerRows';
import type { AsideRow, LedgerPlace } from './ledgerRows';
import * as proofs from './proofRows';
import type { LastProof, LeastProven } from './proofRows';
import type { Sql } from './sql';

/** What the ledger says, as far as it is indexed (`place`); bring it up to date with `syncLedger` before asking. */
export type LedgerIndex = {
  readonly page: (
    filter: ActivityFilter,
    part: { readonly offset: number; readonly limit: number },
  ) => Omit<ActivityPage, 'ledger'>;
  readonly row: (seq: number) => PlacedRow | null;
  readonly rows: (filter: ActivityFilter) => Iterable<PlacedRow>;
  readonly undoThreads: (row: ActivityRow) => readonly string[];
  readonly restoredAtMs: (threadId: string) => number | null;
  readonly knownProofs: (threadId: string) => KnownProofs;
  readonly lastProof: (threadId: string) => LastProof | null;
  readonly proofSums: () => Omit<Proofs, 'scrubbedBytes' | 'scrubBudgetBytes'>;
  readonly leastProven: (limit: number) => readonly LeastProven[];
  readonly corruptThreads: () => readonly string[];
  readonly scrubbedBytes: (sinceMs: number) => number;
  readonly asides: () => readonly AsideRow[];
  readonly keptFindings: () => ReadonlySet<string>;
  readonly problems: () => readonly string[];
  readonly place: () => LedgerPlace;
  /** Changes of one `write` appear together; the catalog's revision is of its threads and stays. */
  readonly write: <T>(work: () => T, waitMs?: number) => T;
  readonly clear: () => void;
  readonly put: (entry: LedgerEntry, offset: number) => void;
  readonly putProblem: (offset: number, problem: string) => void;
  readonly setPlace: (place: LedgerPlace) => void;
};

export function createLedgerIndex(sql: Sql): LedgerIndex {
  return {
    page: (filter, part) => activity.activityPage(sql, filter, part),
    row: (seq) => activity.activityRowOf(sql, seq),
    rows: (filter) => activity.activityRows(sql, filter),
    undoThreads: (row) => activity.undoThreads(sql, row),
    restoredAtMs: (threadId) => activity.restoredAtMs(sql, threadId),
    knownProofs: (threadId) => proofs.knownProofsOf(sql, threadId),
    lastProof: (threadId) => proofs.lastProofOf(sql, threadId),
    proofSums: () => proofs.proofSums(sql),
    leastProven: (limit) => proofs.leastProven(sql, limit),
    corruptThreads: () => proofs.corruptThreads(sql),
    scrubbedBytes: (sinceMs) => proofs.scrubbedBytes(sql, sinceMs),
    asides: () => ledger.listAsides(sql),
    keptFindings: () => ledger.keptFindings(sql),
    problems: () => ledger.ledgerProblems(sql),
    place: () => ledger.ledgerPlace(sql),
    write: (work, waitMs) => sql.write(work, waitMs),
    clear: () => ledger.clearLedger(sql),
    put: (entry, offset) => ledger.putEntry(sql, entry, offset),
    putProblem: (offset, problem) => ledger.putLedgerProblem(sql, offset, problem),
    setPlace: (place) => ledger.setLedgerPlace(sql, place),
  };
}

export type { PlacedRow };
