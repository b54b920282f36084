import { z } from 'zod';
import { duplicateProblem } from '../model/problem';
import { projectOf } from '../model/sessionMeta';
import { folded, shownTitle } from '../model/threadTitle';
import { savedBytesOf } from '../model/usage';
import type { CatalogRollout } from './rolloutRow';
import type { Sql, SqlParams } from './sql';

/** What a scan compares a file with, to see whether it has to be read again. */
const knownRollout = z.object({
  id: z.string(),
  key: z.string(),
  stamp: z.string(),
  physicalBytes: z.number(),
  duplicateOf: z.string().nullable(),
});
export type KnownRollout = z.infer<typeof knownRollout>;

const KNOWN = 'SELECT id, key, stamp, physical_bytes AS physicalBytes, duplicate_of AS duplicateOf FROM rollouts';

const COLUMNS = [
  'id',
  'key',
  'directory',
  'archived',
  'representation',
  'stamp',
  'dev',
  'ino',
  'mtime_ns',
  'mtime_ms',
  'file_bytes',
  'physical_bytes',
  'logical_bytes',
  'saved_bytes',
  'in_use',
  'title',
  'name',
  'title_key',
  'project',
  'project_key',
  'search',
  'cwd',
  'branch',
  'model',
  'cli_version',
  'originator',
  'source',
  'history_mode',
  'parent_id',
  'base_id',
  'created_ms',
  'file_problem_kind',
  'file_problem',
  'duplicate_of',
  'problem_kind',
  'problem',
  'receipt_sha256',
  'receipt_bytes',
  'receipt_tool',
] as const;
type Column = (typeof COLUMNS)[number];

const UPSERT = `INSERT OR REPLACE INTO rollouts (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `:${name}`).join(', ')})`;

type Words = {
  readonly id: string;
  readonly title: string | null;
  readonly name: string | null;
  readonly project: string;
  readonly cwd: string | null;
  readonly branch: string | null;
};

function searchText({ id, title, name, project, cwd, branch }: Words): string {
  return folded([name, title, project, cwd, branch, id].filter((part) => part !== null).join('\n'));
}

function wordColumns(rollout: CatalogRollout) {
  const { id, title, name, meta } = rollout;
  const project = projectOf(meta?.cwd ?? null);
  const cwd = meta?.cwd ?? null;
  const branch = meta?.branch ?? null;
  return {
    title,
    name,
    title_key: folded(shownTitle(name, title)),
    project,
    project_key: folded(project),
    search: searchText({ id, title, name, project, cwd, branch }),
    cwd,
    branch,
  };
}

function problemColumns({ problem, duplicateOf }: CatalogRollout) {
  const shown = duplicateOf === null ? problem : duplicateProblem(duplicateOf);
  return {
    file_problem_kind: problem?.kind ?? null,
    file_problem: problem?.reason ?? null,
    duplicate_of: duplicateOf,
    problem_kind: shown?.kind ?? null,
    problem: shown?.reason ?? null,
  };
}

function fileColumns(rollout: CatalogRollout) {
  const compressed = rollout.representation === 'compressed';
  return {
    id: rollout.id,
    key: rollout.key,
    directory: rollout.directory,
    archived: rollout.archived ? 1 : 0,
    representation: rollout.representation,
    stamp: rollout.stamp,
    dev: String(rollout.dev),
    ino: String(rollout.ino),
    mtime_ns: String(rollout.mtimeNs),
    mtime_ms: Number(rollout.mtimeNs / 1_000_000n),
    file_bytes: rollout.fileBytes,
    physical_bytes: rollout.physicalBytes,
    logical_bytes: rollout.logicalBytes,
    saved_bytes: compressed ? savedBytesOf(rollout.logicalBytes, rollout.physicalBytes) : 0,
    in_use: rollout.inUse ? 1 : 0,
  };
}

function columnsOf(rollout: CatalogRollout): Readonly<Record<Column, string | number | null>> {
  const { meta, receipt } = rollout;
  return {
    ...fileColumns(rollout),
    ...wordColumns(rollout),
    ...problemColumns(rollout),
    model: rollout.model,
    cli_version: meta?.cliVersion ?? null,
    originator: meta?.originator ?? null,
    source: meta?.source ?? null,
    history_mode: meta?.historyMode ?? null,
    parent_id: meta?.parentId ?? null,
    base_id: meta?.baseId ?? null,
    created_ms: meta?.createdAtMs ?? null,
    receipt_sha256: receipt?.sha256 ?? null,
    receipt_bytes: receipt?.bytes ?? null,
    receipt_tool: receipt?.tool ?? null,
  };
}

export function putRollout(sql: Sql, rollout: CatalogRollout): void {
  const params: SqlParams = columnsOf(rollout);
  sql.run(UPSERT, params);
}

export function knownInDirectory(sql: Sql, directory: string): readonly KnownRollout[] {
  return z.array(knownRollout).parse(sql.all(`${KNOWN} WHERE directory = :directory`, { directory }));
}

export function knownById(sql: Sql, id: string): KnownRollout | null {
  return knownRollout.optional().parse(sql.get(`${KNOWN} WHERE id = :id`, { id })) ?? null;
}

export function knownDirectories(sql: Sql): readonly string[] {
  const rows = z.array(z.object({ directory: z.string() }));
  return rows
    .parse(sql.all('SELECT directory FROM rollouts UNION SELECT directory FROM problems'))
    .map((row) => row.directory);
}

/** Deletes a row only if it still stands for this file: a thread that was moved meanwhile has another key. */
export function removeRollout(sql: Sql, id: string, key: string): void {
  sql.run('DELETE FROM rollouts WHERE id = :id AND key = :key', { id, key });
}

export function setPhysicalBytes(sql: Sql, id: string, physicalBytes: number): void {
  sql.run(
    `UPDATE rollouts SET physical_bytes = :physicalBytes, saved_bytes =
      CASE WHEN representation = 'compressed' THEN max(0, coalesce(logical_bytes, 0) - :physicalBytes) ELSE 0 END
      WHERE id = :id`,
    { id, physicalBytes },
  );
}

/** Records what a full decode of an unchanged `.zst` found: its length, or that it is damaged. */
export function setLogicalBytes(
  sql: Sql,
  rollout: { readonly id: string; readonly stamp: string },
  logicalBytes: number,
): void {
  sql.run(
    `UPDATE rollouts SET logical_bytes = :logicalBytes, saved_bytes = max(0, :logicalBytes - physical_bytes)
      WHERE id = :id AND stamp = :stamp`,
    { ...rollout, logicalBytes },
  );
}

export function setFileProblem(
  sql: Sql,
  rollout: { readonly id: string; readonly stamp: string },
  problem: { readonly kind: string; readonly reason: string },
): void {
  sql.run(
    `UPDATE rollouts SET file_problem_kind = :kind, file_problem = :reason,
      problem_kind = coalesce(problem_kind, :kind), problem = coalesce(problem, :reason)
      WHERE id = :id AND stamp = :stamp`,
    { ...rollout, kind: problem.kind, reason: problem.reason },
  );
}

/** `other`: where the second file of this thread stands; `null`: there is none any more. */
export function setDuplicateOf(sql: Sql, id: string, other: string | null): void {
  const found = other === null ? null : duplicateProblem(other);
  sql.run(
    `UPDATE rollouts SET duplicate_of = :other, problem_kind = coalesce(:kind, file_problem_kind),
      problem = coalesce(:reason, file_problem) WHERE id = :id`,
    { id, other, kind: found?.kind ?? null, reason: found?.reason ?? null },
  );
}

const duplicated = z.object({ id: z.string(), duplicateOf: z.string() });

export function duplicatedRollouts(sql: Sql): readonly z.infer<typeof duplicated>[] {
  const text = 'SELECT id, duplicate_of AS duplicateOf FROM rollouts WHERE duplicate_of IS NOT NULL';
  return z.array(duplicated).parse(sql.all(text));
}

const unmeasured = z.object({ id: z.string(), key: z.string(), stamp: z.string() });
export type Unmeasured = z.infer<typeof unmeasured>;

/** Compressed threads whose headers do not say how long they are, and that nobody has decoded yet. */
export function unmeasuredRollouts(sql: Sql): readonly Unmeasured[] {
  return z
    .array(unmeasured)
    .parse(
      sql.all(
        `SELECT id, key, stamp FROM rollouts WHERE logical_bytes IS NULL AND problem_kind IS NULL AND stamp <> ''`,
      ),
    );
}

const wordsRow = z.object({
  id: z.string(),
  title: z.string().nullable(),
  name: z.string().nullable(),
  project: z.string(),
  cwd: z.string().nullable(),
  branch: z.string().nullable(),
});

/** Gives every thread the name that `nameOf` knows for it; says how many changed. */
export function applyNames(sql: Sql, nameOf: (id: string) => string | null): number {
  let changed = 0;
  for (const row of z.array(wordsRow).parse(sql.all('SELECT id, title, name, project, cwd, branch FROM rollouts'))) {
    const name = nameOf(row.id);
    if (name === row.name) continue;
    changed += 1;
    sql.run('UPDATE rollouts SET name = :name, title_key = :titleKey, search = :search WHERE id = :id', {
      id: row.id,
      name,
      titleKey: folded(shownTitle(name, row.title)),
      search: searchText({ ...row, name }),
    });
  }
  return changed;
}

type InUseChange = { readonly released: readonly string[]; readonly taken: readonly string[] };

function inUseChange(sql: Sql, ids: ReadonlySet<string>): InUseChange {
  const rows = z.array(z.object({ id: z.string() })).parse(sql.all('SELECT id FROM rollouts WHERE in_use = 1'));
  const before = new Set(rows.map((row) => row.id));
  const released = [...before].filter((id) => !ids.has(id));
  const taken = [...ids].filter((id) => !before.has(id) && knownById(sql, id) !== null);
  return { released, taken };
}

/** Whether exactly these threads are marked as loaded in Codex. Only reads. */
export function isInUseSet(sql: Sql, ids: ReadonlySet<string>): boolean {
  const { released, taken } = inUseChange(sql, ids);
  return released.length + taken.length === 0;
}

/** Marks exactly these threads as loaded in Codex. */
export function setInUse(sql: Sql, ids: ReadonlySet<string>): void {
  const { released, taken } = inUseChange(sql, ids);
  for (const id of released) sql.run('UPDATE rollouts SET in_use = 0 WHERE id = :id', { id });
  for (const id of taken) sql.run('UPDATE rollouts SET in_use = 1 WHERE id = :id', { id });
}
