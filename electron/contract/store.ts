import { z } from 'zod';
import { bytes, count, epochMs, threadRow, threadState } from './thread';

/** One place where Coldpress looked for a store, and what it found there. */
const lookedPlace = z.object({ place: z.string(), finding: z.string(), found: z.boolean() });
export type LookedPlace = z.infer<typeof lookedPlace>;

/**
 * The state of the scan. `scanning` counts what it has seen; `measuring` has all threads and adds up Codex's other
 * files. `offline`: the store was there before and cannot be reached now; the catalog's last rows stay on show.
 */
export const scanState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('never') }),
  z.object({ kind: z.literal('scanning'), threads: count, physicalBytes: bytes, startedAtMs: epochMs }),
  z.object({ kind: z.literal('measuring'), threads: count, startedAtMs: epochMs }),
  z.object({ kind: z.literal('done'), finishedAtMs: epochMs, durationMs: z.number() }),
  z.object({ kind: z.literal('offline'), message: z.string(), hint: z.string() }),
]);
export type ScanState = z.infer<typeof scanState>;

/** Which store is open. `home` is for display; `source` says why this one. */
export const storeView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), looked: z.array(lookedPlace) }),
  z.object({
    kind: z.literal('open'),
    home: z.string(),
    source: z.enum(['env', 'default', 'chosen', 'demo']),
    revision: count,
    scan: scanState,
  }),
]);
export type StoreView = z.infer<typeof storeView>;

const stateUsage = z.object({ threads: count, physicalBytes: bytes, logicalBytes: bytes });

/** Bytes of one project (the folder a thread was started in), by state; all allocated bytes. */
const projectUsage = z.object({
  project: z.string(),
  threads: count,
  physicalBytes: bytes,
  logicalBytes: bytes,
  byState: z.record(threadState, bytes),
});
export type ProjectUsage = z.infer<typeof projectUsage>;

/** Everything the overview shows, from one revision of the catalog, so that its numbers agree with each other. */
export const usage = z.object({
  revision: count,
  threads: count,
  physicalBytes: bytes,
  logicalBytes: bytes,
  savedBytes: bytes,
  byState: z.record(threadState, stateUsage),
  /** Codex's other files under the same home; `null` until they have been measured. */
  otherBytes: bytes.nullable(),
  otherFiles: z.array(z.object({ name: z.string(), physicalBytes: bytes })),
  disk: z.object({ totalBytes: bytes, freeBytes: bytes }).nullable(),
  projects: z.array(projectUsage),
  projectCount: count,
  largest: z.array(threadRow),
  /** Threads and files that are left alone because they are not understood. */
  problemCount: count,
  minAgeMs: z.number(),
});
export type Usage = z.infer<typeof usage>;

/** A file under the store's roots that is no thread Coldpress can work on, and why. */
export const problemFile = z.object({
  path: z.string(),
  kind: z.enum(['foreign', 'link', 'special', 'unreadable', 'damaged', 'duplicate', 'leftover']),
  reason: z.string(),
  physicalBytes: bytes,
});
export type ProblemFile = z.infer<typeof problemFile>;
