import type { JobKind, JobSummary, OutcomeKind, SummaryThread } from '#contract/job';
import { bytesText } from '../../lib/format';
import { jobWords } from '../../lib/jobWords';
import { formatDuration } from '../../lib/time';
import { counted } from '../../lib/words';

/** One number of the summary's row of counts. */
export type SummaryCount = {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly note: string;
};

const skips: readonly { readonly kind: OutcomeKind; readonly name: string; readonly note: string }[] = [
  { kind: 'skipped_in_use', name: 'In use', note: 'left alone' },
  { kind: 'skipped_changed', name: 'Changed meanwhile', note: 'left alone' },
  { kind: 'skipped_not_cold', name: 'Recent', note: 'left alone' },
  { kind: 'skipped_not_compressible', name: 'No smaller', note: 'left alone' },
  { kind: 'skipped_already_compressed', name: 'Done before', note: 'left alone' },
  { kind: 'skipped_unsupported', name: 'Not understood', note: 'left alone' },
  { kind: 'skipped_cancelled', name: 'Cancelled', note: 'as they were' },
];

const doneKinds: readonly OutcomeKind[] = ['compressed', 'recompressed', 'restored', 'proven', 'no_receipt'];

function doneCount({ counts }: JobSummary): number {
  return doneKinds.reduce((sum, kind) => sum + counts[kind], 0);
}

const doneNames: Readonly<Record<JobKind, { readonly name: string; readonly note: string }>> = {
  compress: { name: 'Compressed', note: 'all proven equal' },
  restore: { name: 'Restored', note: 'all proven equal' },
  recompress: { name: 'Pressed again', note: 'all proven equal' },
  verify: { name: 'Proven', note: 'decoded and equal' },
};

/** What was done, what was left alone by reason, and what failed: the failed always, even when there are none. */
export function countsOf(summary: JobSummary): readonly SummaryCount[] {
  const { kind, counts } = summary;
  const done: SummaryCount = { id: 'done', ...doneNames[kind], count: doneCount(summary) - counts.no_receipt };
  const first = { id: 'no_receipt', name: 'First proof', count: counts.no_receipt, note: 'now recorded' };
  const left = skips.map((skip) => ({ id: skip.kind, name: skip.name, count: counts[skip.kind], note: skip.note }));
  const isAny = ({ count }: SummaryCount) => count > 0;
  // Where nothing was done, the heading says so.
  return [...[done, first, ...left].filter(isAny), ...troubles(summary)];
}

/** What went wrong; the first one stands there even where nothing did. */
function troubles({ kind, counts }: JobSummary): readonly SummaryCount[] {
  const untouched = (count: number) => (count > 0 ? 'files untouched' : '');
  const failed = { id: 'failed', name: 'Failed', count: counts.failed, note: untouched(counts.failed) };
  if (kind !== 'verify') return [failed];
  const damaged = { id: 'corrupt', name: 'Damaged', count: counts.corrupt, note: untouched(counts.corrupt) };
  const missing = { id: 'missing', name: 'Missing', count: counts.missing, note: 'gone meanwhile' };
  return [damaged, ...[missing, failed].filter(({ count }) => count > 0)];
}

/** The result as a heading: `27.1 GB freed`, `24 threads restored`, `Nothing was compressed`. */
export function headingOf(summary: JobSummary): { readonly bytes: number | null; readonly words: string } {
  const { kind, counts } = summary;
  const done = doneCount(summary);
  if (kind === 'verify' && counts.corrupt > 0) {
    return { bytes: null, words: `${counted(counts.corrupt, 'thread is', 'threads are')} damaged` };
  }
  if (done === 0) return { bytes: null, words: `Nothing was ${jobWords[kind].done}` };
  if (kind === 'restore') return { bytes: null, words: `${counted(done, 'thread')} restored` };
  if (kind === 'verify') return { bytes: null, words: `${counted(done, 'thread')} proven` };
  return { bytes: Math.max(0, summary.freedBytes), words: 'freed' };
}

/** The sentence over the heading: how long, how it ended, what was proven. */
export function endingOf(summary: JobSummary): string {
  const duration = formatDuration(summary.durationMs);
  const isAny = doneCount(summary) > 0;
  const proof = isAny ? proofs[summary.kind] : '';
  if (summary.cancelled && summary.kind === 'verify') return `Cancelled after ${duration}. Nothing was changed.`;
  if (summary.cancelled) {
    const state = isAny ? `What is done stays done. ${proof}` : 'Every file is as it was.';
    return `Cancelled after ${duration}. ${state}`;
  }
  if (summary.error !== null) return `Stopped after ${duration}. ${proof}`.trim();
  return `Done in ${duration}. ${proof}`.trim();
}

const proofs: Readonly<Record<JobKind, string>> = {
  compress: 'Every file was proven equal before it was replaced.',
  restore: 'Every file has the bytes, the time stamp and the mode it had.',
  recompress: 'Every file was proven equal before it was replaced.',
  verify: 'Each was decoded completely and compared. Nothing was changed.',
};

/** What a restore costs on disk, in words; `null` where it does not apply. */
export function costOf({ kind, freedBytes }: JobSummary): string | null {
  return kind === 'restore' && freedBytes < 0 ? `They take ${bytesText(-freedBytes)} more than before.` : null;
}

const failedKinds: ReadonlySet<OutcomeKind> = new Set(['failed', 'corrupt', 'missing']);
const unlistedKinds: ReadonlySet<OutcomeKind> = new Set(['skipped_cancelled', ...doneKinds]);

/** Failures, and threads that were left alone one by one. Cancelled ones are counted, not listed. */
export function listsOf({ leftAlone }: JobSummary): {
  readonly failed: readonly SummaryThread[];
  readonly left: readonly SummaryThread[];
} {
  return {
    failed: leftAlone.filter(({ kind }) => failedKinds.has(kind)),
    left: leftAlone.filter(({ kind }) => !failedKinds.has(kind) && !unlistedKinds.has(kind)),
  };
}

/** The title over what failed: how many, and that nothing of it was touched. */
export function failedTitle(kind: JobKind, count: number): string {
  const files = counted(count, 'file');
  const state = count === 1 ? 'It is as it was.' : 'Each is as it was.';
  return kind === 'verify' ? `${files} could not be proven. ${state}` : `${files} could not be done. ${state}`;
}

const againKinds: ReadonlySet<OutcomeKind> = new Set(['skipped_in_use', 'skipped_changed', 'failed', 'corrupt']);

/** Whether another try can end otherwise. */
export function canTryAgain({ kind }: SummaryThread): boolean {
  return againKinds.has(kind);
}

const plainReasons: Readonly<Partial<Record<OutcomeKind, string>>> = {
  skipped_in_use: 'Loaded in Codex',
  skipped_changed: 'Changed while it was being read',
  skipped_not_cold: 'Changed too recently',
  skipped_not_compressible: 'Would not get smaller',
  skipped_already_compressed: 'Was done before',
  skipped_unsupported: 'Not understood',
  failed: 'Could not be read or written. File untouched.',
  corrupt: 'Does not decode, or is not what was proven before. File untouched.',
  missing: 'Is not there any more.',
};

export function reasonOf({ kind, reason }: SummaryThread): string {
  return reason ?? plainReasons[kind] ?? '';
}
