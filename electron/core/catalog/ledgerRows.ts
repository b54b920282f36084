import { z } from 'zod';
import { activityOf } from '../ledger/activityOf';
import type { LedgerBody, LedgerEntry } from '../ledger/entry';
import { putActivity } from './activityRows';
import { getMeta, LEDGER_TABLES, setMeta } from './metaRows';
import { putProof } from './proofRows';
import type { Sql } from './sql';

/** How far the ledger is indexed, and the hash of the line that ends there (empty where that line cannot be read). */
export type LedgerPlace = { readonly offset: number; readonly hash: string };

export function ledgerPlace(sql: Sql): LedgerPlace {
  return { offset: Number(getMeta(sql, 'ledger_offset') ?? '0'), hash: getMeta(sql, 'ledger_hash') ?? '' };
}

export function setLedgerPlace(sql: Sql, { offset, hash }: LedgerPlace): void {
  setMeta(sql, 'ledger_offset', String(offset));
  setMeta(sql, 'ledger_hash', hash);
}

/** Forgets everything that the ledger said, so that it is read from its start. */
export function clearLedger(sql: Sql): void {
  for (const table of LEDGER_TABLES) sql.run(`DELETE FROM ${table}`);
  setLedgerPlace(sql, { offset: 0, hash: '' });
}

function putAside(sql: Sql, { seq, atMs }: LedgerEntry, body: Extract<LedgerBody, { kind: 'aside' }>): void {
  const { asideId, threadId, path, file, bytes, sha256, mtimeNs, mode } = body;
  if (body.action === 'put_back') {
    sql.run('DELETE FROM asides WHERE aside_id = :asideId', { asideId });
    return;
  }
  const text = `INSERT OR REPLACE INTO asides
      (aside_id, seq, at_ms, thread_id, path, file, bytes, sha256, mtime_ns, mode)
    VALUES (:asideId, :seq, :atMs, :threadId, :path, :file, :bytes, :sha256, :mtimeNs, :mode)`;
  sql.run(text, { asideId, seq, atMs, threadId, path, file, bytes, sha256, mtimeNs, mode });
}

/** Indexes one entry, which begins at this offset. */
export function putEntry(sql: Sql, entry: LedgerEntry, offset: number): void {
  const { body } = entry;
  putActivity(sql, activityOf(entry), offset);
  putProof(sql, entry);
  if (body.kind === 'aside') putAside(sql, entry, body);
  if (body.kind === 'kept') {
    const text = 'INSERT OR IGNORE INTO kept_findings (finding_id) VALUES (:findingId)';
    sql.run(text, { findingId: body.findingId });
  }
}

export function putLedgerProblem(sql: Sql, offset: number, problem: string): void {
  const text = 'INSERT OR REPLACE INTO ledger_problems (entry_offset, problem) VALUES (:offset, :problem)';
  sql.run(text, { offset, problem });
}

const problemRows = z.array(z.object({ problem: z.string() }));

/** What is wrong with the ledger itself, in the order of its lines. */
export function ledgerProblems(sql: Sql): readonly string[] {
  const rows = sql.all('SELECT problem FROM ledger_problems ORDER BY entry_offset');
  return problemRows.parse(rows).map(({ problem }) => problem);
}

const asideRow = z.object({
  asideId: z.string(),
  atMs: z.number(),
  threadId: z.string().nullable(),
  path: z.string(),
  file: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  mtimeNs: z.string(),
  mode: z.string(),
});

/** A file that was set aside and not put back, as its entry says. */
export type AsideRow = z.infer<typeof asideRow>;

export function listAsides(sql: Sql): readonly AsideRow[] {
  const text = `SELECT aside_id AS asideId, at_ms AS atMs, thread_id AS threadId, path, file, bytes, sha256,
    mtime_ns AS mtimeNs, mode FROM asides ORDER BY seq DESC`;
  return z.array(asideRow).parse(sql.all(text));
}

const keptRows = z.array(z.object({ id: z.string() }));

/** The findings that a person chose to keep as they are. */
export function keptFindings(sql: Sql): ReadonlySet<string> {
  return new Set(keptRows.parse(sql.all('SELECT finding_id AS id FROM kept_findings')).map(({ id }) => id));
}
