import fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { outcomeKind } from '#contract/job';
import type { JobSummary, OutcomeKind } from '#contract/job';
import { recordJob } from '#core/ledger/recordJob';
import { systemEffects } from '#core/systemEffects';
import { ID, targetOf } from './support/bodies';
import { ledgerLab } from './support/ledgerLab';

const NONE = Object.fromEntries(outcomeKind.options.map((kind) => [kind, 0])) as Record<OutcomeKind, number>;

function summary(over: Partial<JobSummary> & Pick<JobSummary, 'kind'>): JobSummary {
  return {
    jobId: randomUUID(),
    startedAtMs: 1,
    durationMs: 12,
    cancelled: false,
    error: null,
    counts: NONE,
    sourceBytes: 1000,
    compressedBytes: 200,
    freedBytes: 800,
    changed: [],
    leftAlone: [],
    changedIds: [],
    ...over,
  };
}

it('writes down how a job ended, what it left alone and why', (context) => {
  const lab = ledgerLab(context);
  const left = { id: ID, title: 'A', project: 'p', sourceBytes: 0, compressedBytes: 0 } as const;
  const job = summary({
    kind: 'compress',
    counts: { ...NONE, compressed: 3, skipped_in_use: 2, skipped_not_cold: 1, failed: 1 },
    leftAlone: [
      { ...left, kind: 'failed', reason: 'EIO' },
      { ...left, kind: 'skipped_in_use', reason: null },
    ],
  });
  recordJob(systemEffects, targetOf(lab.file), job);
  expect(lab.entries().map(({ body }) => body)).toEqual([
    {
      kind: 'job',
      trigger: 'window',
      jobId: job.jobId,
      durationMs: 12,
      jobKind: 'compress',
      threads: 3,
      leftAlone: 3,
      failed: 1,
      beforeBytes: 1000,
      afterBytes: 200,
      freedBytes: 800,
      cancelled: false,
      left: [
        { threadId: ID, outcome: 'failed', reason: 'EIO' },
        { threadId: ID, outcome: 'skipped_in_use', reason: '' },
      ],
    },
  ]);
});

it.each([
  ['compress', 'compressed', { beforeBytes: 1000, afterBytes: 200 }],
  ['restore', 'restored', { beforeBytes: 200, afterBytes: 1000 }],
  ['recompress', 'recompressed', { beforeBytes: 1000, afterBytes: 200 }],
  ['verify', 'proven', { beforeBytes: 200, afterBytes: 200 }],
] as const)(
  'counts for a job that would %s the bytes that stood there and those that stand now',
  (kind, done, sizes) => {
    const lab = ledgerLab({ onTestFinished });
    recordJob(systemEffects, targetOf(lab.file), summary({ kind, counts: { ...NONE, [done]: 1 } }));
    expect(lab.entries().map(({ body }) => body)).toEqual([
      expect.objectContaining({ threads: 1, leftAlone: 0, ...sizes }),
    ]);
  },
);

it('writes nothing where a job came to no thread at all', (context) => {
  const lab = ledgerLab(context);
  recordJob(systemEffects, targetOf(lab.file), summary({ kind: 'verify' }));
  expect(fs.existsSync(lab.file)).toBe(false);
});
