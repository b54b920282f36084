import type { ActivityAction, ActivityResult, ActivityTrigger } from '#contract/activity';
import type { JobKind, OutcomeKind } from '#contract/job';
import type { LedgerBody, LedgerEntry } from './entry';

/** One line of the record, as the index keeps it. Whether it can be undone now depends on how the thread stands. */
export type RecordRow = {
  readonly rowId: number;
  readonly atMs: number;
  readonly action: ActivityAction;
  readonly result: ActivityResult;
  readonly trigger: ActivityTrigger;
  readonly jobId: string | null;
  readonly threadId: string | null;
  readonly isJob: boolean;
  readonly threads: number;
  readonly leftAlone: number;
  readonly failed: number;
  readonly beforeBytes: number | null;
  readonly afterBytes: number | null;
  /** Decoded bytes of the thread. */
  readonly contentBytes: number | null;
  readonly sha256: string | null;
  readonly reason: string | null;
  readonly durationMs: number;
  /** The job that would take it back. */
  readonly undo: JobKind | null;
};

/** A row's number is its entry's times this; the threads that a job left alone come behind the job's own. */
const ROWS_PER_ENTRY = 1024;

type Of<K extends LedgerBody['kind']> = Extract<LedgerBody, { kind: K }>;
type Told = Exclude<LedgerBody, { kind: 'intent' | 'repair' }>;

const INVERSE: Readonly<Record<JobKind, JobKind | null>> = {
  compress: 'restore',
  restore: 'compress',
  recompress: null,
  verify: null,
};

function resultOf(outcome: OutcomeKind): ActivityResult {
  switch (outcome) {
    case 'compressed':
    case 'recompressed':
    case 'restored':
    case 'proven':
    case 'no_receipt':
      return 'done';
    case 'failed':
    case 'corrupt':
    case 'missing':
      return 'failed';
    default:
      return 'left_alone';
  }
}

const ONE = {
  done: { threads: 1, leftAlone: 0, failed: 0 },
  left_alone: { threads: 0, leftAlone: 1, failed: 0 },
  failed: { threads: 0, leftAlone: 0, failed: 1 },
} as const;

const NO_FACTS = { beforeBytes: null, afterBytes: null, contentBytes: null, sha256: null, reason: null, undo: null };

type Common = Pick<RecordRow, 'rowId' | 'atMs' | 'trigger' | 'jobId' | 'durationMs'>;

/** One action on one thread. */
function single(
  common: Common,
  row: Pick<RecordRow, 'action' | 'result' | 'threadId'> & Partial<RecordRow>,
): RecordRow {
  return { ...NO_FACTS, ...common, ...ONE[row.result], isJob: false, ...row };
}

function swapRow(common: Common, body: Of<'swap'>): RecordRow {
  const { jobKind: action, threadId, beforeBytes, afterBytes, decodedSha256: sha256, reason } = body;
  const result = resultOf(body.outcome);
  const undo = result === 'done' ? INVERSE[action] : null;
  const facts = { beforeBytes, afterBytes, sha256, contentBytes: body.sourceBytes, undo };
  return single(common, { action, result, threadId, reason, ...(result === 'done' ? facts : {}) });
}

function proofRow(common: Common, body: Of<'proof'>): RecordRow {
  const { threadId, sha256, contentBytes, stamp, damage: reason } = body;
  const facts = { beforeBytes: stamp.bytes, afterBytes: stamp.bytes, contentBytes, sha256, reason };
  return single(common, { action: 'verify', result: resultOf(body.outcome), threadId, ...facts });
}

function recoveryRow(common: Common, { action }: Of<'recovery'>): RecordRow {
  const { threadId, message: reason, sha256, bytes } = action;
  const undo = action.kind === 'finished_swap' && sha256 !== null ? 'restore' : null;
  return single(common, { action: 'recover', result: 'done', threadId, reason, sha256, afterBytes: bytes, undo });
}

function jobRows(common: Common, body: Of<'job'>): readonly RecordRow[] {
  const { jobKind: action, threads, leftAlone, failed, beforeBytes, afterBytes, left } = body;
  const result = threads > 0 ? 'done' : failed > 0 ? 'failed' : 'left_alone';
  const undo = threads > 0 ? INVERSE[action] : null;
  const facts = { action, result, threadId: null, threads, leftAlone, failed, undo } as const;
  const sizes = threads > 0 ? { beforeBytes, afterBytes } : {};
  const rows = left.slice(0, ROWS_PER_ENTRY - 1).map(({ threadId, outcome, reason }, index) => {
    const rowId = common.rowId + 1 + index;
    return single({ ...common, rowId, durationMs: 0 }, { action, result: resultOf(outcome), threadId, reason });
  });
  return [{ ...NO_FACTS, ...common, ...facts, ...sizes, isJob: true }, ...rows];
}

function isTold(body: LedgerBody): body is Told {
  return body.kind !== 'intent' && body.kind !== 'repair';
}

/** The rows of one entry: none for what only the ledger itself needs, more than one for a job with threads left alone. */
export function activityOf({ seq, atMs, body }: LedgerEntry): readonly RecordRow[] {
  if (!isTold(body)) return [];
  const { trigger, jobId, durationMs } = body;
  const common: Common = { rowId: seq * ROWS_PER_ENTRY, atMs, trigger, jobId, durationMs };
  switch (body.kind) {
    case 'swap':
      return [swapRow(common, body)];
    case 'job':
      return jobRows(common, body);
    case 'proof':
      return [proofRow(common, body)];
    case 'recovery':
      return [recoveryRow(common, body)];
    case 'aside': {
      const { action, threadId, sha256, bytes: beforeBytes, reason } = body;
      return [single(common, { action, result: 'done', threadId, sha256, beforeBytes, reason })];
    }
    case 'kept':
      return [single(common, { action: 'keep_both', result: 'done', threadId: body.threadId })];
  }
}
