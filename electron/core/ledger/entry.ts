import { z } from 'zod';
import { activityTrigger } from '#contract/activity';
import { recoveryAction } from '#contract/health';
import { jobKind, outcomeKind } from '#contract/job';
import { bytes, count, epochMs, threadId } from '#contract/thread';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Nanoseconds, beyond 2^53: a decimal string. */
const nanoseconds = z.string().regex(/^-?\d{1,20}$/);
/** Permission bits in octal. */
const octal = z.string().regex(/^[0-7]{1,4}$/);

/** One step of a swap and how long it took; `null`: too short to be measured apart. */
const step = z.object({ name: z.string(), ms: z.number().nonnegative().nullable() });

const common = { trigger: activityTrigger, jobId: z.uuid().nullable(), durationMs: z.number().nonnegative() };

/**
 * One thread was compressed, pressed again or restored; or could not be, and was left as it was. `path`: of the plain
 * form, relative to the home. `beforeBytes` and `afterBytes`: of the file that stood there and of the one that stands now.
 */
const swapEntry = z.object({
  kind: z.literal('swap'),
  ...common,
  jobKind,
  outcome: outcomeKind,
  threadId,
  path: z.string(),
  beforeBytes: bytes,
  afterBytes: bytes,
  sourceSha256: sha256.nullable(),
  decodedSha256: sha256.nullable(),
  sourceBytes: bytes,
  mtimeNs: nanoseconds.nullable(),
  mode: octal.nullable(),
  level: z.int().nullable(),
  steps: z.array(step),
  reason: z.string().nullable(),
});
export type SwapEntry = z.infer<typeof swapEntry>;

/** A job ended. Threads that it left alone have no entry of their own: the first 500 are listed here. */
const jobEntry = z.object({
  kind: z.literal('job'),
  ...common,
  jobKind,
  threads: count,
  leftAlone: count,
  failed: count,
  beforeBytes: bytes,
  afterBytes: bytes,
  freedBytes: z.int(),
  cancelled: z.boolean(),
  left: z.array(z.object({ threadId, outcome: outcomeKind, reason: z.string() })),
});

/**
 * A compressed thread was decoded completely. `stamp` names the very file that was read (bytes and mtime in ns); a
 * `no_receipt` entry is the first proof of a file that has none of its own.
 */
const proofEntry = z.object({
  kind: z.literal('proof'),
  ...common,
  outcome: z.enum(['proven', 'no_receipt', 'corrupt']),
  threadId,
  path: z.string(),
  stamp: z.object({ bytes, mtimeNs: nanoseconds }),
  sha256: sha256.nullable(),
  contentBytes: bytes,
  damage: z.string().nullable(),
});
export type ProofEntry = z.infer<typeof proofEntry>;

const recoveryEntry = z.object({ kind: z.literal('recovery'), ...common, action: recoveryAction });

/** A file was set aside into the data directory, or put back from there; `file` is its name in the folder of asides. */
const asideEntry = z.object({
  kind: z.literal('aside'),
  ...common,
  action: z.enum(['set_aside', 'put_back']),
  asideId: z.string(),
  threadId: threadId.nullable(),
  path: z.string(),
  file: z.string(),
  bytes,
  sha256,
  mtimeNs: nanoseconds,
  mode: octal,
  reason: z.string(),
});

/** Both files of a conflict stay, and nobody is reminded while they stay the same. */
const keptEntry = z.object({
  kind: z.literal('kept'),
  ...common,
  threadId: threadId.nullable(),
  findingId: z.string(),
});

/** Written before a copy is published where a file system can neither link nor rename without replacing. */
const intentEntry = z.object({
  kind: z.literal('intent'),
  ...common,
  threadId,
  path: z.string(),
  temporary: z.string(),
});

/** A torn last entry (a crash while it was written) was cut off before this one. */
const repairEntry = z.object({ kind: z.literal('repair'), tornBytes: count });

/** What an entry says, without its place in the chain. */
const ledgerBody = z.discriminatedUnion('kind', [
  swapEntry,
  jobEntry,
  proofEntry,
  recoveryEntry,
  asideEntry,
  keptEntry,
  intentEntry,
  repairEntry,
]);
export type LedgerBody = z.infer<typeof ledgerBody>;

/**
 * One line of the ledger. `prev` is the hash of the line before it (64 zeros at the first), `hash` the SHA-256 of this
 * line without `hash`. `seq` counts from 0.
 */
export const ledgerEntry = z.object({
  v: z.literal(1),
  seq: count,
  atMs: epochMs,
  tool: z.string().max(100),
  body: ledgerBody,
  prev: sha256,
  hash: sha256,
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

/** Where a store's ledger is and on whose behalf is written; passed to pool threads as it is. */
export type LedgerTarget = {
  readonly file: string;
  readonly tool: string;
  readonly trigger: z.infer<typeof activityTrigger>;
  readonly jobId: string | null;
};
