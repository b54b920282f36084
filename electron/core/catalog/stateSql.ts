import type { ThreadColumn, ThreadFilter } from '#contract/thread';
import { filterWords } from '../model/threadTitle';
import type { SqlParams } from './sql';

/** The state of a row, as `threadState` of model/coldPolicy says it; needs the parameter `:cold`. */
export const STATE = `CASE
  WHEN problem_kind IS NOT NULL THEN 'unclear'
  WHEN in_use = 1 THEN 'in_use'
  WHEN representation = 'compressed' THEN 'compressed'
  WHEN mtime_ms <= :cold THEN 'cold'
  ELSE 'recent' END`;

/** In the order in which the states matter to a person who looks for something to do. */
const STATE_ORDER = `CASE
  WHEN problem_kind IS NOT NULL THEN 4
  WHEN in_use = 1 THEN 2
  WHEN representation = 'compressed' THEN 3
  WHEN mtime_ms <= :cold THEN 0
  ELSE 1 END`;

const SORT_COLUMNS: Readonly<Record<ThreadColumn, string>> = {
  title: 'title_key',
  project: 'project_key',
  updated: 'mtime_ms',
  onDisk: 'physical_bytes',
  fullSize: 'logical_bytes',
  saved: 'saved_bytes',
  state: STATE_ORDER,
};

/** The id breaks ties in the same direction, so that one index serves both. */
export function orderBy(column: ThreadColumn, descending: boolean): string {
  const direction = descending ? 'DESC' : 'ASC';
  return `ORDER BY ${SORT_COLUMNS[column]} ${direction}, id ${direction}`;
}

const MAX_WORDS = 32;

/** The condition of a filter with its parameters; every one of the filter's words must occur. */
export function whereOf(filter: ThreadFilter): { readonly where: string; readonly params: SqlParams } {
  const words = filterWords(filter.text).slice(0, MAX_WORDS);
  const terms = words.map((_, index) => `instr(search, :word${index}) > 0`);
  if (filter.project !== null) terms.push('project = :project');
  if (filter.state !== null) terms.push(`${STATE} = :state`);
  const params: Record<string, string> = {};
  words.forEach((word, index) => (params[`word${index}`] = word));
  if (filter.project !== null) params['project'] = filter.project;
  if (filter.state !== null) params['state'] = filter.state;
  return { where: terms.length === 0 ? '' : `WHERE ${terms.join(' AND ')}`, params };
}
