import { expect, it } from 'vitest';
import type { OutcomeKind } from '#contract/job';
import { jobSummary, outcomeKind } from '#contract/job';
import { addResult, createTally, summarize } from '#core/ops/jobTally';
import type { JobTally } from '#core/ops/jobTally';

const END = {
  jobId: 'a0000000-0000-4000-8000-000000000000',
  kind: 'compress',
  startedAtMs: 1,
  durationMs: 2,
  cancelled: false,
  error: null,
} as const;
const idOf = (n: number): string => `0190aaaa-bbbb-7ccc-8ddd-${String(n).padStart(12, '0')}`;

type Done = readonly [kind: OutcomeKind, sourceBytes: number, compressedBytes: number];

function tallyOf(done: readonly Done[]): JobTally {
  const tally = createTally();
  done.forEach(([kind, sourceBytes, compressedBytes], n) => {
    const id = idOf(n);
    const item = { id, plainPath: 'x', title: `t${n}`, project: 'p', bytes: 100, problem: null };
    const isDone = sourceBytes > 0;
    const outcome = { id, kind, sourceBytes, compressedBytes, ...(!isDone && { reason: `because ${n}` }) };
    addResult(tally, item, { outcome, facts: null, freedBytes: sourceBytes - compressedBytes, diskFull: false });
  });
  return tally;
}

it('counts every kind of outcome, those that did not occur too', () => {
  expect(summarize(tallyOf([['failed', 0, 0]]), END).counts).toEqual({
    ...Object.fromEntries(outcomeKind.options.map((kind) => [kind, 0])),
    failed: 1,
  });
});

it('lists the largest savings first, and failures before what was left alone', () => {
  const tally = tallyOf([
    ['skipped_in_use', 0, 0],
    ['compressed', 1000, 900],
    ['failed', 0, 0],
    ['compressed', 800, 100],
    ['skipped_not_cold', 0, 0],
  ]);
  const summary = summarize(tally, END);
  expect(jobSummary.parse(summary)).toEqual(summary);
  expect(summary).toMatchObject({ ...END, sourceBytes: 1800, compressedBytes: 1000, freedBytes: 800 });
  expect(summary.changedIds).toEqual([idOf(3), idOf(1)]);
  expect(summary.changed.map(({ id }) => id)).toEqual([idOf(3), idOf(1)]);
  expect(summary.leftAlone.map(({ id, reason }) => [id, reason])).toEqual([
    [idOf(2), 'because 2'],
    [idOf(0), 'because 0'],
    [idOf(4), 'because 4'],
  ]);
  expect(tally).toMatchObject({ doneBytes: 500, freedBytes: 800 });
});

it('lists 500 of each at most, and still knows every changed thread', () => {
  const many = Array.from({ length: 1400 }, (_, n): Done => (n % 2 === 0 ? ['compressed', 10, 1] : ['failed', 0, 0]));
  const summary = summarize(tallyOf(many), END);
  expect([summary.changed.length, summary.leftAlone.length, summary.changedIds.length]).toEqual([500, 500, 700]);
  expect(summary.counts).toMatchObject({ compressed: 700, failed: 700 });
});

it('is a valid summary of nothing', () => {
  const summary = summarize(createTally(), END);
  expect(jobSummary.parse(summary)).toEqual(summary);
  expect(summary).toMatchObject({ sourceBytes: 0, compressedBytes: 0, freedBytes: 0, changed: [], leftAlone: [] });
});

it('lists of a verification what is damaged first, and adds up what was found whole', () => {
  const tally = tallyOf([
    ['skipped_changed', 0, 0],
    ['proven', 1000, 100],
    ['failed', 0, 0],
    ['missing', 0, 0],
    ['no_receipt', 500, 200],
    ['corrupt', 0, 0],
  ]);
  const summary = summarize(tally, { ...END, kind: 'verify' });
  expect(summary.leftAlone.map(({ kind }) => kind)).toEqual(['corrupt', 'missing', 'failed', 'skipped_changed']);
  expect(summary).toMatchObject({ changed: [], changedIds: [], sourceBytes: 1500, compressedBytes: 300 });
  expect(summary.counts).toMatchObject({ proven: 1, no_receipt: 1, corrupt: 1, missing: 1, failed: 1 });
});
