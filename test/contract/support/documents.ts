import { z } from 'zod';
import { appError } from '#contract/errors';
import { outcome, outcomeKind } from '#contract/job';
import type { OutcomeKind } from '#contract/job';
import { problemFile } from '#contract/store';
import { representation, threadId, threadState } from '#contract/thread';
import type { Run } from './coldpress';

/** The JSON documents of docs/cli.md, exactly: a key more or less is an error. */
const bytes = z.int().nonnegative();
const count = z.int().nonnegative();

export const scanDocument = z.strictObject({
  home: z.string(),
  threads: z.array(
    z.strictObject({
      id: threadId,
      title: z.string(),
      cwd: z.string().nullable(),
      updatedAt: z.iso.datetime(),
      representation,
      path: z.string(),
      physicalBytes: bytes,
      logicalBytes: bytes.nullable(),
      cold: z.boolean(),
      inUse: z.boolean(),
      archived: z.boolean(),
      familyId: threadId,
      state: threadState,
      problem: z.string().nullable(),
    }),
  ),
  totals: z.strictObject({
    threads: count,
    plain: count,
    compressed: count,
    physicalBytes: bytes,
    logicalBytes: bytes,
    savedBytes: bytes,
  }),
  leftAlone: z.strictObject({ total: count, files: z.array(problemFile.strict()) }),
});

const kindCounts = Object.fromEntries(outcomeKind.options.map((kind) => [kind, count] as const));
const jobTotals = z.strictObject({
  threads: count,
  sourceBytes: bytes,
  compressedBytes: bytes,
  freedBytes: z.int(),
  durationMs: z.number().nonnegative(),
  ...(kindCounts as Record<OutcomeKind, typeof count>),
});
export const jobDocument = z.strictObject({
  outcomes: z.array(outcome.strict()),
  totals: jobTotals,
  cancelled: z.boolean(),
  error: appError.strict().optional(),
});

export const verifyDocument = z.strictObject({
  threads: z.array(outcome.strict()),
  totals: jobTotals.omit({ freedBytes: true }),
  cancelled: z.boolean(),
  error: appError.strict().optional(),
});

export const dryRunDocument = z.strictObject({
  dryRun: z.literal(true),
  threads: z.array(
    z.strictObject({ id: threadId, title: z.string(), physicalBytes: bytes, logicalBytes: bytes.nullable() }),
  ),
  totals: z.strictObject({ threads: count, physicalBytes: bytes, leftAlone: count }),
});

export const demoDocument = z.strictObject({ home: z.string() });
export const errorDocument = z.strictObject({ error: appError.strict() });

/** What a run printed with `--json`: one document in one line and nothing else, of the shape that is asked for. */
export function documentOf<T extends z.ZodType>(schema: T, run: Run): z.infer<T> {
  const lines = run.stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`not one line on stdout: ${run.stdout}${run.stderr}`);
  return schema.parse(JSON.parse(lines[0] ?? ''));
}
