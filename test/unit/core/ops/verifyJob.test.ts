import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProofEntry } from '#core/ledger/entry';
import { takeRunLock } from '#core/locks/storeLocks';
import type { JobItem } from '#core/ops/jobTally';
import { Job } from '#core/ops/runJob';
import type { JobHost } from '#core/ops/runJob';
import type { RolloutDone } from '#core/rollout/done';
import { systemEffects } from '#core/systemEffects';
import { OPTIONS } from '../../../support/rolloutFixture';
import { removeFolder, temporaryFolder } from '../../../support/store/temporaryFolder';

const JOB_ID = 'a0000000-0000-4000-8000-000000000000';
const idOf = (n: number): string => `0190aaaa-bbbb-7ccc-8ddd-${String(n).padStart(12, '0')}`;

let home: string;
let data: string;

beforeEach(() => {
  home = temporaryFolder();
  data = temporaryFolder();
});

afterEach(() => {
  removeFolder(home);
  removeFolder(data);
});

function items(count: number): readonly JobItem[] {
  return Array.from({ length: count }, (_, n) => {
    const id = idOf(n);
    return { id, plainPath: `sessions/x/${id}.jsonl`, title: `t${n}`, project: 'p', bytes: 100, problem: null };
  });
}

function verified(id: string, kind: 'proven' | 'no_receipt' | 'corrupt'): RolloutDone {
  const outcome = { id, kind, sourceBytes: 100, compressedBytes: 10 };
  const proof = {
    outcome: kind,
    threadId: id,
    path: `sessions/x/${id}.jsonl`,
    stamp: { bytes: 10, mtimeNs: '1' },
    sha256: kind === 'corrupt' ? null : 'a'.repeat(64),
    contentBytes: kind === 'corrupt' ? 0 : 100,
    damage: kind === 'corrupt' ? 'The compressed file ends early (truncated).' : null,
    durationMs: 3,
  };
  return { kind: 'settled', result: { outcome, facts: null, freedBytes: 0, diskFull: false, proof } };
}

const ledgerFile = (): string => path.join(data, 'ledger.jsonl');

function entries(): readonly ProofEntry[] {
  const lines = fs.readFileSync(ledgerFile(), 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly body: ProofEntry }).body);
}

function start(count: number, host: Partial<JobHost> = {}): Job {
  const options = { ...OPTIONS, tool: 'test' };
  const refusal = (): Promise<never> => Promise.reject(new Error('whoever only reads is not refused'));
  const ledger = { file: ledgerFile(), tool: 'test', trigger: 'window', jobId: JOB_ID } as const;
  return new Job(
    { jobId: JOB_ID, kind: 'verify', home, refusal, plan: () => items(count), options, ledger, whenBusy: 'fail' },
    {
      effects: systemEffects,
      concurrency: 2,
      runTask: ({ swap }) => Promise.resolve(verified(swap.id, 'proven')),
      settleHold: () => Promise.reject(new Error('a verification holds nothing')),
      recoverThread: () => Promise.resolve(),
      onProgress: () => undefined,
      onResult: () => undefined,
      ...host,
    },
  );
}

describe('a verify job', () => {
  it('goes on beside another compression run, and takes no lock itself', async () => {
    const lock = takeRunLock(systemEffects, home);
    if (lock === null) throw new Error('the run lock of a new store is not to be had');
    const { error, counts } = await start(3).finished;
    expect({ error, proven: counts.proven }).toEqual({ error: null, proven: 3 });
    lock.release();
  });

  it('writes every proof into the ledger, with who asked, before it tells of it', async () => {
    const written: number[] = [];
    const summary = await start(450, { onResult: () => written.push(entries().length) }).finished;
    expect(summary.counts.proven).toBe(450);
    expect(entries()).toHaveLength(450);
    expect(written.every((count, told) => count > told)).toBe(true);
    expect(entries()[0]).toMatchObject({ kind: 'proof', trigger: 'window', jobId: JOB_ID, outcome: 'proven' });
  });

  it('syncs many small proofs together', async () => {
    let syncs = 0;
    const fsPort = {
      ...systemEffects.fs,
      fsync: (fd: number): void => {
        syncs += 1;
        systemEffects.fs.fsync(fd);
      },
    };
    await start(450, { effects: { ...systemEffects, fs: fsPort } }).finished;
    expect(syncs).toBeLessThanOrEqual(4);
  });

  it('does not keep the proofs of a cancelled run back', async () => {
    let done = 0;
    const job = start(50, {
      runTask: ({ swap }) => {
        if (++done === 10) job.cancel();
        return Promise.resolve(verified(swap.id, 'no_receipt'));
      },
    });
    const { counts, cancelled, leftAlone } = await job.finished;
    expect({ cancelled, whole: counts.no_receipt, written: entries().length }).toEqual({
      cancelled: true,
      whole: done,
      written: done,
    });
    expect(leftAlone).toHaveLength(50 - done);
  });

  it('calls nothing proven that could not be written down; what is damaged stays damaged', async () => {
    fs.mkdirSync(ledgerFile());
    const runTask: JobHost['runTask'] = ({ swap }) =>
      Promise.resolve(verified(swap.id, swap.id === idOf(1) ? 'corrupt' : 'proven'));
    const { counts, leftAlone } = await start(3, { runTask }).finished;
    expect(counts).toMatchObject({ proven: 0, corrupt: 1, failed: 2 });
    for (const { reason } of leftAlone) expect(reason).toMatch(/could not be written into the ledger: EISDIR/);
  });

  it('tells of what is left alone without waiting', async () => {
    const told: number[] = [];
    const runTask: JobHost['runTask'] = ({ swap }) => {
      const outcome = { id: swap.id, kind: 'missing', sourceBytes: 0, compressedBytes: 0, reason: 'gone' } as const;
      return Promise.resolve({ kind: 'settled', result: { outcome, facts: null, freedBytes: 0, diskFull: false } });
    };
    const { counts } = await start(2, { runTask, onResult: () => told.push(told.length) }).finished;
    expect({ missing: counts.missing, told, ledger: fs.existsSync(ledgerFile()) }).toEqual({
      missing: 2,
      told: [0, 1],
      ledger: false,
    });
  });
});
