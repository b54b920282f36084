import type { ActivityAction, ActivityRow, ActivityTotals, ActivityTrigger } from '#contract/activity';
import { bytesText, formatCount } from '../../lib/format';
import { counted } from '../../lib/words';
import { isJobRow } from '../../store/activityState';

/** What was done, as the first word of an entry and in the list of actions. */
export const actionWords: Readonly<Record<ActivityAction, string>> = {
  compress: 'Compressed',
  restore: 'Restored',
  recompress: 'Pressed again',
  verify: 'Verified',
  recover: 'Recovered',
  set_aside: 'Set aside',
  put_back: 'Put back',
  keep_both: 'Kept both',
};

/** The first word of an entry: what was done, or how it ended where nothing was. */
export function headWord(row: ActivityRow): string {
  if (row.result === 'left_alone') return 'Left alone';
  if (row.result === 'done') return actionWords[row.action];
  return row.action === 'verify' ? 'Not proven' : 'Failed';
}

const triggerWords: Readonly<Record<ActivityTrigger, string | null>> = {
  window: null,
  command_line: 'by command line',
  scrub: 'by schedule',
  start: 'at the start',
};

function triggerWord({ trigger }: ActivityRow): string | null {
  return triggerWords[trigger];
}

/** Whom an entry is about: a thread, or how many of them. A thread that is gone is named by its id. */
export function subjectOf(row: ActivityRow): string {
  if (isJobRow(row)) return row.threads === 0 && row.leftAlone + row.failed > 0 ? '' : counted(row.threads, 'thread');
  if (row.title !== null) return row.title;
  return row.threadId === null ? '' : `thread ${shortId(row.threadId)}`;
}

/** What stands behind the subject, quieter: what a job left alone, why something was, who asked for it. */
export function asidesOf(row: ActivityRow): readonly string[] {
  const job = isJobRow(row)
    ? [
        row.leftAlone > 0 ? `${formatCount(row.leftAlone)} left alone` : null,
        row.failed > 0 ? `${formatCount(row.failed)} failed` : null,
      ]
    : [];
  return [...job, row.reason, triggerWord(row)].filter((part): part is string => part !== null && part !== '');
}

/** What stands under Proof: a hash, how many are equal, or that nothing was touched. */
export type ProofWord = { readonly kind: 'proven' | 'untouched' | 'failed'; readonly words: string };

export function proofOf(row: ActivityRow): ProofWord | null {
  if (row.result === 'left_alone') return { kind: 'untouched', words: 'untouched' };
  if (row.result === 'failed') {
    return { kind: 'failed', words: row.action === 'verify' ? 'not equal' : notDone[row.action] };
  }
  if (isJobRow(row)) return row.threads === 0 ? null : { kind: 'proven', words: `${formatCount(row.threads)} equal` };
  return row.sha256 === null ? null : { kind: 'proven', words: shortHash(row.sha256) };
}

const notDone: Readonly<Record<ActivityAction, string>> = {
  compress: 'not compressed',
  restore: 'not restored',
  recompress: 'not replaced',
  verify: 'not equal',
  recover: 'not recovered',
  set_aside: 'not moved',
  put_back: 'not put back',
  keep_both: 'not kept',
};

/** What pressing the link at the end of a line would do; `null` where there is no way back. */
export function undoWord(row: ActivityRow): string | null {
  if (row.undo === null) return null;
  if (isJobRow(row)) return 'Undo';
  return { compress: 'Compress', restore: 'Restore', recompress: 'Press again', verify: 'Verify' }[row.undo];
}

/** All of it in one breath, for screen readers: `Undo: Compressed 61 threads`. */
export function undoLabel(row: ActivityRow): string {
  return `${undoWord(row) ?? ''}: ${headWord(row)} ${subjectOf(row)}`.trim();
}

/** What the record adds up to, a part each; what did not happen has no part. */
export function totalsParts(totals: ActivityTotals): readonly string[] {
  const { actions, compressedThreads, freedBytes, restoredThreads, provenThreads, failed } = totals;
  return [
    counted(actions, 'action'),
    compressedThreads > 0 ? `${counted(compressedThreads, 'thread')} compressed` : null,
    compressedThreads > 0 && freedBytes > 0 ? `${bytesText(freedBytes)} freed` : null,
    restoredThreads > 0 ? `${formatCount(restoredThreads)} restored` : null,
    provenThreads > 0 ? `${formatCount(provenThreads)} proven` : null,
    failed > 0 ? `${formatCount(failed)} failed` : null,
  ].filter((part) => part !== null);
}

/** `c41e…6d18`. */
function shortHash(sha256: string): string {
  return `${sha256.slice(0, 4)}…${sha256.slice(-4)}`;
}

function shortId(id: string): string {
  return `${id.slice(0, 8)}…${id.slice(-4)}`;
}
