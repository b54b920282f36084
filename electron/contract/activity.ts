import { z } from 'zod';
import { jobKind } from './job';
import { bytes, count, epochMs, threadId, threadIds } from './thread';

/** What was done or tried. `recover`: what a crash had left was finished or put back. */
export const activityAction = z.enum([
  'compress',
  'recompress',
  'restore',
  'verify',
  'recover',
  'set_aside',
  'put_back',
  'keep_both',
]);
export type ActivityAction = z.infer<typeof activityAction>;

/** How it ended. `left_alone` changed nothing and says why; `failed` changed nothing either. */
const activityResult = z.enum(['done', 'left_alone', 'failed']);
export type ActivityResult = z.infer<typeof activityResult>;

/** Who asked for it: the window, the command line, the scheduled scrub, a start of engine or command line. */
export const activityTrigger = z.enum(['window', 'command_line', 'scrub', 'start']);
export type ActivityTrigger = z.infer<typeof activityTrigger>;

/**
 * One line of the record: a single action on one thread, or a whole job over several (`jobId` set, `threadId` null),
 * whose threads are listed by a filter for that job. `seq` is the row's own number, grows with time and never changes.
 */
export const activityRow = z.object({
  seq: count,
  atMs: epochMs,
  action: activityAction,
  result: activityResult,
  trigger: activityTrigger,
  jobId: z.uuid().nullable(),
  threadId: threadId.nullable(),
  /** The thread's title as the catalog knows it now; `null` for a job, and for a thread that is gone. */
  title: z.string().nullable(),
  project: z.string().nullable(),
  /** Threads that were done, left alone and failed: 1 in all for a single action. */
  threads: count,
  leftAlone: count,
  failed: count,
  beforeBytes: bytes.nullable(),
  afterBytes: bytes.nullable(),
  /** SHA-256 of the plain content, proven equal; `null` where nothing was proven, and for a job. */
  sha256: z.string().nullable(),
  reason: z.string().nullable(),
  durationMs: z.number().nonnegative(),
  /** The job that would take it back, where one would. */
  undo: jobKind.nullable(),
});
export type ActivityRow = z.infer<typeof activityRow>;

/** `text`: words that all occur in title, project, id or reason. `jobId`: the threads of this job, one by one. */
export const activityFilter = z.object({
  text: z.string().max(500),
  action: activityAction.nullable(),
  threadId: threadId.nullable(),
  jobId: z.uuid().nullable(),
});
export type ActivityFilter = z.infer<typeof activityFilter>;

/** What the record adds up to, over everything that matches the filter. */
const activityTotals = z.object({
  actions: count,
  compressedThreads: count,
  /** Before less after, over all that was compressed or recompressed. */
  freedBytes: z.int(),
  restoredThreads: count,
  provenThreads: count,
  failed: count,
});
export type ActivityTotals = z.infer<typeof activityTotals>;

/** Newest first. `ledger` says what is wrong with the record itself, in a sentence; `null`: its chain is whole. */
export const activityPage = z.object({
  total: count,
  rows: z.array(activityRow),
  totals: activityTotals,
  ledger: z.string().nullable(),
});
export type ActivityPage = z.infer<typeof activityPage>;

/** One entry with its proof: the steps with their times, both hashes, and the entry's place in the chain. */
export const activityDetails = z.object({
  row: activityRow,
  steps: z.array(z.object({ name: z.string(), ms: z.number().nonnegative().nullable() })),
  sourceSha256: z.string().nullable(),
  decodedSha256: z.string().nullable(),
  sourceBytes: bytes.nullable(),
  decodedBytes: bytes.nullable(),
  mtimeNs: z.string().nullable(),
  mode: z.string().nullable(),
  level: z.int().nullable(),
  tool: z.string(),
  /** The entry as it stands in the ledger. */
  json: z.string(),
});
export type ActivityDetails = z.infer<typeof activityDetails>;

/** What pressing Undo would do: the job to preview, with those of its threads that still stand as it left them. */
export const activityUndo = z.object({ kind: jobKind, ids: threadIds });
export type ActivityUndo = z.infer<typeof activityUndo>;
