import { describe, expect, test } from 'vitest';
import type { ActivityPage, ActivityRow } from '../../../../electron/contract/activity';
import { withNewest, withOlder } from '../../../../renderer/store/activityState';

const rows = (...seqs: readonly number[]) =>
  seqs.map((seq): ActivityRow => ({
    seq,
    atMs: 0,
    action: 'verify',
    result: 'done',
    trigger: 'window',
    jobId: null,
    threadId: null,
    title: null,
    project: null,
    threads: 1,
    leftAlone: 0,
    failed: 0,
    beforeBytes: null,
    afterBytes: null,
    sha256: null,
    reason: null,
    durationMs: 0,
    undo: null,
  }));
const totals = { actions: 0, compressedThreads: 0, freedBytes: 0, restoredThreads: 0, provenThreads: 0, failed: 0 };
const page = (total: number, ...seqs: readonly number[]): ActivityPage => ({
  total,
  rows: rows(...seqs),
  totals,
  ledger: null,
});
const seqsOf = (list: { readonly rows: readonly ActivityRow[] }) => list.rows.map(({ seq }) => seq);

describe('the entries that are here', () => {
  const held = { rows: rows(6, 5, 4, 3), total: 8 };

  test('grow at the front by what is new, without doubling', () => {
    expect(seqsOf(withNewest(held, page(10, 8, 7, 6)))).toEqual([8, 7, 6, 5, 4, 3]);
  });

  test('are dropped where the new ones do not meet them, because something is between', () => {
    expect(seqsOf(withNewest(held, page(40, 40, 39, 38)))).toEqual([40, 39, 38]);
  });

  test('grow at the end, without doubling what new entries have moved', () => {
    const list = withOlder(held, page(9, 3, 2, 1));
    expect([seqsOf(list), list.total]).toEqual([[6, 5, 4, 3, 2, 1], 9]);
  });

  test('are none where none match', () => {
    expect(withNewest(held, page(0))).toEqual({ rows: [], total: 0 });
  });
});
