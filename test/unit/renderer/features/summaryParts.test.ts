import { describe, expect, test } from 'vitest';
import type { JobSummary, OutcomeKind } from '../../../../electron/contract/job';
import {
  costOf,
  countsOf,
  endingOf,
  failedTitle,
  headingOf,
  listsOf,
  reasonOf,
} from '../../../../renderer/features/jobs/summaryParts';

const none: Record<OutcomeKind, number> = {
  compressed: 0,
  recompressed: 0,
  restored: 0,
  skipped_not_cold: 0,
  skipped_in_use: 0,
  skipped_changed: 0,
  skipped_already_compressed: 0,
  skipped_not_compressible: 0,
  skipped_unsupported: 0,
  skipped_cancelled: 0,
  failed: 0,
  proven: 0,
  no_receipt: 0,
  corrupt: 0,
  missing: 0,
};
const thread = (kind: OutcomeKind, reason: string | null = null) => ({
  id: kind,
  title: kind,
  project: '',
  kind,
  sourceBytes: 0,
  compressedBytes: 0,
  reason,
});
const done: JobSummary = {
  jobId: 'job-1',
  kind: 'compress',
  startedAtMs: 0,
  durationMs: 172_000,
  cancelled: false,
  error: null,
  counts: { ...none, compressed: 298, skipped_in_use: 2 },
  sourceBytes: 0,
  compressedBytes: 0,
  freedBytes: 27_100_000_000,
  changed: [],
  leftAlone: [],
  changedIds: [],
};
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('a summary', () => {
  test('says how it ended', () => {
    expect([
      plain(endingOf(done)),
      plain(endingOf({ ...done, cancelled: true })),
      plain(endingOf({ ...done, cancelled: true, counts: none })),
    ]).toEqual([
      'Done in 2 min 52 s. Every file was proven equal before it was replaced.',
      'Cancelled after 2 min 52 s. What is done stays done. Every file was proven equal before it was replaced.',
      'Cancelled after 2 min 52 s. Every file is as it was.',
    ]);
  });

  test('counts what was done, what was left alone and always what failed', () => {
    expect(countsOf(done).map(({ name, count }) => [name, count])).toEqual([
      ['Compressed', 298],
      ['In use', 2],
      ['Failed', 0],
    ]);
  });

  test('claims no proof where nothing was done', () => {
    const counts = countsOf({ ...done, counts: { ...none, skipped_in_use: 1 } });
    expect(counts.map(({ name, note }) => [name, note])).toEqual([
      ['In use', 'left alone'],
      ['Failed', ''],
    ]);
  });

  test('has a heading that is a fact', () => {
    expect([
      headingOf(done),
      headingOf({ ...done, counts: none }),
      headingOf({ ...done, kind: 'restore', counts: { ...none, restored: 1 } }),
    ]).toEqual([
      { bytes: 27_100_000_000, words: 'freed' },
      { bytes: null, words: 'Nothing was compressed' },
      { bytes: null, words: '1 thread restored' },
    ]);
  });

  test('names the price of a restore', () => {
    expect(plain(costOf({ ...done, kind: 'restore', freedBytes: -1_200_000 }) ?? '')).toBe(
      'They take 1.2 MB more than before.',
    );
    expect(costOf(done)).toBeNull();
  });

  test('lists failures apart, and does not list what was not begun', () => {
    const leftAlone = [thread('failed', 'EIO at 41.2 MB.'), thread('skipped_in_use'), thread('skipped_cancelled')];
    const { failed, left } = listsOf({ ...done, leftAlone });
    expect([failed.map(reasonOf), left.map(reasonOf)]).toEqual([['EIO at 41.2 MB.'], ['Loaded in Codex']]);
  });
});

describe('a summary of a verification', () => {
  const verified: JobSummary = { ...done, kind: 'verify', counts: { ...none, proven: 240, no_receipt: 1 } };

  test('says how many were proven, which of them for the first time, and that none is damaged', () => {
    expect(headingOf(verified)).toEqual({ bytes: null, words: '241 threads proven' });
    expect(countsOf(verified).map(({ name, count }) => [name, count])).toEqual([
      ['Proven', 240],
      ['First proof', 1],
      ['Damaged', 0],
    ]);
    expect(plain(endingOf(verified))).toBe(
      'Done in 2 min 52 s. Each was decoded completely and compared. Nothing was changed.',
    );
  });

  test('puts damage into the heading and lists it as failed, with its reason', () => {
    const counts = { ...none, proven: 239, corrupt: 1, missing: 1 };
    const leftAlone = [thread('corrupt'), thread('missing'), thread('proven')];
    const { failed, left } = listsOf({ ...verified, counts, leftAlone });
    expect(headingOf({ ...verified, counts }).words).toBe('1 thread is damaged');
    expect(countsOf({ ...verified, counts }).at(-1)).toMatchObject({ name: 'Missing', count: 1 });
    expect([failed.length, left.length, failedTitle('verify', 2)]).toEqual([
      2,
      0,
      '2 files could not be proven. Each is as it was.',
    ]);
    expect(reasonOf(thread('corrupt'))).toBe('Does not decode, or is not what was proven before. File untouched.');
  });

  test('claims nothing when it was cancelled', () => {
    expect(plain(endingOf({ ...verified, cancelled: true }))).toBe('Cancelled after 2 min 52 s. Nothing was changed.');
  });
});
