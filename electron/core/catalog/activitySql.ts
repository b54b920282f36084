import type { ActivityFilter } from '#contract/activity';
import { filterWords } from '../model/threadTitle';
import type { SqlParams } from './sql';

/**
 * Whether a thread still stands as an action left it: by the receipt of the compressed file, or by the length of the plain
 * one, which only ever grows; and nothing was done to it since. `row` and `rollout` are table aliases.
 */
export function stands(row: string, rollout: string): string {
  return `(${rollout}.problem_kind IS NULL
    AND CASE ${row}.undo
      WHEN 'restore' THEN ${rollout}.representation = 'compressed' AND ${rollout}.receipt_sha256 = ${row}.sha256
      ELSE ${rollout}.representation = 'plain' AND ${rollout}.file_bytes = ${row}.content_bytes END
    AND NOT EXISTS (SELECT 1 FROM activity AS later
      WHERE later.thread_id = ${row}.thread_id AND later.undo IS NOT NULL AND later.row_id > ${row}.row_id))`;
}

/** The job that would take a row back now, if any. */
export const UNDO = `CASE
  WHEN a.undo IS NULL THEN NULL
  WHEN a.is_job = 0 THEN CASE WHEN r.id IS NOT NULL AND ${stands('a', 'r')} THEN a.undo END
  WHEN EXISTS (SELECT 1 FROM activity AS t JOIN rollouts AS tr ON tr.id = t.thread_id
    WHERE t.job_id = a.job_id AND t.is_job = 0 AND t.undo IS NOT NULL AND ${stands('t', 'tr')}) THEN a.undo
  END`;

const MAX_WORDS = 32;

/**
 * The condition of a filter with its parameters. `rows`: what is on the page; a text, a thread or a job finds single
 * actions. `actions`: all single actions. `everything`: these and the jobs.
 */
export function activityWhere(
  { text, action, threadId, jobId }: ActivityFilter,
  which: 'rows' | 'actions' | 'everything',
): { readonly where: string; readonly params: SqlParams } {
  const words = filterWords(text).slice(0, MAX_WORDS);
  const params: Record<string, string> = {};
  const terms = words.map((word, index) => {
    params[`word${index}`] = word;
    return `(instr(a.search, :word${index}) > 0 OR instr(coalesce(r.search, ''), :word${index}) > 0)`;
  });
  const narrow = { 'a.action': action, 'a.thread_id': threadId, 'a.job_id': jobId };
  Object.entries(narrow).forEach(([column, value], index) => {
    if (value === null) return;
    terms.push(`${column} = :only${index}`);
    params[`only${index}`] = value;
  });
  const isWhole = words.length === 0 && threadId === null && jobId === null;
  if (which === 'rows') terms.push(isWhole ? 'a.listed = 1' : 'a.is_job = 0');
  if (which === 'actions') terms.push('a.is_job = 0');
  return { where: `WHERE ${['1', ...terms].join(' AND ')}`, params };
}
