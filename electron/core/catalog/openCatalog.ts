import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { FileSystem } from '../ports';
import { createCatalog } from './catalog';
import type { Catalog } from './catalog';
import { migrate, NewerCatalog } from './migrations';
import { openSql } from './sql';
import type { Sql } from './sql';

export type OpenCatalogOptions = {
  readonly file: string;
  readonly fs: FileSystem;
  /** Look through the whole file for damage first; needed once for a program, not for each connection. */
  readonly check?: boolean;
};

/** Errors that mean the file itself, not the moment, is bad. */
const BROKEN = /^SQLITE_(CORRUPT|NOTADB|FORMAT|CANTOPEN_ISDIR)|malformed|not a database|quick_check/i;

class DamagedCatalog extends Error {}

function checkWhole(sql: Sql): void {
  const row = sql.get('PRAGMA quick_check(1)');
  const found = typeof row === 'object' && row !== null && 'quick_check' in row ? row.quick_check : undefined;
  if (found !== 'ok') throw new DamagedCatalog(`quick_check: ${String(found)}`);
}

function openOnce({ file, check = false }: OpenCatalogOptions): Sql {
  const sql = openSql(file);
  try {
    sql.exec('PRAGMA journal_mode = WAL');
    sql.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000');
    if (check) checkWhole(sql);
    migrate(sql);
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
}

/** Why the file has to be made anew, in a sentence; `null` if it is not the file's fault. */
function whyRebuild(error: unknown): string | null {
  if (error instanceof NewerCatalog) return 'The catalog was written by a newer Coldpress, so it was built anew.';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : String(error);
  const broken = error instanceof DamagedCatalog || BROKEN.test(code) || BROKEN.test(text);
  return broken ? 'The catalog was damaged, so it was built anew. No thread was touched.' : null;
}

/** Takes a catalog away, with what SQLite keeps beside it. It holds nothing that a scan does not find again. */
function removeCatalog(fs: FileSystem, file: string): void {
  for (const path of [`${file}-wal`, `${file}-shm`, `${file}-journal`, file]) {
    if (fs.lstat(path) !== null) fs.unlink(path);
  }
}

/** A file name for the catalog of one store, so that stores never mix. */
export function catalogFileName(home: string): string {
  return `catalog-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sqlite`;
}

/**
 * Opens the catalog, making or migrating it as needed; a damaged or newer one is taken away and begun anew, which
 * `rebuilt` of the result says. Any number of connections, threads and processes may have it open at once.
 */
export function openCatalog(options: OpenCatalogOptions): Catalog {
  const { fs, file } = options;
  if (fs.lstat(dirname(file)) === null) fs.makeDirectory(dirname(file), 0o700);
  try {
    return createCatalog(openOnce(options), null);
  } catch (error) {
    const why = whyRebuild(error);
    if (why === null) throw error;
    removeCatalog(fs, file);
    return createCatalog(openOnce(options), why);
  }
}
