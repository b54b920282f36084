import { z } from 'zod';
import { appError } from './errors';
import { bytes, count, epochMs, threadId, threadIds, threadRow } from './thread';

export const jobId = z.uuid();
export const jobKind = z.enum(['compress', 'restore', 'recompress', 'verify']);
export type JobKind = z.infer<typeof jobKind>;

/** Which threads a job is asked to take: exactly these, or every one that it could take at the time it starts. */
export const jobSelection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cold') }),
  z.object({ kind: z.literal('compressed') }),
  z.object({ kind: z.literal('ids'), ids: threadIds }),
]);
export type JobSelection = z.infer<typeof jobSelection>;

/** What became of one thread (cli.md, `kind` of an outcome). A skip says why in `reason`. */
export const outcomeKind = z.enum([
  'compressed',
  'recompressed',
  'restored',
  'skipped_not_cold',
  'skipped_in_use',
  'skipped_changed',
  'skipped_already_compressed',
  'skipped_not_compressible',
  'skipped_unsupported',
  'skipped_cancelled',
  'failed',
  /** Of a verification: a receipt or an earlier proof matches; decodes, with nothing to compare it with before; does not. */
  'proven',
  'no_receipt',
  'corrupt',
  'missing',
]);
export type OutcomeKind = z.infer<typeof outcomeKind>;

export const outcome = z.object({
  id: threadId,
  kind: outcomeKind,
  /** Decoded bytes of the thread; 0 where it was never read. */
  sourceBytes: bytes,
  /** Bytes of the compressed file, before a restore or after a compression; 0 where there is none. */
  compressedBytes: bytes,
  reason: z.string().optional(),
});
export type Outcome = z.infer<typeof outcome>;

/**
 * Threads of a selection that a job would leave alone, by the reason known before it starts. `barred`: for the sake of an
 * older Codex, or because nothing in this store may be changed; `caution` of the preview says which and why.
 */
const leftAlone = z.object({ recent: count, inUse: count, done: count, unclear: count, barred: count });
export type LeftAlone = z.infer<typeof leftAlone>;

/** What a job would do. Nothing is changed by asking. `neededBytes` of free disk while it works. */
export const jobPreview = z.object({
  kind: jobKind,
  threads: count,
  physicalBytes: bytes,
  logicalBytes: bytes,
  neededBytes: bytes,
  freeBytes: bytes.nullable(),
  largest: z.array(threadRow.extend({ fileName: z.string() })),
  leftAlone,
  /** What an older Codex or the store itself does not allow, in words for a person; `null`: nothing stands in the way. */
  caution: z.object({ message: z.string(), hint: z.string() }).nullable(),
  /** Whether this person has never compressed anything here: the promise is shown in five lines then. */
  firstTime: z.boolean(),
});
export type JobPreview = z.infer<typeof jobPreview>;

/** `queued` waits for another compression run to end; `cancelling` finishes or backs out of the files in hand. */
const jobPhase = z.enum(['queued', 'planning', 'running', 'cancelling', 'finished']);
export type JobPhase = z.infer<typeof jobPhase>;

/** Progress of a job: at most ten of these a second, and always one at the end. Bytes are source bytes. */
export const jobProgress = z.object({
  jobId,
  kind: jobKind,
  phase: jobPhase,
  /** Who holds the store, while queued. */
  blockedBy: z.string().nullable(),
  startedAtMs: epochMs,
  doneBytes: bytes,
  totalBytes: bytes,
  doneThreads: count,
  totalThreads: count,
  /** Allocated bytes given back so far; negative while restoring. */
  freedBytes: z.int(),
  bytesPerSecond: z.number().nonnegative(),
  remainingMs: z.number().nonnegative().nullable(),
  inHand: z
    .object({
      id: threadId,
      title: z.string(),
      project: z.string(),
      step: z.enum(['reading', 'verifying', 'swapping']),
      share: z.number().min(0).max(1),
    })
    .nullable(),
});
export type JobProgress = z.infer<typeof jobProgress>;

const summaryThread = z.object({
  id: threadId,
  title: z.string(),
  project: z.string(),
  kind: outcomeKind,
  sourceBytes: bytes,
  compressedBytes: bytes,
  reason: z.string().nullable(),
});
export type SummaryThread = z.infer<typeof summaryThread>;

/** A finished job as a fact. `changed` lists the largest ones first, `leftAlone` all skips and failures, 500 at most. */
export const jobSummary = z.object({
  jobId,
  kind: jobKind,
  startedAtMs: epochMs,
  durationMs: z.number().nonnegative(),
  cancelled: z.boolean(),
  error: appError.nullable(),
  counts: z.record(outcomeKind, count),
  sourceBytes: bytes,
  compressedBytes: bytes,
  freedBytes: z.int(),
  changed: z.array(summaryThread),
  leftAlone: z.array(summaryThread),
  changedIds: threadIds,
});
export type JobSummary = z.infer<typeof jobSummary>;
