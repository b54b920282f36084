import type { Sql } from '../sql';
import { rollouts } from './0001-rollouts';
import { activity } from './0002-activity';
import { forkBase } from './0003-fork-base';

/** In order; a catalog's `user_version` says how many of them it has. */
const MIGRATIONS = [rollouts, activity, forkBase] as const;

/** A catalog that a later Coldpress wrote. */
export class NewerCatalog extends Error {}

function versionOf(sql: Sql): number {
  const row = sql.get('PRAGMA user_version');
  const version = typeof row === 'object' && row !== null && 'user_version' in row ? row.user_version : undefined;
  return typeof version === 'number' ? version : 0;
}

/** Brings a catalog up to date, once, however many processes open it at the same moment. */
export function migrate(sql: Sql): void {
  if (versionOf(sql) === MIGRATIONS.length) return;
  sql.write(() => {
    const version = versionOf(sql);
    if (version > MIGRATIONS.length) throw new NewerCatalog(`version ${version}`);
    for (const migration of MIGRATIONS.slice(version)) sql.exec(migration);
    sql.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}
