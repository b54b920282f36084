import { z } from 'zod';
import { bytes, count, epochMs, threadId } from './thread';

/**
 * What a person can do about a finding. `set_aside*` moves one file into a folder of Coldpress's data directory, from
 * where it can be put back; nothing is ever deleted. `keep_both` stops the reminder while both files stay as they are.
 */
export const healthChoice = z.enum([
  'compare',
  'set_aside_plain',
  'set_aside_compressed',
  'set_aside_hold',
  'put_back_hold',
  'set_aside_leftover',
  'keep_both',
]);
export type HealthChoice = z.infer<typeof healthChoice>;

const findingKind = z.enum([
  /** Two files of one thread that differ, neither the beginning of the other. */
  'conflict',
  /** A compressed file of another tool that is only the beginning of the plain one: offered to be set aside. */
  'stale_twin',
  /** A twin that does not decode, beside a whole plain file. */
  'damaged_twin',
  /** A hold that recovery could not decide about, and why. */
  'hold',
  /** A compressed thread that does not decode or does not match its proof. */
  'corrupt',
  /** Temporary files that are not ours. */
  'codex_leftover',
  'unreadable',
  'ledger',
]);
export type FindingKind = z.infer<typeof findingKind>;

/** Something that needs to be known or decided. `findingId` stays the same while the files stay the same. */
const healthFinding = z.object({
  findingId: z.string().max(200),
  kind: findingKind,
  severity: z.enum(['note', 'caution', 'danger']),
  threadId: threadId.nullable(),
  title: z.string(),
  project: z.string().nullable(),
  /** What was found, in a sentence or two; and what to do. */
  message: z.string(),
  hint: z.string(),
  /** Relative to the home; for display. */
  path: z.string(),
  files: count,
  physicalBytes: bytes,
  choices: z.array(healthChoice),
});
export type HealthFinding = z.infer<typeof healthFinding>;

/** What a recovery did, by itself, to one thread. */
export const recoveryAction = z.object({
  kind: z.enum(['removed_temporary', 'finished_swap', 'removed_twin', 'removed_hold', 'put_back']),
  threadId: threadId.nullable(),
  path: z.string(),
  message: z.string(),
  /** Of the content that stands for the thread now; `null` where nothing had to be proven. */
  sha256: z.string().nullable(),
  bytes,
});
export type RecoveryAction = z.infer<typeof recoveryAction>;

/** A Codex program or thread that tells which Codex versions use this store. */
const codexFound = z.object({ version: z.string(), source: z.string(), path: z.string().nullable() });
export type CodexFound = z.infer<typeof codexFound>;

/** What may be compressed beside the lowest Codex version found (safety.md, Codex versions). */
export const codexGate = z.object({
  rule: z.enum(['everything', 'no_fork_bases', 'leases_only', 'refused']),
  lowest: z.string().nullable(),
  found: z.array(codexFound),
  /** The rule in a sentence for a person. */
  message: z.string(),
});
export type CodexGate = z.infer<typeof codexGate>;

/** How much of what is compressed has been proven by a complete decoding, and when. */
export const proofs = z.object({
  compressedThreads: count,
  provenThreads: count,
  unprovenBytes: bytes,
  oldestAtMs: epochMs.nullable(),
  newestAtMs: epochMs.nullable(),
  /** Bytes that the scheduled scrub decoded in the last 24 hours, and may. */
  scrubbedBytes: bytes,
  scrubBudgetBytes: bytes,
});
export type Proofs = z.infer<typeof proofs>;

export const health = z.object({
  state: z.enum(['never', 'checking', 'deferred', 'done']),
  checkedAtMs: epochMs.nullable(),
  /** Who holds the run lock, where recovery had to wait. */
  deferredBy: z.string().nullable(),
  actions: z.array(recoveryAction),
  findings: z.array(healthFinding),
  proofs,
  codex: codexGate.nullable(),
  /** Why nothing in this store can be changed at all (read-only, no working locks, a foreign layout); `null`: it can. */
  refusal: z.object({ message: z.string(), hint: z.string() }).nullable(),
});
export type Health = z.infer<typeof health>;

const conflictSide = z.object({
  /** Relative to the home; for display. */
  path: z.string(),
  physicalBytes: bytes,
  logicalBytes: bytes,
  updatedAtMs: epochMs,
  sha256: z.string(),
  records: count,
  /** The last record in a few words; plain text. */
  lastRecord: z.string().nullable(),
});

/** The two versions of one thread side by side. `equalBytes` from the start are the same in both. */
export const conflict = z.object({
  threadId,
  title: z.string(),
  project: z.string(),
  plain: conflictSide,
  /** `null`: it does not decode, and `damage` says how. */
  compressed: conflictSide.nullable(),
  damage: z.string().nullable(),
  equalBytes: bytes,
  /** The 1-based number of the first record that differs. */
  firstDifferentRecord: count.nullable(),
  /** What is different, in a sentence. */
  message: z.string(),
});
export type Conflict = z.infer<typeof conflict>;

/** A file that was set aside, and could be put back. */
export const asideFile = z.object({
  asideId: z.string().max(200),
  threadId: threadId.nullable(),
  title: z.string().nullable(),
  atMs: epochMs,
  /** Where it stood, relative to the home. */
  path: z.string(),
  bytes,
  sha256: z.string(),
});
export type AsideFile = z.infer<typeof asideFile>;
