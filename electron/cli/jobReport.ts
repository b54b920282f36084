import type { JobKind, JobProgress, JobSummary, Outcome } from '#contract/job';
import type { JobRollout } from '#core/catalog/rolloutRow';
import type { Barred } from '#core/ops/codexGate';
import { isTaken } from '#core/ops/planJob';
import type { Invocation } from './invocation';
import { formatBytes, plainText } from './output';

const TITLE_CHARS = 60;
const FREE_TEXT = { compress: 'freed', restore: 'taken again', recompress: 'freed', verify: 'changed' } as const;

/** One line for a terminal. */
export function progressLine(progress: JobProgress): string {
  const { doneBytes, totalBytes, bytesPerSecond, doneThreads, totalThreads, inHand } = progress;
  const done = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  const title = inHand === null ? '' : `, ${plainText(inHand.title, TITLE_CHARS)}`;
  return `${done}, ${doneThreads} of ${totalThreads} threads, ${formatBytes(bytesPerSecond)}/s${title}`;
}

type DryRun = { readonly rollouts: readonly JobRollout[]; readonly barred: Barred };

export function printDryRun({ output }: Invocation, kind: JobKind, { rollouts, barred }: DryRun): void {
  const able = rollouts.filter(isTaken(kind));
  const taken = able.filter((rollout) => barred(rollout) === null);
  const threads = taken.map(({ id, title, physicalBytes, logicalBytes }) => ({
    id,
    title,
    physicalBytes,
    logicalBytes,
  }));
  const physicalBytes = threads.reduce((sum, thread) => sum + thread.physicalBytes, 0);
  const leftAlone = rollouts.length - threads.length;
  output.result({ dryRun: true, threads, totals: { threads: threads.length, physicalBytes, leftAlone } }, () =>
    [
      ...threads.map(
        ({ id, title, physicalBytes: bytes }) => `${id}  ${formatBytes(bytes)}  ${plainText(title, TITLE_CHARS)}`,
      ),
      `${threads.length} threads, ${formatBytes(physicalBytes)} on disk. ${leftAlone} would be left alone. Nothing was changed.`,
    ].join('\n'),
  );
}

const HOW_IT_ENDED = 'Interrupted. What was in hand was backed out of.';

function reasons(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ id, reason, kind }) => (reason === undefined ? [] : [`${id}  ${kind}: ${reason}`]));
}

function swapText(outcomes: readonly Outcome[], summary: JobSummary): readonly string[] {
  const { counts, freedBytes, durationMs, kind } = summary;
  const left = reasons(outcomes);
  const done = counts.compressed + counts.restored + counts.recompressed;
  return [
    ...left,
    `${done} of ${outcomes.length} threads, ${formatBytes(Math.abs(freedBytes))} ${FREE_TEXT[kind]}, ` +
      `in ${(durationMs / 1000).toFixed(1)} s. ${left.length} left alone.`,
  ];
}

/** What is damaged stands at the end, where a terminal shows it. */
function verifyText(outcomes: readonly Outcome[], { counts, sourceBytes, durationMs }: JobSummary): readonly string[] {
  const isTrouble = ({ kind }: Outcome): boolean => kind === 'corrupt' || kind === 'missing' || kind === 'failed';
  const others = outcomes.filter((outcome) => !isTrouble(outcome));
  const found = [
    `${counts.proven} proven`,
    ...(counts.no_receipt > 0 ? [`${counts.no_receipt} proven for the first time`] : []),
    ...(counts.missing > 0 ? [`${counts.missing} missing`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    `${counts.corrupt} corrupt`,
  ];
  return [
    ...reasons(others),
    ...reasons(outcomes.filter(isTrouble)),
    `${found.join(', ')}, of ${outcomes.length} threads. ${formatBytes(sourceBytes)} decoded in ` +
      `${(durationMs / 1000).toFixed(1)} s. Nothing was changed.`,
  ];
}

/** What became of every thread, at the end of a job. */
export function printSummary({ output }: Invocation, outcomes: readonly Outcome[], summary: JobSummary): void {
  const { counts, sourceBytes, compressedBytes, freedBytes, durationMs, cancelled, error, kind } = summary;
  const isVerify = kind === 'verify';
  const bytes = isVerify ? { sourceBytes, compressedBytes } : { sourceBytes, compressedBytes, freedBytes };
  const totals = { threads: outcomes.length, ...bytes, durationMs, ...counts };
  const rest = { totals, cancelled, ...(error !== null && { error }) };
  if (error !== null) output.say(error);
  output.result(isVerify ? { threads: outcomes, ...rest } : { outcomes, ...rest }, () => {
    const lines = isVerify ? verifyText(outcomes, summary) : swapText(outcomes, summary);
    return [...lines, ...(cancelled ? [HOW_IT_ENDED] : [])].join('\n');
  });
}
