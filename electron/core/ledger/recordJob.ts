import type { JobSummary, OutcomeKind } from '#contract/job';
import type { Effects } from '../ports';
import { appendEntries } from './appendEntries';
import type { LedgerBody, LedgerTarget } from './entry';

type JobBody = Extract<LedgerBody, { kind: 'job' }>;

const DONE: readonly OutcomeKind[] = ['compressed', 'recompressed', 'restored', 'proven', 'no_receipt'];
const FAILED: readonly OutcomeKind[] = ['failed', 'corrupt', 'missing'];

function countOf({ counts }: JobSummary, kinds: readonly OutcomeKind[]): number {
  return kinds.reduce((sum, kind) => sum + counts[kind], 0);
}

/** Bytes of the files that stood there and of those that stand now, over all threads that were changed or proven. */
function bytesOf(summary: JobSummary): Pick<JobBody, 'beforeBytes' | 'afterBytes'> {
  const { kind, sourceBytes, compressedBytes, freedBytes } = summary;
  switch (kind) {
    case 'compress':
      return { beforeBytes: sourceBytes, afterBytes: compressedBytes };
    case 'restore':
      return { beforeBytes: compressedBytes, afterBytes: sourceBytes };
    case 'recompress':
      return { beforeBytes: compressedBytes + Math.max(0, freedBytes), afterBytes: compressedBytes };
    case 'verify':
      return { beforeBytes: compressedBytes, afterBytes: compressedBytes };
  }
}

function jobBody(summary: JobSummary, { trigger }: LedgerTarget): JobBody {
  const { jobId, kind, durationMs, freedBytes, cancelled, leftAlone } = summary;
  const threads = countOf(summary, DONE);
  const failed = countOf(summary, FAILED);
  const all = Object.values(summary.counts).reduce((sum, count) => sum + count, 0);
  return {
    kind: 'job',
    trigger,
    jobId,
    durationMs,
    jobKind: kind,
    threads,
    leftAlone: all - threads - failed,
    failed,
    ...bytesOf(summary),
    freedBytes,
    cancelled,
    left: leftAlone.map(({ id, kind: outcome, reason }) => ({ threadId: id, outcome, reason: reason ?? '' })),
  };
}

/**
 * Writes down that a job ended and what it left alone; nothing where it came to no thread at all. Call when every swap of
 * the job stands in the ledger. Throws where the entry cannot be made durable: the swaps stay recorded one by one.
 */
export function recordJob(
  effects: Pick<Effects, 'fs' | 'locks' | 'clock'>,
  target: LedgerTarget,
  summary: JobSummary,
): void {
  const body = jobBody(summary, target);
  if (body.threads + body.leftAlone + body.failed > 0) appendEntries(effects, target, [body]);
}
