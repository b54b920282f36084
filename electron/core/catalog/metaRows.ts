import { z } from 'zod';
import type { Usage } from '#contract/store';
import type { Sql } from './sql';

/** Indexed from the ledger. */
export const LEDGER_TABLES = ['activity', 'proofs', 'asides', 'kept_findings', 'ledger_problems'] as const;

const valueRow = z.object({ value: z.string() });

export function getMeta(sql: Sql, name: string): string | null {
  return valueRow.optional().parse(sql.get('SELECT value FROM meta WHERE name = :name', { name }))?.value ?? null;
}

export function setMeta(sql: Sql, name: string, value: string): void {
  sql.run('INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value', {
    name,
    value,
  });
}

/** Grows with every change of what a reader can see, by whichever process made it. */
export function revisionOf(sql: Sql): number {
  return Number(getMeta(sql, 'revision') ?? '0');
}

export function growRevision(sql: Sql): number {
  const revision = revisionOf(sql) + 1;
  setMeta(sql, 'revision', String(revision));
  return revision;
}

export function clearStore(sql: Sql): void {
  const tables = ['rollouts', 'problems', 'other_files', ...LEDGER_TABLES];
  for (const table of tables) sql.run(`DELETE FROM ${table}`);
  sql.run("DELETE FROM meta WHERE name <> 'revision'");
}

type OtherFiles = Usage['otherFiles'];
const otherRow = z.object({ name: z.string(), physicalBytes: z.number() });

/** `null` until Codex's other files have been measured. */
export function getOtherFiles(sql: Sql): OtherFiles | null {
  if (getMeta(sql, 'other_measured') === null) return null;
  const text = 'SELECT name, physical_bytes AS physicalBytes FROM other_files ORDER BY physical_bytes DESC, name';
  return z.array(otherRow).parse(sql.all(text));
}

export function setOtherFiles(sql: Sql, files: OtherFiles): void {
  sql.run('DELETE FROM other_files');
  for (const { name, physicalBytes } of files) {
    sql.run('INSERT INTO other_files (name, physical_bytes) VALUES (:name, :physicalBytes)', { name, physicalBytes });
  }
  setMeta(sql, 'other_measured', '1');
}
