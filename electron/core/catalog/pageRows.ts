import { z } from 'zod';
import { threadIds, threadState } from '#contract/thread';
import type { ThreadCounts, ThreadFilter, ThreadId, ThreadPage, ThreadRow, ThreadSort } from '#contract/thread';
import { folded } from '../model/threadTitle';
import { revisionOf } from './metaRows';
import { ROW_COLUMNS, rowSchema } from './rolloutRow';
import type { Sql } from './sql';
import { orderBy, STATE, whereOf } from './stateSql';

export type ThreadQuery = {
  readonly filter: ThreadFilter;
  readonly sort: ThreadSort;
  readonly coldBeforeMs: number;
};

const totalRow = z.object({ total: z.number() });
const jsonRow = z.object({ ids: z.string() });

function countRows(sql: Sql, filter: ThreadFilter, cold: number): number {
  const { where, params } = whereOf(filter);
  return totalRow.parse(sql.get(`SELECT count(*) AS total FROM rollouts ${where}`, { ...params, cold })).total;
}

/** One page of the threads table, and how many threads match; both of one revision. */
export function threadPage(
  sql: Sql,
  { filter, sort, coldBeforeMs: cold }: ThreadQuery,
  part: { readonly offset: number; readonly limit: number },
): ThreadPage {
  const { where, params } = whereOf(filter);
  const order = orderBy(sort.column, sort.descending);
  // The inner query runs over an index alone; whole rows are read for one page only.
  const ids = `SELECT id FROM rollouts ${where} ${order} LIMIT :limit OFFSET :offset`;
  const text = `SELECT ${ROW_COLUMNS}, ${STATE} AS state FROM rollouts WHERE id IN (${ids}) ${order}`;
  return sql.read(() => ({
    revision: revisionOf(sql),
    total: countRows(sql, filter, cold),
    rows: z.array(rowSchema).parse(sql.all(text, { ...params, ...part, cold })),
  }));
}

/** The ids of all threads that match, in the order of the table. */
export function idsOf(sql: Sql, { filter, sort, coldBeforeMs: cold }: ThreadQuery): readonly ThreadId[] {
  const { where, params } = whereOf(filter);
  const text = `SELECT json_group_array(id) AS ids FROM
    (SELECT id FROM rollouts ${where} ${orderBy(sort.column, sort.descending)} LIMIT 200000)`;
  return threadIds.parse(JSON.parse(jsonRow.parse(sql.get(text, { ...params, cold })).ids));
}

const stateCount = z.object({ state: threadState, total: z.number() });

/** Threads that match text and project, by state; the filter's own state is not applied. */
export function countsByState(sql: Sql, filter: ThreadFilter, cold: number): ThreadCounts {
  const { where, params } = whereOf({ ...filter, state: null });
  const text = `SELECT ${STATE} AS state, count(*) AS total FROM rollouts ${where} GROUP BY 1`;
  const counts: ThreadCounts = { in_use: 0, recent: 0, cold: 0, compressed: 0, unclear: 0 };
  for (const row of z.array(stateCount).parse(sql.all(text, { ...params, cold }))) counts[row.state] = row.total;
  return counts;
}

function nameOrder(a: string, b: string): number {
  const [first, second] = [folded(a), folded(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** All projects by name. */
export function projectsOf(sql: Sql): readonly string[] {
  const rows = z.array(z.object({ project: z.string() }));
  const found = rows.parse(sql.all('SELECT DISTINCT project FROM rollouts ORDER BY project'));
  return found.map((row) => row.project).sort(nameOrder);
}

/** The threads that take most of the disk. */
export function largestRows(sql: Sql, cold: number, limit: number): readonly ThreadRow[] {
  const text = `SELECT ${ROW_COLUMNS}, ${STATE} AS state FROM rollouts ${orderBy('onDisk', true)} LIMIT :limit`;
  return z.array(rowSchema).parse(sql.all(text, { cold, limit }));
}
