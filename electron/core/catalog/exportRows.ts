import { z } from 'zod';
import type { Representation, ThreadState } from '#contract/thread';
import { familyOf } from '../model/sessionMeta';
import { rowSchema, ROW_COLUMNS } from './rolloutRow';
import type { Sql } from './sql';
import { STATE } from './stateSql';

/** A thread as `coldpress scan --json` prints it (cli.md). `path` is relative to the home. */
export type ExportRow = {
  readonly id: string;
  readonly title: string;
  readonly cwd: string | null;
  readonly updatedAtMs: number;
  readonly representation: Representation;
  readonly path: string;
  readonly physicalBytes: number;
  readonly logicalBytes: number | null;
  readonly state: ThreadState;
  readonly cold: boolean;
  readonly inUse: boolean;
  readonly archived: boolean;
  readonly familyId: string;
  readonly problem: string | null;
};

const edge = z.object({ id: z.string(), parent: z.string() });
const extra = z.object({ key: z.string(), cwd: z.string().nullable(), in_use: z.number() });

function parentsOf(sql: Sql): ReadonlyMap<string, string> {
  const rows = sql.all('SELECT id, parent_id AS parent FROM rollouts WHERE parent_id IS NOT NULL');
  return new Map(
    z
      .array(edge)
      .parse(rows)
      .map((row) => [row.id, row.parent]),
  );
}

const PAGE = `SELECT ${ROW_COLUMNS}, ${STATE} AS state, key, cwd, in_use FROM rollouts
  WHERE (mtime_ms, id) < (:mtime, :id) ORDER BY mtime_ms DESC, id DESC LIMIT 500`;

function exportRow(found: unknown, cold: number, parents: ReadonlyMap<string, string>): ExportRow {
  const row = rowSchema.parse(found);
  const { key, cwd, in_use: inUse } = extra.parse(found);
  return {
    id: row.id,
    title: row.title,
    cwd,
    updatedAtMs: row.updatedAtMs,
    representation: row.representation,
    path: row.representation === 'compressed' ? `${key}.zst` : key,
    physicalBytes: row.physicalBytes,
    logicalBytes: row.logicalBytes,
    state: row.state,
    cold: row.representation === 'plain' && row.updatedAtMs <= cold,
    inUse: inUse === 1,
    archived: row.archived,
    familyId: familyOf(row.id, parents),
    problem: row.problem,
  };
}

/**
 * All threads, latest first, one at a time and in pages, so that no statement stays open if nobody reads to the end.
 * `cold`: plain and older than the policy's age, even if it is left alone for another reason.
 */
export function* exportRows(sql: Sql, cold: number): Generator<ExportRow> {
  const parents = parentsOf(sql);
  let after = { mtime: Number.MAX_SAFE_INTEGER, id: '' };
  for (;;) {
    const page = sql.all(PAGE, { ...after, cold }).map((found) => exportRow(found, cold, parents));
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    after = { mtime: last.updatedAtMs, id: last.id };
  }
}
