import { describe, expect, test } from 'vitest';
import type { JobProgress } from '../../../../electron/contract/job';
import { announcedJob, initialJobs, jobWords, shareDone, spokenProgress } from '../../../../renderer/store/jobsState';

const started = announcedJob({ kind: 'compress', selection: { kind: 'cold' } }, 'job-1', 1000);
const half: JobProgress = {
  ...started,
  phase: 'running',
  doneBytes: 520,
  totalBytes: 1000,
  doneThreads: 3,
  totalThreads: 9,
};
const words = (progress: JobProgress | null) =>
  jobWords({ ...initialJobs, progress })?.replaceAll('\u00a0', ' ') ?? null;

describe('a job in a few words', () => {
  test.each([
    [null, null],
    [started, 'Compressing'],
    [half, 'Compressing, 52 %'],
    [{ ...half, kind: 'restore' as const }, 'Restoring, 52 %'],
    [{ ...half, kind: 'recompress' as const }, 'Pressing again, 52 %'],
    [{ ...half, kind: 'verify' as const }, 'Verifying, 52 %'],
    [{ ...half, phase: 'queued' as const }, 'Compressing: waiting for its turn'],
    [{ ...half, phase: 'cancelling' as const }, 'Compressing: cancelling'],
  ])('%#', (progress, expected) => {
    expect(words(progress)).toBe(expected);
  });

  test('is spoken in steps of ten percent', () => {
    const spoken = [500, 509, 599, 600].map((doneBytes) => spokenProgress({ ...half, doneBytes }));
    expect(spoken).toEqual([
      'Compressing, 50 percent',
      'Compressing, 50 percent',
      'Compressing, 50 percent',
      'Compressing, 60 percent',
    ]);
  });

  test('says who is waited for', () => {
    const queued: JobProgress = { ...started, phase: 'queued', blockedBy: 'codex, pid 511' };
    expect(spokenProgress(queued)).toBe('Compressing starts when codex, pid 511 ends');
  });
});

test('the share is unknown before there are bytes, and never above one', () => {
  expect([shareDone(started), shareDone(half), shareDone({ ...half, doneBytes: 1200 })]).toEqual([null, 0.52, 1]);
});
