import { z } from 'zod';
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
