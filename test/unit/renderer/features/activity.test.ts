import { describe, expect, test } from 'vitest';
import type { ActivityDetails, ActivityRow } from '../../../../electron/contract/activity';
import { activityItems, rowsOf } from '../../../../renderer/features/activity/activityItems';
import {
  asidesOf,
  headWord,
  proofOf,
  subjectOf,
  totalsParts,
  undoLabel,
  undoWord,
} from '../../../../renderer/features/activity/activityWords';
import { bytesWords, hashNames, receiptPlace, stampWords } from '../../../../renderer/features/activity/proofWords';

const now = new Date(2026, 10, 24, 12).getTime();
const sha256 = `c41e${'0'.repeat(56)}6d18`;
const single: ActivityRow = {
  seq: 7,
  atMs: now,
  action: 'compress',
  result: 'done',
  trigger: 'window',
  jobId: null,
  threadId: '019a77c4-0000-7000-8000-0000000002fe',
  title: 'Refactor the session reducer',
  project: 'web',
  threads: 1,
  leftAlone: 0,
  failed: 0,
  beforeBytes: 100,
  afterBytes: 10,
  sha256,
  reason: null,
  durationMs: 5,
  undo: 'restore',
};
const job: ActivityRow = {
  ...single,
  seq: 9,
  jobId: '00000000-0000-4000-8000-000000000001',
  threadId: null,
  title: null,
  threads: 61,
  leftAlone: 4,
  failed: 1,
  sha256: null,
  trigger: 'command_line',
};
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('an entry in words', () => {
  test('one thread: what was done, to which one, its hash, the way back', () => {
    expect([headWord(single), subjectOf(single), proofOf(single), undoWord(single)]).toEqual([
      'Compressed',
      'Refactor the session reducer',
      { kind: 'proven', words: 'c41e…6d18' },
      'Restore',
    ]);
    expect(undoLabel(single)).toBe('Restore: Compressed Refactor the session reducer');
  });

  test('a job: how many, what it left alone, who asked for it', () => {
    expect([subjectOf(job), asidesOf(job), proofOf(job), undoWord(job)]).toEqual([
      '61 threads',
      ['4 left alone', '1 failed', 'by command line'],
      { kind: 'proven', words: '61 equal' },
      'Undo',
    ]);
  });

  test('left alone is a result, with its reason', () => {
    const left: ActivityRow = { ...single, result: 'left_alone', reason: 'In use by codex, pid 48213.', undo: null };
    expect([headWord(left), asidesOf(left), proofOf(left)]).toEqual([
      'Left alone',
      ['In use by codex, pid 48213.'],
      { kind: 'untouched', words: 'untouched' },
    ]);
  });

  test('a failure says what was not done, a thread that is gone is named by its id', () => {
    const failed: ActivityRow = { ...single, result: 'failed', title: null, undo: null };
    expect([headWord(failed), proofOf(failed)?.words, subjectOf(failed)]).toEqual([
      'Failed',
      'not compressed',
      'thread 019a77c4…02fe',
    ]);
    expect([headWord({ ...failed, action: 'verify' }), proofOf({ ...failed, action: 'verify' })?.words]).toEqual([
      'Not proven',
      'not equal',
    ]);
  });

  test('the totals leave out what did not happen', () => {
    const none = { actions: 1, compressedThreads: 0, freedBytes: 0, restoredThreads: 0, provenThreads: 0, failed: 0 };
    expect(totalsParts(none)).toEqual(['1 action']);
    const all = { ...none, actions: 3, compressedThreads: 2, freedBytes: 1_200_000, provenThreads: 1, failed: 1 };
    expect(totalsParts(all).map(plain)).toEqual([
      '3 actions',
      '2 threads compressed',
      '1.2 MB freed',
      '1 proven',
      '1 failed',
    ]);
  });
});

describe('the list', () => {
  const yesterday = { ...single, seq: 3, atMs: now - 86_400_000 };
  const list = { rows: [job, single, yesterday], total: 3 };
  const shown = { list, jobs: new Map(), unfolded: new Set<number>() };

  test('has a head for each day', () => {
    expect(activityItems(shown, now).map((item) => (item.kind === 'day' ? item.label : item.key))).toEqual([
      'Today',
      '9',
      '7',
      'Yesterday',
      '3',
    ]);
  });

  test('shows a proof below its entry', () => {
    const items = activityItems({ ...shown, unfolded: new Set([7]) }, now);
    expect(items.map(({ kind }) => kind)).toEqual(['day', 'row', 'row', 'proof', 'day', 'row']);
  });

  test('shows the threads of an unfolded job, a word while they are on their way, and how many are left', () => {
    const unfolded = new Set([9, 20]);
    expect(activityItems({ ...shown, unfolded }, now)[2]?.kind).toBe('waiting');
    const thread = { ...single, seq: 20, jobId: job.jobId };
    const jobs = new Map([[job.jobId ?? '', { rows: [thread], total: 61 }]]);
    const items = activityItems({ ...shown, jobs, unfolded }, now);
    expect(items.map(({ kind }) => kind)).toEqual(['day', 'row', 'row', 'proof', 'more', 'row', 'day', 'row']);
    expect(rowsOf(items).map(({ level }) => level)).toEqual([1, 2, 1, 1]);
    const none = new Map([[job.jobId ?? '', { rows: [], total: 0 }]]);
    expect(activityItems({ ...shown, jobs: none, unfolded }, now)[2]?.kind).toBe('noThreads');
  });
});

describe('a proof in words', () => {
  const details: ActivityDetails = {
    row: single,
    steps: [],
    sourceSha256: sha256,
    decodedSha256: sha256,
    sourceBytes: 2_646_054_000,
    decodedBytes: 2_646_054_000,
    mtimeNs: '1790000000123456789',
    mode: '600',
    level: 6,
    tool: 'coldpress 0.1.0',
    json: '{}',
  };

  test('equal lengths are shown as equal, others as what they are', () => {
    expect(bytesWords(details)).toBe('2,646,054,000 = 2,646,054,000');
    expect(bytesWords({ ...details, decodedBytes: 5 })).toBe('2,646,054,000 ≠ 5');
    expect(bytesWords({ ...details, decodedBytes: null })).toBe('2,646,054,000');
    expect(bytesWords({ ...details, sourceBytes: null, decodedBytes: null })).toBeNull();
  });

  test('the time stamp was kept as exactly as the disk has it', () => {
    expect(stampWords(details)).toBe('kept to the nanosecond');
    expect(stampWords({ ...details, mtimeNs: '1790000000000000000' })).toBe('kept to the second, as the disk has it');
    expect(stampWords({ ...details, row: { ...single, result: 'failed' } })).toBeNull();
  });

  test('a verification compares a proof with what was decoded, and writes nothing into the file', () => {
    const verified = { ...details, row: { ...single, action: 'verify' as const } };
    expect([hashNames(verified), receiptPlace(verified)]).toEqual([['proof', 'decoded'], 'in the record']);
    expect([hashNames(details), receiptPlace(details)]).toEqual([
      ['source', 'decoded'],
      'inside the .zst and in the record',
    ]);
  });
});
