import { z } from 'zod';
import { BAD_FIRST_LINE } from '../model/problem';
import type { Sql } from './sql';

const recentVersion = z.object({ version: z.string(), threads: z.number(), key: z.string() });
export type RecentVersion = z.infer<typeof recentVersion>;

/**
 * The Codex versions that began a thread at or after this moment, each with the path of its latest one. A thread that
 * does not say when it began counts by its last change.
 */
export function recentVersions(sql: Sql, sinceMs: number): readonly RecentVersion[] {
  const text = `SELECT cli_version AS version, count(*) AS threads, key, max(coalesce(created_ms, mtime_ms)) AS latest
    FROM rollouts WHERE cli_version IS NOT NULL AND coalesce(created_ms, mtime_ms) >= :sinceMs
    GROUP BY cli_version ORDER BY cli_version`;
  return z.array(recentVersion).parse(sql.all(text, { sinceMs }));
}

/** The ids of all threads that another thread's `history_base` names. */
export function forkBases(sql: Sql): ReadonlySet<string> {
  const rows = z.array(z.object({ id: z.string() }));
  const text = 'SELECT DISTINCT base_id AS id FROM rollouts WHERE base_id IS NOT NULL';
  return new Set(rows.parse(sql.all(text)).map(({ id }) => id));
}

const shapes = z.object({ threads: z.number(), unknownRecords: z.number(), unknownForms: z.number() });
/**
 * How much of the store is of a form that is not known: threads whose first record is no session_meta as we know it, and
 * files that are named like rollouts but for what follows the name, without a thread of their own.
 */
export type Shapes = z.infer<typeof shapes>;

export function shapesOf(sql: Sql): Shapes {
  const text = `SELECT
    (SELECT count(*) FROM rollouts) AS threads,
    (SELECT count(*) FROM rollouts WHERE file_problem = :badFirstLine) AS unknownRecords,
    (SELECT count(*) FROM problems WHERE kind = 'foreign' AND path GLOB '*/rollout-*.jsonl.*') AS unknownForms`;
  return shapes.parse(sql.get(text, { badFirstLine: BAD_FIRST_LINE.reason }));
}
