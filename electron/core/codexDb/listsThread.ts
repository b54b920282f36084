import path from 'node:path';
import Database from 'libsql';
import { z } from 'zod';
import type { Listing } from '../model/recovery';
import type { FileSystem } from '../ports';

/** `state_5.sqlite`: the number is that of Codex's own schema (codex-store.md, section 2). */
const STATE_NAME = /^state_\d+\.sqlite$/;
const CONFIGURED = /^\s*sqlite_home\s*=\s*(?:"([^"\n]+)"|'([^'\n]+)')\s*(?:#.*)?$/m;
const MAX_CONFIG_BYTES = 1024 * 1024;
const BUSY_MS = 1000;
const countRow = z.object({ found: z.number() });

function readConfig(fs: FileSystem, home: string): string {
  const file = path.join(home, 'config.toml');
  if (fs.lstat(file) === null) return '';
  const fd = fs.open(file, 'read');
  try {
    const buffer = new Uint8Array(MAX_CONFIG_BYTES);
    return new TextDecoder().decode(buffer.subarray(0, fs.read(fd, buffer, 0)));
  } finally {
    fs.close(fd);
  }
}

/** Where Codex keeps its databases: named in the environment, in its configuration, or the home itself. */
function databaseFolders(fs: FileSystem, home: string): readonly string[] {
  const [, double, single] = CONFIGURED.exec(readConfig(fs, home)) ?? [];
  const named = [process.env['CODEX_SQLITE_HOME'], double ?? single].filter(
    (folder): folder is string => folder !== undefined && folder !== '' && path.isAbsolute(folder),
  );
  return [...new Set([...named, home])];
}

function stateDatabases(fs: FileSystem, home: string): readonly string[] {
  return databaseFolders(fs, home).flatMap((folder) => {
    if (fs.lstat(folder) === null) return [];
    const names = fs.readDirectory(folder).map(({ name }) => name);
    return names.filter((name) => STATE_NAME.test(name)).map((name) => path.join(folder, name));
  });
}

/** Without a `-wal` beside it nobody writes, and nothing may be made there by looking. */
function openReadOnly(fs: FileSystem, file: string): Database.Database {
  const hasLog = fs.lstat(`${file}-wal`) !== null;
  // To read a log that nobody has open SQLite would make an index of it beside it.
  if (hasLog && fs.lstat(`${file}-shm`) === null) throw new Error(`${file} was not closed in order`);
  const mode = hasLog ? 'mode=ro' : 'immutable=1';
  return new Database(`file:${encodeURI(file).replace(/[?#]/g, encodeURIComponent)}?${mode}`, {
    readonly: true,
    timeout: BUSY_MS,
  });
}

function isListedIn(fs: FileSystem, file: string, threadId: string): boolean {
  const database = openReadOnly(fs, file);
  try {
    const row: unknown = database.prepare('SELECT count(*) AS found FROM threads WHERE id = ?').get(threadId);
    return countRow.parse(row).found > 0;
  } finally {
    database.close();
  }
}

/**
 * Whether Codex's database still lists a thread, archived ones included. It is opened read-only and left as it was.
 * `unknown`: it is locked, damaged or of a shape that we do not know.
 */
export function listingOf(fs: FileSystem, home: string, threadId: string): Listing {
  try {
    const databases = stateDatabases(fs, home);
    if (databases.length === 0) return 'no_database';
    return databases.some((file) => isListedIn(fs, file, threadId)) ? 'listed' : 'not_listed';
  } catch {
    return 'unknown'; // whatever is wrong with it: the thread is only offered then
  }
}
