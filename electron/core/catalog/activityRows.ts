import { z } from 'zod';
import { activityRow } from '#contract/activity';
import type { ActivityFilter, ActivityPage, ActivityRow, ActivityTotals } from '#contract/activity';
import type { RecordRow } from '../ledger/activityOf';
import { folded, shownTitle } from '../model/threadTitle';
import { activityWhere, stands, UNDO } from './activitySql';
import type { Sql } from './sql';

const COLUMNS = `row_id, entry_offset, at_ms, action, result, trigger_by, job_id, thread_id, is_job, listed, threads,
  left_alone, failed, before_bytes, after_bytes, content_bytes, sha256, reason, duration_ms, undo, search`;
const VALUES = COLUMNS.replace(/\w+/g, ':$&');

type Listed = { readonly entryOffset: number; readonly listed: boolean };

function insertRow(sql: Sql, row: RecordRow, { entryOffset, listed }: Listed): void {
  sql.run(`INSERT OR REPLACE INTO activity (${COLUMNS}) VALUES (${VALUES})`, {
    row_id: row.rowId,
    entry_offset: entryOffset,
    at_ms: row.atMs,
    action: row.action,
    result: row.result,
    trigger_by: row.trigger,
    job_id: row.jobId,
    thread_id: row.threadId,
    is_job: row.isJob ? 1 : 0,
    listed: listed ? 1 : 0,
    threads: row.threads,
    left_alone: row.leftAlone,
    failed: row.failed,
    before_bytes: row.beforeBytes,
    after_bytes: row.afterBytes,
    content_bytes: row.contentBytes,
    sha256: row.sha256,
    reason: row.reason,
    duration_ms: row.durationMs,
    undo: row.undo,
    search: folded([row.threadId, row.reason].filter((part) => part !== null).join('\n')),
  });
}

const threadRows = z.array(z.object({ id: z.string().nullable() }));

/** The threads of a job that have rows of their own already. */
function threadsWithRow(sql: Sql, jobId: string): ReadonlySet<string | null> {
  const rows = sql.all('SELECT thread_id AS id FROM activity WHERE job_id = :jobId AND is_job = 0', { jobId });
  return new Set(threadRows.parse(rows).map(({ id }) => id));
}

/** A job over one thread is told by that thread's row, any other by a row of its own in the place of its threads'. */
function putJob(sql: Sql, [job, ...left]: readonly [RecordRow, ...RecordRow[]], entryOffset: number): void {
  const known = job.jobId === null ? new Set() : threadsWithRow(sql, job.jobId);
  const untold = left.filter(({ threadId }) => !known.has(threadId));
  const byThread = job.threads + job.leftAlone + job.failed === 1 && known.size + untold.length > 0;
  insertRow(sql, job, { entryOffset, listed: !byThread });
  for (const row of untold) insertRow(sql, row, { entryOffset, listed: byThread });
  if (byThread || job.jobId === null) return;
  sql.run('UPDATE activity SET listed = 0 WHERE job_id = :jobId AND is_job = 0', { jobId: job.jobId });
}

function isToldByJob(sql: Sql, jobId: string | null): boolean {
  if (jobId === null) return false;
  const text = 'SELECT 1 FROM activity WHERE job_id = :jobId AND is_job = 1 AND listed = 1';
  return sql.get(text, { jobId }) !== undefined;
}

/** The rows of one entry of the ledger, which begins at this offset. */
export function putActivity(sql: Sql, rows: readonly RecordRow[], entryOffset: number): void {
  const [first, ...others] = rows;
  if (first === undefined) return;
  if (first.isJob) putJob(sql, [first, ...others], entryOffset);
  else insertRow(sql, first, { entryOffset, listed: !isToldByJob(sql, first.jobId) });
}

const FROM = 'FROM activity AS a LEFT JOIN rollouts AS r ON r.id = a.thread_id';

const ROW = `a.row_id AS seq, a.at_ms AS atMs, a.action, a.result, a.trigger_by AS "trigger", a.job_id AS jobId,
  a.thread_id AS threadId, r.id AS known, r.name, r.title, r.project, a.threads, a.left_alone AS leftAlone, a.failed,
  a.before_bytes AS beforeBytes, a.after_bytes AS afterBytes, a.sha256, a.reason, a.duration_ms AS durationMs,
  ${UNDO} AS undo, a.entry_offset AS entryOffset`;

const rowSchema = activityRow
  .omit({ title: true })
  .extend({
    known: z.string().nullable(),
    name: z.string().nullable(),
    title: z.string().nullable(),
    entryOffset: z.number(),
  })
  .transform(({ known, name, title, entryOffset, ...row }) => ({
    row: { ...row, title: known === null ? null : shownTitle(name, title) } satisfies ActivityRow,
    entryOffset,
  }));

/** A row, and where its entry begins in the ledger. */
export type PlacedRow = { readonly row: ActivityRow; readonly entryOffset: number };

const totalRow = z.object({ total: z.number() });
const totalsRow = z.object({
  actions: z.number(),
  compressedThreads: z.number(),
  freedBytes: z.number(),
  restoredThreads: z.number(),
  provenThreads: z.number(),
  failed: z.number(),
});

/** Over single actions: what a job did stands in the rows of its threads. */
function totalsOf(sql: Sql, filter: ActivityFilter): ActivityTotals {
  const { where, params } = activityWhere(filter, 'actions');
  const done = (action: string): string => `count(DISTINCT a.thread_id) FILTER (WHERE ${action} AND a.result = 'done')`;
  const text = `SELECT count(*) FILTER (WHERE a.result <> 'left_alone') AS actions,
      ${done("a.action = 'compress'")} AS compressedThreads,
      coalesce(sum(a.before_bytes - a.after_bytes)
        FILTER (WHERE a.action IN ('compress', 'recompress') AND a.result = 'done'), 0) AS freedBytes,
      ${done("a.action = 'restore'")} AS restoredThreads,
      ${done("a.action = 'verify'")} AS provenThreads,
      coalesce(sum(a.failed), 0) AS failed
    ${FROM} ${where}`;
  return totalsRow.parse(sql.get(text, params));
}

/** One page of the record, newest first, with what everything that matches adds up to. */
export function activityPage(
  sql: Sql,
  filter: ActivityFilter,
  part: { readonly offset: number; readonly limit: number },
): Omit<ActivityPage, 'ledger'> {
  const { where, params } = activityWhere(filter, 'rows');
  const text = `SELECT ${ROW} ${FROM} ${where} ORDER BY a.row_id DESC LIMIT :limit OFFSET :offset`;
  return sql.read(() => ({
    total: totalRow.parse(sql.get(`SELECT count(*) AS total ${FROM} ${where}`, params)).total,
    rows: z
      .array(rowSchema)
      .parse(sql.all(text, { ...params, ...part }))
      .map(({ row }) => row),
    totals: totalsOf(sql, filter),
  }));
}

/** `null`: no such row. */
export function activityRowOf(sql: Sql, seq: number): PlacedRow | null {
  return rowSchema.optional().parse(sql.get(`SELECT ${ROW} ${FROM} WHERE a.row_id = :seq`, { seq })) ?? null;
}

/** Everything that matches, the jobs and each of their threads, newest first; in pages, so that no statement stays open. */
export function* activityRows(sql: Sql, filter: ActivityFilter): Generator<PlacedRow> {
  const { where, params } = activityWhere(filter, 'everything');
  const text = `SELECT ${ROW} ${FROM} ${where} AND a.row_id < :before ORDER BY a.row_id DESC LIMIT 500`;
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const page = z.array(rowSchema).parse(sql.all(text, { ...params, before }));
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    before = last.row.seq;
  }
}

/** The threads of a row, or of its job, that still stand as the action left them. */
export function undoThreads(sql: Sql, { seq, jobId, threadId }: ActivityRow): readonly string[] {
  const which = threadId === null ? 'a.job_id = :jobId' : 'a.row_id = :seq';
  const text = `SELECT a.thread_id AS id FROM activity AS a JOIN rollouts AS r ON r.id = a.thread_id
    WHERE ${which} AND a.is_job = 0 AND a.undo IS NOT NULL AND ${stands('a', 'r')} ORDER BY a.row_id`;
  const rows = sql.all(text, threadId === null ? { jobId } : { seq });
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

const timeRow = z.object({ atMs: z.number().nullable() });

/** When a thread was last restored by us, or `null`. */
export function restoredAtMs(sql: Sql, threadId: string): number | null {
  const text = `SELECT max(at_ms) AS atMs FROM activity
    WHERE thread_id = :threadId AND action = 'restore' AND result = 'done'`;
  return timeRow.parse(sql.get(text, { threadId })).atMs;
}
