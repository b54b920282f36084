import type { ActivityDetails, ActivityFilter, ActivityPage, ActivityRow, ActivityTotals } from '#contract/activity';
import type { AppError } from '#contract/errors';

/** The entries of one question that are here: an unbroken run from the newest one on. */
export type RecordList = { readonly rows: readonly ActivityRow[]; readonly total: number };

/** One entry with its proof, on its way or here. */
export type Proof = { readonly details: ActivityDetails | null; readonly error: AppError | null };

export type ActivityState = {
  readonly filter: ActivityFilter;
  /** `null` until the first answer; the old rows stay on show until those of a new question are here. */
  readonly list: RecordList | null;
  readonly totals: ActivityTotals | null;
  /** What is wrong with the ledger itself; `null` where its chain is whole. */
  readonly ledger: string | null;
  readonly error: AppError | null;
  /** The threads of the jobs that were unfolded, by job. */
  readonly jobs: ReadonlyMap<string, RecordList>;
  readonly proofs: ReadonlyMap<number, Proof>;
  /** Entries that are unfolded, by their number. */
  readonly unfolded: ReadonlySet<number>;
  /** The entry that the keyboard acts on, by its number. */
  readonly current: number | null;
  /** The entry that the person went to last: the list brings it into view. A new object for every such step. */
  readonly reveal: { readonly seq: number } | null;
  /** A job to unfold as soon as its entry is here. */
  readonly wantedJobId: string | null;
  /** What the last small action did, in a sentence. */
  readonly notice: string | null;
};

export const everyActivity: ActivityFilter = { text: '', action: null, threadId: null, jobId: null };

export const initialActivity: ActivityState = {
  filter: everyActivity,
  list: null,
  totals: null,
  ledger: null,
  error: null,
  jobs: new Map(),
  proofs: new Map(),
  unfolded: new Set(),
  current: null,
  reveal: null,
  wantedJobId: null,
  notice: null,
};

export function isActivityFiltered({ text, action }: ActivityFilter): boolean {
  return text.trim() !== '' || action !== null;
}

/** A job over several threads, whose threads are entries of their own. */
export function isJobRow({ threadId, jobId }: ActivityRow): boolean {
  return jobId !== null && threadId === null;
}

/**
 * Puts the newest entries before those that are here. Where the two runs do not meet (more came meanwhile than one
 * answer holds) the older ones go, and are asked for again when they are scrolled to.
 */
export function withNewest(list: RecordList | null, answer: ActivityPage): RecordList {
  const oldest = answer.rows.at(-1)?.seq;
  if (list === null || oldest === undefined) return { rows: answer.rows, total: answer.total };
  const meets = list.rows.some(({ seq }) => seq >= oldest);
  const older = meets ? list.rows.filter(({ seq }) => seq < oldest) : [];
  return { rows: [...answer.rows, ...older], total: answer.total };
}

/** Puts older entries behind those that are here; what is here already (because new ones moved them) is not doubled. */
export function withOlder(list: RecordList | null, answer: ActivityPage): RecordList {
  const held = list?.rows ?? [];
  const known = new Set(held.map(({ seq }) => seq));
  return { rows: [...held, ...answer.rows.filter(({ seq }) => !known.has(seq))], total: answer.total };
}
