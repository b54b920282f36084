import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CatalogRollout } from '#core/catalog/rolloutRow';
import { idOf, rollout } from '../../../support/catalogRows';
import { EVERY_ACTIVITY, indexLab } from '../../../support/ledgerIndexLab';
import type { IndexLab } from '../../../support/ledgerIndexLab';
import { aside, job, kept, proof, recovery, SHA, swap } from '../ledger/support/bodies';

const A = idOf(1);
const B = idOf(2);
const C = idOf(3);
const GONE = idOf(9);

const receipt = { sha256: SHA, bytes: 1000, tool: 'coldpress test' };
function pressed(n: number, more: Partial<CatalogRollout> = {}): CatalogRollout {
  return rollout(n, { representation: 'compressed', fileBytes: 200, receipt, ...more });
}

/** Actions, threads and how they ended, newest first. */
function told(lab: IndexLab, filter: Parameters<IndexLab['rows']>[0] = {}): readonly string[] {
  return lab.rows(filter).map(({ action, result, threadId }) => `${action} ${result} ${threadId ?? 'job'}`);
}

describe('the record', () => {
  it('has a row for every kind of entry that a person did or saw, newest first, with the facts of each', (context) => {
    const lab = indexLab(context, [pressed(1)]);
    const bodies = [
      swap({ threadId: A }),
      { kind: 'repair', tornBytes: 3 } as const,
      proof({ threadId: A, trigger: 'scrub' }),
      recovery({ threadId: A }),
      aside({ threadId: GONE }),
      aside({ threadId: GONE, action: 'put_back' }),
      kept('f1'),
    ];
    lab.record(bodies, 1234);
    expect(lab.rows().map(({ action }) => action)).toEqual([
      'keep_both',
      'put_back',
      'set_aside',
      'recover',
      'verify',
      'compress',
    ]);
    expect(lab.rows().at(-1)).toEqual({
      seq: 0,
      atMs: 1234,
      action: 'compress',
      result: 'done',
      trigger: 'window',
      jobId: null,
      threadId: A,
      title: 'Title 1',
      project: 'atlas',
      threads: 1,
      leftAlone: 0,
      failed: 0,
      beforeBytes: 1000,
      afterBytes: 200,
      sha256: SHA,
      reason: null,
      durationMs: 12.5,
      undo: null, // recovered since
    });
    expect(lab.rows()[2]).toMatchObject({ threadId: GONE, title: null, project: null, undo: null });
    expect(lab.rows()[4]).toMatchObject({ trigger: 'scrub', sha256: SHA, afterBytes: 200 });
  });

  it('tells a job over several threads in one row, and its threads when asked for that job', (context) => {
    const lab = indexLab(context, [pressed(1), pressed(2), rollout(3)]);
    const jobId = randomUUID();
    lab.record([swap({ threadId: A, jobId })]);
    expect(told(lab)).toEqual([`compress done ${A}`]);
    const left = [{ threadId: C, outcome: 'skipped_in_use', reason: 'in use by codex' } as const];
    lab.record([swap({ threadId: B, jobId }), job({ jobId, leftAlone: 1, left })]);
    expect(told(lab)).toEqual(['compress done job']);
    expect(lab.rows()[0]).toMatchObject({ threads: 2, leftAlone: 1, failed: 0, beforeBytes: 2000, afterBytes: 400 });
    const threads = [`compress left_alone ${C}`, `compress done ${B}`, `compress done ${A}`];
    expect(told(lab, { jobId })).toEqual(threads);
    expect(new Set(lab.rows({ jobId }).map(({ seq }) => seq)).size).toBe(3);
    lab.record([swap({ threadId: GONE, jobId })]);
    expect(told(lab)).toEqual(['compress done job']);
  });

  it('tells a job over one thread by that thread alone, done, failed or left alone', (context) => {
    const lab = indexLab(context);
    const [done, failed, leftAlone] = [randomUUID(), randomUUID(), randomUUID()];
    const broken = { threadId: B, outcome: 'failed', reason: 'EIO' } as const;
    lab.record([
      swap({ threadId: A, jobId: done }),
      job({ jobId: done, threads: 1 }),
      swap({ threadId: B, jobId: failed, outcome: 'failed', reason: 'EIO' }),
      job({ jobId: failed, threads: 0, failed: 1, left: [broken] }),
      job({ jobId: leftAlone, threads: 0, leftAlone: 1, left: [{ ...broken, outcome: 'skipped_in_use' }] }),
    ]);
    expect(told(lab)).toEqual([`compress left_alone ${B}`, `compress failed ${B}`, `compress done ${A}`]);
    expect(told(lab, { jobId: failed })).toEqual([`compress failed ${B}`]);
    expect(told(lab, { threadId: B })).toEqual([`compress left_alone ${B}`, `compress failed ${B}`]);
  });

  it('lists everything about one thread, also what a job did', (context) => {
    const lab = indexLab(context);
    const jobId = randomUUID();
    lab.record([swap({ threadId: A, jobId }), swap({ threadId: B, jobId }), job({ jobId }), proof({ threadId: A })]);
    expect(told(lab, { threadId: A })).toEqual([`verify done ${A}`, `compress done ${A}`]);
  });

  it('finds single actions by words in title, project, id or reason, without case', (context) => {
    const lab = indexLab(context, [rollout(1, { title: 'Größe der Fixtures' }), rollout(2, { cwd: '/x/ledger' })]);
    const jobId = randomUUID();
    lab.record([swap({ threadId: A, jobId }), swap({ threadId: B, jobId, outcome: 'failed', reason: 'EIO at 41 MB' })]);
    lab.record([job({ jobId, threads: 1, failed: 1 })]);
    for (const text of ['GRÖßE', 'größe fixtures', A]) expect(told(lab, { text })).toEqual([`compress done ${A}`]);
    for (const text of ['ledger', 'eio 41', `${B} eio`]) expect(told(lab, { text })).toEqual([`compress failed ${B}`]);
    expect(told(lab, { text: 'größe ledger' })).toEqual([]);
    expect(told(lab, { text: "%_' OR 1" })).toEqual([]);
    expect(told(lab, { text: 'eio', action: 'restore' })).toEqual([]);
    expect(told(lab, { action: 'compress' })).toEqual(['compress done job']);
  });

  it('comes in pages that overlap nowhere', (context) => {
    const lab = indexLab(context);
    lab.record(Array.from({ length: 7 }, (_, n) => swap({ threadId: idOf(n) })));
    const pages = [0, 3, 6].map((offset) => lab.catalog.ledger.page(EVERY_ACTIVITY, { offset, limit: 3 }));
    expect(pages.map(({ total, rows }) => [total, rows.length])).toEqual([
      [7, 3],
      [7, 3],
      [7, 1],
    ]);
    expect(pages.flatMap(({ rows }) => rows)).toEqual(lab.rows());
  });

  it('adds up what was done to threads, each job counted by its threads', (context) => {
    const lab = indexLab(context);
    const jobId = randomUUID();
    const left = [{ threadId: C, outcome: 'skipped_in_use', reason: '' } as const];
    lab.record([
      swap({ threadId: A, jobId }),
      swap({ threadId: B, jobId, beforeBytes: 500, afterBytes: 100 }),
      swap({ threadId: GONE, jobId, outcome: 'failed', reason: 'EIO' }),
      job({ jobId, failed: 1, leftAlone: 1, left }),
      swap({ threadId: A, jobKind: 'restore', outcome: 'restored', beforeBytes: 200, afterBytes: 1000 }),
      swap({ threadId: A }),
      proof({ threadId: A }),
      proof({ threadId: A }),
      proof({ threadId: B, outcome: 'corrupt', damage: 'checksum' }),
    ]);
    const totals = (filter = {}): unknown =>
      lab.catalog.ledger.page({ ...EVERY_ACTIVITY, ...filter }, { offset: 0, limit: 1 }).totals;
    expect(totals()).toEqual({
      actions: 8,
      compressedThreads: 2,
      freedBytes: 800 + 400 + 800,
      restoredThreads: 1,
      provenThreads: 1,
      failed: 2,
    });
    const ofB = { actions: 2, compressedThreads: 1, freedBytes: 400, restoredThreads: 0, provenThreads: 0, failed: 1 };
    expect(totals({ threadId: B })).toEqual(ofB);
    const none = { actions: 0, compressedThreads: 0, freedBytes: 0, restoredThreads: 0, provenThreads: 0, failed: 0 };
    expect(totals({ text: 'nothing like it' })).toEqual(none);
  });
});

describe('what can be taken back', () => {
  const undos = (lab: IndexLab): readonly unknown[] => lab.rows().map(({ undo }) => undo);

  it('is a compressed thread that still has that receipt, and a restored one that has not grown', (context) => {
    const lab = indexLab(context, [
      pressed(1),
      pressed(2, { receipt: { ...receipt, sha256: '0'.repeat(64) } }),
      rollout(3, { fileBytes: 1000 }),
      rollout(4, { fileBytes: 1001 }),
    ]);
    const restored = { jobKind: 'restore', outcome: 'restored' } as const;
    const threads = [
      { threadId: A },
      { threadId: B },
      { threadId: C, ...restored },
      { threadId: idOf(4), ...restored },
    ];
    lab.record(threads.map((thread) => swap(thread)));
    expect(undos(lab)).toEqual([null, 'compress', null, 'restore']);
  });

  it('is only the last thing that was done to a thread', (context) => {
    const lab = indexLab(context, [pressed(1)]);
    const restored = swap({ threadId: A, jobKind: 'restore', outcome: 'restored' });
    lab.record([swap({ threadId: A }), restored, swap({ threadId: A }), proof({ threadId: A })]);
    expect(undos(lab)).toEqual([null, 'restore', null, null]);
  });

  it('is, of a job, the threads that still stand so, and nothing once none does', (context) => {
    const lab = indexLab(context, [pressed(1), pressed(2), rollout(3)]);
    const jobId = randomUUID();
    lab.record([...[A, B, C].map((threadId) => swap({ threadId, jobId })), job({ jobId, threads: 3 })]);
    const [row] = lab.rows();
    expect(row).toMatchObject({ threadId: null, undo: 'restore' });
    expect(lab.catalog.ledger.undoThreads(row!)).toEqual([A, B]);
    lab.catalog.write(() => [1, 2].forEach((n) => lab.catalog.put(rollout(n))));
    expect(lab.rows()[0]).toMatchObject({ undo: null });
    expect(lab.catalog.ledger.undoThreads(row!)).toEqual([]);
  });

  it('is nothing that failed, was proven or pressed again, or is not understood now', (context) => {
    const problem = { kind: 'damaged', reason: 'cut' } as const;
    const lab = indexLab(context, [pressed(1), pressed(2), pressed(3, { problem })]);
    lab.record([
      swap({ threadId: A, outcome: 'failed', reason: 'EIO' }),
      swap({ threadId: B, jobKind: 'recompress', outcome: 'recompressed' }),
      swap({ threadId: C }),
    ]);
    expect(undos(lab)).toEqual([null, null, null]);
  });
});

it('remembers when a thread was last restored', (context) => {
  const lab = indexLab(context);
  lab.record([swap({ threadId: A, jobKind: 'restore', outcome: 'restored' })], 1000);
  lab.record([swap({ threadId: A, jobKind: 'restore', outcome: 'restored' })], 3000);
  lab.record([swap({ threadId: A, jobKind: 'restore', outcome: 'failed', reason: 'EIO' })], 4000);
  expect([A, B].map((id) => lab.catalog.ledger.restoredAtMs(id))).toEqual([3000, null]);
});
