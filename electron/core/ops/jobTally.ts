import type { AppError } from '#contract/errors';
import { outcomeKind } from '#contract/job';
import type { JobKind, JobSummary, Outcome, OutcomeKind, SummaryThread } from '#contract/job';
import type { KnownProofs } from '../rollout/knownProofs';
import type { RolloutResult } from '../rollout/outcome';

/** One thread of a job, as it was when the job was planned. */
export type JobItem = {
  readonly id: string;
  /** Of the plain form, relative to the home. */
  readonly plainPath: string;
  readonly title: string;
  readonly project: string;
  /** Bytes that the job has to get through for this thread: the decoded size where it is known. */
  readonly bytes: number;
  /** Why it is left alone without looking at its files; `null`: it is looked at. */
  readonly problem: string | null;
  /** What an older Codex on this store asks for (model/codexVersions). Absent: nothing. */
  readonly needs?: { readonly lease: boolean; readonly quiet: boolean };
  /** Of a verification: what the ledger knows of the thread. */
  readonly known?: () => KnownProofs;
};

/** What a job has done so far. The one mutable thing about it; owned by `startJob`. */
export type JobTally = {
  readonly results: { readonly item: JobItem; readonly outcome: Outcome }[];
  doneBytes: number;
  freedBytes: number;
};

const LISTED = 500;
const CHANGED: ReadonlySet<OutcomeKind> = new Set(['compressed', 'recompressed', 'restored']);

/** Read completely and found whole: what a verification is about, though it changes nothing. */
const WHOLE: ReadonlySet<OutcomeKind> = new Set(['proven', 'no_receipt']);
/** What a person should see first. */
const TROUBLES: readonly OutcomeKind[] = ['corrupt', 'missing', 'failed'];

/** Whether the catalog may say something else of a thread now. */
export function isWorthALook({ kind }: Outcome): boolean {
  return !WHOLE.has(kind);
}

export function createTally(): JobTally {
  return { results: [], doneBytes: 0, freedBytes: 0 };
}

export function addResult(tally: JobTally, item: JobItem, result: RolloutResult): void {
  tally.results.push({ item, outcome: result.outcome });
  if (result.outcome.kind !== 'skipped_cancelled') tally.doneBytes += item.bytes;
  tally.freedBytes += result.freedBytes;
}

/** How many threads were changed so far, whatever it freed. */
export function countChanged({ results }: JobTally): number {
  return results.filter(({ outcome }) => CHANGED.has(outcome.kind)).length;
}

function countKinds(outcomes: readonly Outcome[]): Record<OutcomeKind, number> {
  const none = outcomeKind.options.map((kind) => [kind, 0] as const);
  const counts = Object.fromEntries(none) as Record<OutcomeKind, number>;
  for (const { kind } of outcomes) counts[kind] += 1;
  return counts;
}

function summaryThread({ item, outcome }: JobTally['results'][number]): SummaryThread {
  const { kind, sourceBytes, compressedBytes, reason } = outcome;
  const { id, title, project } = item;
  return { id, title, project, kind, sourceBytes, compressedBytes, reason: reason ?? null };
}

function savedBytes(thread: SummaryThread): number {
  return thread.sourceBytes - thread.compressedBytes;
}

export type JobEnd = {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly cancelled: boolean;
  readonly error: AppError | null;
};

/** Troubles first, by how bad they are, then skips. */
function byTrouble(threads: readonly SummaryThread[]): readonly SummaryThread[] {
  const troubles = TROUBLES.flatMap((kind) => threads.filter((thread) => thread.kind === kind));
  return [...troubles, ...threads.filter((thread) => !TROUBLES.includes(thread.kind))];
}

/**
 * The facts of a finished job: the largest savings first, troubles before skips. A verification changes nothing: the
 * threads that it found whole are counted and their bytes added up, and nothing more is said of them.
 */
export function summarize(tally: JobTally, end: JobEnd): JobSummary {
  const threads = tally.results.map(summaryThread);
  const changed = threads.filter(({ kind }) => CHANGED.has(kind)).sort((a, b) => savedBytes(b) - savedBytes(a));
  const done = threads.filter(({ kind }) => CHANGED.has(kind) || WHOLE.has(kind));
  const leftAlone = byTrouble(threads.filter(({ kind }) => !CHANGED.has(kind) && !WHOLE.has(kind)));
  return {
    ...end,
    counts: countKinds(tally.results.map(({ outcome }) => outcome)),
    sourceBytes: done.reduce((sum, thread) => sum + thread.sourceBytes, 0),
    compressedBytes: done.reduce((sum, thread) => sum + thread.compressedBytes, 0),
    freedBytes: tally.freedBytes,
    changed: changed.slice(0, LISTED),
    leftAlone: leftAlone.slice(0, LISTED),
    changedIds: changed.map(({ id }) => id),
  };
}
