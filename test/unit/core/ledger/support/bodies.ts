import type { LedgerBody, LedgerTarget } from '#core/ledger/entry';

export const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
export const SHA = 'ab'.repeat(32);

export function targetOf(file: string): LedgerTarget {
  return { file, tool: 'coldpress test', trigger: 'window', jobId: null };
}

/** A thread that was compressed. */
export function swap(over: Partial<Extract<LedgerBody, { kind: 'swap' }>> = {}): LedgerBody {
  return {
    kind: 'swap',
    jobKind: 'compress',
    trigger: 'window',
    jobId: null,
    durationMs: 12.5,
    outcome: 'compressed',
    threadId: ID,
    path: `sessions/2026/01/02/rollout-2026-01-02T03-04-05-${ID}.jsonl`,
    beforeBytes: 1000,
    afterBytes: 200,
    sourceSha256: SHA,
    decodedSha256: SHA,
    sourceBytes: 1000,
    mtimeNs: '1790000000123456789',
    mode: '644',
    level: 6,
    steps: [{ name: 'encoded “é 家”', ms: 7.5 }],
    reason: null,
    ...over,
  };
}

type Of<K extends LedgerBody['kind']> = Extract<LedgerBody, { kind: K }>;

const COMMON = { trigger: 'window', jobId: null, durationMs: 1 } as const;

/** A job that ended. */
export function job(over: Partial<Of<'job'>> & Pick<Of<'job'>, 'jobId'>): LedgerBody {
  const sums = { beforeBytes: 2000, afterBytes: 400, freedBytes: 1600 };
  const counts = { threads: 2, leftAlone: 0, failed: 0 };
  return { ...COMMON, kind: 'job', jobKind: 'compress', ...counts, ...sums, cancelled: false, left: [], ...over };
}

/** A compressed thread that was decoded completely. */
export function proof(over: Partial<Of<'proof'>> = {}): LedgerBody {
  return {
    ...COMMON,
    kind: 'proof',
    outcome: 'proven',
    threadId: ID,
    path: `sessions/${ID}.jsonl`,
    stamp: { bytes: 200, mtimeNs: '1000000007' },
    sha256: SHA,
    contentBytes: 1000,
    damage: null,
    ...over,
  };
}

/** A file that was set aside, or put back. */
export function aside(over: Partial<Of<'aside'>> = {}): LedgerBody {
  return {
    ...COMMON,
    kind: 'aside',
    action: 'set_aside',
    asideId: 'a1',
    threadId: ID,
    path: `sessions/${ID}.jsonl`,
    file: `${ID}.jsonl`,
    bytes: 1000,
    sha256: SHA,
    mtimeNs: '5',
    mode: '600',
    reason: 'a conflict',
    ...over,
  };
}

/** A finding that was kept as it is. */
export function kept(findingId: string): LedgerBody {
  return { ...COMMON, kind: 'kept', threadId: ID, findingId };
}

/** What a crash had left was finished or put back. */
export function recovery(over: Partial<Of<'recovery'>['action']> = {}): LedgerBody {
  const action = {
    kind: 'finished_swap',
    threadId: ID,
    path: `sessions/${ID}.jsonl`,
    sha256: SHA,
    bytes: 200,
  } as const;
  return { ...COMMON, kind: 'recovery', trigger: 'start', action: { ...action, message: 'Finished.', ...over } };
}
