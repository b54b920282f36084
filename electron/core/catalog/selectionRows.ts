import { z } from 'zod';
import type { SelectionTotals, ThreadDetails, ThreadId, ThreadState } from '#contract/thread';
import type { JobRollout } from './rolloutRow';
import { detailsSchema, jobRollout, ROW_COLUMNS, rowSchema } from './rolloutRow';
import type { Sql } from './sql';
import { STATE } from './stateSql';

const CHOSEN = 'json_each(:ids) AS chosen JOIN rollouts ON rollouts.id = chosen.value';

const totalsRow = z.object({
  threads: z.number(),
  physical: z.number(),
  logical: z.number(),
  coldThreads: z.number(),
  coldPhysical: z.number(),
  pressedThreads: z.number(),
  pressedPhysical: z.number(),
  pressedLogical: z.number(),
});

/** What a selection of up to 200,000 threads holds; ids that are not (or no longer) there do not count. */
export function selectionTotals(sql: Sql, ids: readonly ThreadId[], cold: number): SelectionTotals {
  const text = `SELECT count(*) AS threads,
      coalesce(sum(physical), 0) AS physical,
      coalesce(sum(logical), 0) AS logical,
      coalesce(sum(state = 'cold'), 0) AS coldThreads,
      coalesce(sum(physical) FILTER (WHERE state = 'cold'), 0) AS coldPhysical,
      coalesce(sum(state = 'compressed'), 0) AS pressedThreads,
      coalesce(sum(physical) FILTER (WHERE state = 'compressed'), 0) AS pressedPhysical,
      coalesce(sum(logical) FILTER (WHERE state = 'compressed'), 0) AS pressedLogical
    FROM (SELECT ${STATE} AS state, physical_bytes AS physical, coalesce(logical_bytes, physical_bytes) AS logical
      FROM ${CHOSEN})`;
  const row = totalsRow.parse(sql.get(text, { ids: JSON.stringify(ids), cold }));
  return {
    threads: row.threads,
    physicalBytes: row.physical,
    logicalBytes: row.logical,
    compressible: { threads: row.coldThreads, physicalBytes: row.coldPhysical },
    restorable: {
      threads: row.pressedThreads,
      physicalBytes: row.pressedPhysical,
      logicalBytes: row.pressedLogical,
    },
  };
}

const JOB_COLUMNS = `rollouts.id AS id, rollouts.key AS key, representation, ${STATE} AS state, archived, title, name, project,
  mtime_ms AS updatedAtMs, file_bytes AS fileBytes, physical_bytes AS physicalBytes, logical_bytes AS logicalBytes,
  problem_kind AS problemKind, problem, receipt_sha256 IS NOT NULL AS ours`;

/** In the order of `ids`; those that are not there are left out. */
export function rolloutsByIds(sql: Sql, ids: readonly ThreadId[], cold: number): readonly JobRollout[] {
  const text = `SELECT ${JOB_COLUMNS} FROM ${CHOSEN} ORDER BY chosen.key`;
  return z.array(jobRollout).parse(sql.all(text, { ids: JSON.stringify(ids), cold }));
}

/** Every thread that is in this state now, the largest first. */
export function rolloutsInState(sql: Sql, state: ThreadState, cold: number): readonly JobRollout[] {
  const text = `SELECT ${JOB_COLUMNS} FROM rollouts WHERE ${STATE} = :state ORDER BY physical_bytes DESC, rollouts.id`;
  return z.array(jobRollout).parse(sql.all(text, { state, cold }));
}

function fileName(key: string, representation: ThreadDetails['representation']): string {
  return representation === 'compressed' ? `${key}.zst` : key;
}

/** Codex resumes by id; the id is a UUID, so it needs no quoting in any shell. */
function resumeCommand(id: ThreadId): string {
  return `codex resume ${id}`;
}

/** The facts of one thread; `path` is relative to the home. `null`: there is no such thread. */
export function threadDetailsOf(sql: Sql, id: ThreadId, cold: number): ThreadDetails | null {
  const text = `SELECT ${ROW_COLUMNS}, ${STATE} AS state, key, cwd, branch, model, cli_version, history_mode, originator,
    created_ms, file_bytes, receipt_sha256, receipt_bytes, receipt_tool FROM rollouts WHERE id = :id`;
  const found = sql.get(text, { id, cold });
  if (found === undefined) return null;
  const row = rowSchema.parse(found);
  const { key, name, cwd, branch, model, originator, ...facts } = detailsSchema.parse(found);
  const { receipt_sha256: sha256, receipt_bytes: bytes, receipt_tool: tool } = facts;
  return {
    ...row,
    name,
    cwd,
    branch,
    model,
    originator,
    cliVersion: facts.cli_version,
    historyMode: facts.history_mode,
    createdAtMs: facts.created_ms,
    path: fileName(key, row.representation),
    fileBytes: facts.file_bytes,
    receipt: sha256 === null || bytes === null || tool === null ? null : { sha256, bytes, tool },
    resumeCommand: resumeCommand(id),
  };
}
