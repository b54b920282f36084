import type { LedgerBody, LedgerTarget } from '#core/ledger/entry';

export const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const SHA = 'ab'.repeat(32);

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
