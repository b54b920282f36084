import { z } from 'zod';
import { problemFile } from '#contract/store';
import type { ProblemFile } from '#contract/store';
import { representation, threadDetails, threadState } from '#contract/thread';
import type { Representation, ThreadDetails, ThreadRow } from '#contract/thread';
import type { Problem } from '../model/problem';
import type { SessionMeta } from '../model/sessionMeta';
import { shownTitle } from '../model/threadTitle';

/** One thread's files as a scan found them; what the catalog stores of it. Paths are relative to the home, with `/`. */
export type CatalogRollout = {
  readonly id: string;
  /** The path of the plain form, whether it is there or not. */
  readonly key: string;
  readonly directory: string;
  readonly archived: boolean;
  readonly representation: Representation;
  /** Equal as long as the files are the same ones, unchanged; empty: look again at the next scan. */
  readonly stamp: string;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly mtimeNs: bigint;
  readonly fileBytes: number;
  readonly physicalBytes: number;
  readonly logicalBytes: number | null;
  readonly meta: SessionMeta | null;
  readonly title: string | null;
  readonly model: string | null;
  readonly name: string | null;
  readonly inUse: boolean;
  readonly problem: Problem | null;
  /** The path of another file with the same thread id. */
  readonly duplicateOf: string | null;
  readonly receipt: ThreadDetails['receipt'];
};

const flag = z.number().transform((value) => value !== 0);

/** The columns of a `JobRollout`. */
export const jobRollout = z
  .object({
    id: z.string(),
    key: z.string(),
    representation,
    state: threadState,
    archived: flag,
    title: z.string().nullable(),
    name: z.string().nullable(),
    project: z.string(),
    updatedAtMs: z.number(),
    fileBytes: z.number(),
    physicalBytes: z.number(),
    logicalBytes: z.number().nullable(),
    problemKind: problemFile.shape.kind.nullable(),
    problem: z.string().nullable(),
    ours: flag,
  })
  .transform(({ name, ...row }) => ({ ...row, title: shownTitle(name, row.title) }));
/** What a job needs to know of a thread before it looks at the file itself. `key`: the plain form's path in the home. `ours`: it has a receipt. */
export type JobRollout = z.infer<typeof jobRollout>;

/** The columns of a `ThreadRow`; needs STATE and its parameter. */
export const rowSchema = z
  .object({
    id: z.string(),
    title: z.string().nullable(),
    name: z.string().nullable(),
    project: z.string(),
    mtime_ms: z.number(),
    representation,
    state: threadState,
    archived: flag,
    physical_bytes: z.number(),
    logical_bytes: z.number().nullable(),
    saved_bytes: z.number(),
    problem: z.string().nullable(),
  })
  .transform((row): ThreadRow => ({
    id: row.id,
    title: shownTitle(row.name, row.title),
    project: row.project,
    updatedAtMs: row.mtime_ms,
    representation: row.representation,
    state: row.state,
    archived: row.archived,
    physicalBytes: row.physical_bytes,
    logicalBytes: row.logical_bytes,
    savedBytes: row.saved_bytes,
    problem: row.problem,
  }));

export const ROW_COLUMNS = `id, title, name, project, mtime_ms, representation, archived, physical_bytes, logical_bytes,
  saved_bytes, problem`;

/** The columns that only the drawer shows. */
export const detailsSchema = z.object({
  key: z.string(),
  name: z.string().nullable(),
  cwd: z.string().nullable(),
  branch: z.string().nullable(),
  model: z.string().nullable(),
  cli_version: z.string().nullable(),
  history_mode: threadDetails.shape.historyMode,
  originator: z.string().nullable(),
  created_ms: z.number().nullable(),
  file_bytes: z.number(),
  receipt_sha256: z.string().nullable(),
  receipt_bytes: z.number().nullable(),
  receipt_tool: z.string().nullable(),
});

export const problemSchema = z
  .object({ path: z.string(), kind: problemFile.shape.kind, reason: z.string(), physical_bytes: z.number() })
  .transform(({ physical_bytes: physicalBytes, ...row }): ProblemFile => ({ ...row, physicalBytes }));
