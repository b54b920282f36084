import { z } from 'zod';

/** Bytes, counts and milliseconds cross the border as whole numbers; nothing here reaches 2^53. */
export const bytes = z.int().nonnegative();
export const count = z.int().nonnegative();
export const epochMs = z.number();

/** A thread's id: the UUID in its rollout's name. */
export const threadId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export type ThreadId = z.infer<typeof threadId>;
/** Up to 200,000 ids; the largest store seen in the wild has 12,283 threads, a sister product's 170,000. */
export const threadIds = z.array(threadId).max(200_000);

/** How a thread stands on disk. `both`: a plain file and its compressed twin; the plain one is the truth. */
export const representation = z.enum(['plain', 'compressed', 'both']);
export type Representation = z.infer<typeof representation>;

/**
 * What Coldpress would do with a thread now: `in_use` loaded in Codex, `recent` younger than the policy's age,
 * `cold` reclaimable, `compressed` done, `unclear` not understood and therefore left alone.
 */
export const threadState = z.enum(['in_use', 'recent', 'cold', 'compressed', 'unclear']);
export type ThreadState = z.infer<typeof threadState>;

/** A row of the threads table. Sizes in bytes; `physicalBytes` allocated on disk, `logicalBytes` decoded. */
export const threadRow = z.object({
  id: threadId,
  title: z.string(),
  project: z.string(),
  updatedAtMs: epochMs,
  representation,
  state: threadState,
  archived: z.boolean(),
  physicalBytes: bytes,
  /** `null` while nobody knows: a `.zst` without a content size that has not been decoded yet, or a damaged one. */
  logicalBytes: bytes.nullable(),
  savedBytes: bytes,
  /** Why Coldpress leaves this thread alone, in a sentence; `null` where it does not. */
  problem: z.string().nullable(),
});
export type ThreadRow = z.infer<typeof threadRow>;

/** The facts of one thread, for the drawer. Paths are for display; no request takes one. */
export const threadDetails = threadRow.extend({
  name: z.string().nullable(),
  cwd: z.string().nullable(),
  branch: z.string().nullable(),
  model: z.string().nullable(),
  cliVersion: z.string().nullable(),
  historyMode: z.enum(['legacy', 'paginated']).nullable(),
  originator: z.string().nullable(),
  createdAtMs: epochMs.nullable(),
  path: z.string(),
  fileBytes: bytes,
  /** The SHA-256 of the plain content, from the receipt in our own `.zst`; `null` for every other file. */
  receipt: z.object({ sha256: z.string(), bytes, tool: z.string() }).nullable(),
  resumeCommand: z.string(),
});
export type ThreadDetails = z.infer<typeof threadDetails>;

export const threadFilter = z.object({
  /** Words that all occur in title, name, project, folder, branch or id; case does not matter. */
  text: z.string().max(500),
  state: threadState.nullable(),
  project: z.string().nullable(),
});
export type ThreadFilter = z.infer<typeof threadFilter>;

const threadColumn = z.enum(['title', 'project', 'updated', 'onDisk', 'fullSize', 'saved', 'state']);
export type ThreadColumn = z.infer<typeof threadColumn>;
export const threadSort = z.object({ column: threadColumn, descending: z.boolean() });
export type ThreadSort = z.infer<typeof threadSort>;

export const threadPage = z.object({
  revision: count,
  total: count,
  rows: z.array(threadRow),
});
export type ThreadPage = z.infer<typeof threadPage>;

/** The threads that match a filter, by state; what the chips above the table show. */
export const threadCounts = z.record(threadState, count);
export type ThreadCounts = z.infer<typeof threadCounts>;

/** What a selection holds: all of it, the part that Compress would take, and the part that Restore would take. */
export const selectionTotals = z.object({
  threads: count,
  physicalBytes: bytes,
  logicalBytes: bytes,
  compressible: z.object({ threads: count, physicalBytes: bytes }),
  restorable: z.object({ threads: count, physicalBytes: bytes, logicalBytes: bytes }),
});
export type SelectionTotals = z.infer<typeof selectionTotals>;
