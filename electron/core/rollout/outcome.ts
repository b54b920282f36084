import type { Outcome, OutcomeKind } from '#contract/job';
import type { ProofEntry, SwapEntry } from '../ledger/entry';

/** Ends the work on one thread with an outcome other than the one hoped for. Nothing of the store was changed. */
export class LeftAlone extends Error {
  constructor(
    readonly kind: Exclude<OutcomeKind, 'compressed' | 'recompressed' | 'restored'>,
    readonly reason: string,
  ) {
    super(reason);
    this.name = 'LeftAlone';
  }
}

export function leaveAlone(kind: LeftAlone['kind'], reason: string): never {
  throw new LeftAlone(kind, reason);
}

/** What the error codes of a file system mean to a person, and what to do about them. */
const ERROR_WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and try again',
  EDQUOT: 'the disk quota is used up. Free some space and try again',
  EACCES: 'permission denied. Run Coldpress as the owner of the Codex home',
  EPERM: 'the system does not allow it. Run Coldpress as the owner of the Codex home',
  EROFS: 'the file system is read-only. Mount it writable and try again',
  EIO: 'the disk reports a read or write error. Back up this disk',
  EMFILE: 'too many files are open. Close other programs and try again',
};

/** The disk has, or would soon have, no room left. Carries its own words. */
export class DiskFull extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DiskFull';
  }
}

function knowsWords(error: unknown): boolean {
  return hasCode(error, ...Object.keys(ERROR_WORDS));
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : ERROR_WORDS[code];
  if (code === undefined || words === undefined) return error.message;
  return `${code}: ${words}${path === undefined ? '' : ` (${path})`}`;
}

/** Whether an error says something about the store as a whole rather than about one file. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof DiskFull || hasCode(error, 'ENOSPC', 'EDQUOT');
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code !== undefined && codes.includes(code);
}

/** What a swap has to say for itself in the ledger. */
export type SwapFacts = Pick<
  SwapEntry,
  | 'path'
  | 'beforeBytes'
  | 'afterBytes'
  | 'sourceSha256'
  | 'decodedSha256'
  | 'sourceBytes'
  | 'mtimeNs'
  | 'mode'
  | 'level'
  | 'steps'
>;

/** What became of one thread, for the job. */
export type RolloutResult = {
  /** `null` where nothing was swapped. */
  readonly facts: SwapFacts | null;
  readonly outcome: Outcome;
  /** Allocated bytes given back; negative after a restore, 0 where nothing was changed. */
  readonly freedBytes: number;
  /** It failed for want of disk, which ends a whole run. */
  readonly diskFull: boolean;
  /** Files of this thread may stand that only recovery can decide about: a hold, or what a dying pool thread left. */
  readonly needsRecovery?: boolean;
  /** Of a verification that decoded the file: what the ledger is to say of it. */
  readonly proof?: ProofFacts;
};

/** A complete decoding of a compressed thread; who asked for it, and in which job, is added when it is written down. */
export type ProofFacts = Omit<ProofEntry, 'kind' | 'trigger' | 'jobId'>;

const RETRY = 'Nothing was changed. Try again; if it happens again, check this disk';

/** A skip as it says; any other error with the file that it is about and what to do. */
/** An open that would have to wait for a lease: another program swaps this very file, or backs it up, right now. */
function isKeptOut(error: unknown): boolean {
  return hasCode(error, 'EAGAIN', 'EWOULDBLOCK');
}

const KEPT_OUT = 'Another program, or another Coldpress, has the file to itself at this moment. Try again later.';

function reasonOf(plainPath: string, error: unknown): string {
  if (isKeptOut(error)) return KEPT_OUT;
  const words = describeError(error);
  if (error instanceof LeftAlone || error instanceof DiskFull) return words;
  const named = words.includes(plainPath) ? words : `${plainPath}: ${words}`;
  return knowsWords(error) ? named : `${named}. ${RETRY}`;
}

/** The result of work that ended with an error: a skip as it says, anything else `failed` with its words. */
export function resultOfError(
  thread: { readonly id: string; readonly plainPath: string },
  error: unknown,
): RolloutResult {
  const { id, plainPath } = thread;
  const kind = error instanceof LeftAlone ? error.kind : isKeptOut(error) ? 'skipped_in_use' : 'failed';
  const outcome: Outcome = { id, kind, sourceBytes: 0, compressedBytes: 0, reason: reasonOf(plainPath, error) };
  return { outcome, facts: null, freedBytes: 0, diskFull: isDiskFull(error) };
}
