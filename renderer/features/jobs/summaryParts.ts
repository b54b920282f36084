import type { JobKind, JobSummary, OutcomeKind, SummaryThread } from '#contract/job';
import { bytesText } from '../../lib/format';
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

const doneKinds: readonly OutcomeKind[] = ['compressed', 'recompressed', 'restored'];

function doneCount({ counts }: JobSummary): number {
  return doneKinds.reduce((sum, kind) => sum + counts[kind], 0);
}

/** What was done, what was left alone by reason, and what failed: the failed always, even when there are none. */
export function countsOf(summary: JobSummary): readonly SummaryCount[] {
  const isCompress = summary.kind === 'compress';
  const done: SummaryCount = {
    id: 'done',
    name: isCompress ? 'Compressed' : 'Restored',
    count: doneCount(summary),
    note: 'all proven equal',
  };
  const left = skips
    .map(({ kind, name, note }) => ({ id: kind, name, count: summary.counts[kind], note }))
    .filter(({ count }) => count > 0);
  const failed: SummaryCount = {
    id: 'failed',
    name: 'Failed',
    count: summary.counts.failed,
    note: summary.counts.failed > 0 ? 'files untouched' : '',
  };
  // Where nothing was done, the heading says so.
  return [...(done.count > 0 ? [done] : []), ...left, failed];
}

/** The result as a heading: `27.1 GB freed`, `24 threads restored`, `Nothing was compressed`. */
export function headingOf(summary: JobSummary): { readonly bytes: number | null; readonly words: string } {
  const done = doneCount(summary);
  if (done === 0)
    return { bytes: null, words: `Nothing was ${summary.kind === 'compress' ? 'compressed' : 'restored'}` };
  if (summary.kind === 'restore') return { bytes: null, words: `${counted(done, 'thread')} restored` };
  return { bytes: Math.max(0, summary.freedBytes), words: 'freed' };
}

/** The sentence over the heading: how long, how it ended, what was proven. */
export function endingOf(summary: JobSummary): string {
  const duration = formatDuration(summary.durationMs);
  const isAny = doneCount(summary) > 0;
  const proof = isAny ? proofs[summary.kind] : '';
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
  verify: 'Every file was decoded completely. Nothing was changed.',
};

/** What a restore costs on disk, in words; `null` where it does not apply. */
export function costOf({ kind, freedBytes }: JobSummary): string | null {
  return kind === 'restore' && freedBytes < 0 ? `They take ${bytesText(-freedBytes)} more than before.` : null;
}

/** Failures, and threads that were left alone one by one. Cancelled ones are counted, not listed. */
export function listsOf({ leftAlone }: JobSummary): {
  readonly failed: readonly SummaryThread[];
  readonly left: readonly SummaryThread[];
} {
  return {
    failed: leftAlone.filter(({ kind }) => kind === 'failed'),
    left: leftAlone.filter(({ kind }) => kind !== 'failed' && kind !== 'skipped_cancelled'),
  };
}

const againKinds: ReadonlySet<OutcomeKind> = new Set(['skipped_in_use', 'skipped_changed', 'failed']);

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
};

export function reasonOf({ kind, reason }: SummaryThread): string {
  return reason ?? plainReasons[kind] ?? '';
}
