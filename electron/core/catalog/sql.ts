import Database from 'libsql';

/** What may be bound. libsql ends the process on booleans and `undefined`, so they must not get here. */
type SqlValue = string | number | bigint | null;
export type SqlParams = Readonly<Record<string, SqlValue>>;

/** One connection; every statement is prepared once and kept. Rows come as unknown: whoever asks parses them. */
export type Sql = {
  readonly exec: (text: string) => void;
  readonly run: (text: string, params?: SqlParams) => void;
  readonly get: (text: string, params?: SqlParams) => unknown;
  readonly all: (text: string, params?: SqlParams) => readonly unknown[];
  /** Writers of other connections wait, as we do, `waitMs` at most; nothing of `work` stays if it throws. */
  readonly write: <T>(work: () => T, waitMs?: number) => T;
  /** All reads in `work` see one state of the database. */
  readonly read: <T>(work: () => T) => T;
  readonly close: () => void;
};

/** How long a writer waits for another connection's transaction; they are short everywhere. */
const BUSY_TIMEOUT_MS = 10_000;

export function openSql(file: string): Sql {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  const statements = new Map<string, Database.Statement<[SqlParams]>>();

  function prepared(text: string): Database.Statement<[SqlParams]> {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement = database.prepare<[SqlParams]>(text);
    statements.set(text, statement);
    return statement;
  }

  // A getter that changes as statements run, whatever its type says.
  const isOpen = (): boolean => database.inTransaction;

  function transaction<T>(begin: string, work: () => T): T {
    if (isOpen()) return work();
    database.exec(begin);
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (isOpen()) database.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    exec: (text) => {
      database.exec(text);
    },
    run: (text, params = {}) => {
      prepared(text).run(params);
    },
    get: (text, params = {}) => prepared(text).get(params),
    all: (text, params = {}) => prepared(text).all(params),
    write: (work, waitMs = BUSY_TIMEOUT_MS) => {
      if (waitMs === BUSY_TIMEOUT_MS || isOpen()) return transaction('BEGIN IMMEDIATE', work);
      database.exec(`PRAGMA busy_timeout = ${waitMs}`);
      try {
        return transaction('BEGIN IMMEDIATE', work);
      } finally {
        database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      }
    },
    read: (work) => transaction('BEGIN', work),
    close: () => {
      statements.clear();
      database.close();
    },
  };
}
