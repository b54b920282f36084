import { z } from 'zod';
import type { ProblemFile } from '#contract/store';
import { problemSchema } from './rolloutRow';
import type { Sql } from './sql';

const COLUMNS = 'path, kind, reason, physical_bytes';
const countRow = z.object({ total: z.number(), bytes: z.number() });

/** A thread that is left alone is listed by its file, beside the files that are no threads. */
const ALL = `SELECT ${COLUMNS} FROM problems
  UNION ALL
  SELECT CASE representation WHEN 'compressed' THEN key || '.zst' ELSE key END, problem_kind, problem, physical_bytes
  FROM rollouts WHERE problem_kind IS NOT NULL`;

export function problemsInDirectory(sql: Sql, directory: string): readonly ProblemFile[] {
  const rows = sql.all(`SELECT ${COLUMNS} FROM problems WHERE directory = :directory ORDER BY path`, { directory });
  return z.array(problemSchema).parse(rows);
}

export function putProblem(sql: Sql, directory: string, problem: ProblemFile): void {
  sql.run(
    `INSERT OR REPLACE INTO problems (path, directory, kind, reason, physical_bytes)
      VALUES (:path, :directory, :kind, :reason, :physicalBytes)`,
    { ...problem, directory },
  );
}

export function removeProblem(sql: Sql, path: string): void {
  sql.run('DELETE FROM problems WHERE path = :path', { path });
}

export function listProblems(sql: Sql, limit: number): readonly ProblemFile[] {
  return z.array(problemSchema).parse(sql.all(`${ALL} ORDER BY 2, 1 LIMIT :limit`, { limit }));
}

/** How many files under the roots are no threads, and what they take on disk. */
export function foreignFiles(sql: Sql): { readonly total: number; readonly bytes: number } {
  return countRow.parse(sql.get('SELECT count(*) AS total, coalesce(sum(physical_bytes), 0) AS bytes FROM problems'));
}

export function countProblems(sql: Sql): number {
  const threads = sql.get('SELECT count(*) AS total, 0 AS bytes FROM rollouts WHERE problem_kind IS NOT NULL');
  return foreignFiles(sql).total + countRow.parse(threads).total;
}
