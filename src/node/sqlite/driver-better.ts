import type { SqlDriver, SqlRow, SqlValue } from '../../storage/sql/driver.ts';

/** What is used of the class that `better-sqlite3` exports. */
export type BetterSqlite3 = new (
  path: string,
  options?: { readonly timeout?: number },
) => {
  prepare(sql: string): Statement;
  exec(script: string): unknown;
  close(): unknown;
};

interface Statement {
  readonly reader: boolean;
  run(...values: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  all(...values: readonly SqlValue[]): unknown[];
  raw(): Statement;
}

/** How long SQLite itself waits for a lock, in ms: short, since it holds up the whole thread; the storage tries again after that. */
export const BUSY_MS = 5;

/** A connection through `better-sqlite3`. */
export function betterSqlite3(Database: BetterSqlite3, path: string): SqlDriver {
  const database = new Database(path, { timeout: BUSY_MS });
  const statements = new Map<string, Statement>();
  const statement = (sql: string): Statement => {
    let prepared = statements.get(sql);
    if (prepared === undefined) {
      prepared = database.prepare(sql);
      if (prepared.reader) prepared.raw();
      statements.set(sql, prepared);
    }
    return prepared;
  };
  return {
    all: (sql, values) => statement(sql).all(...values.map(unicode)) as SqlRow[],
    run: (sql, values) => statement(sql).run(...values.map(unicode)).changes,
    insert: (sql, values) => Number(statement(sql).run(...values.map(unicode)).lastInsertRowid),
    exec: (script) => void database.exec(script),
    close: () => void database.close(),
  };
}

/** Half a pair of surrogates would be stored as bytes that are no UTF-8, and Python could not read the table. */
function unicode(value: SqlValue): SqlValue {
  return typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
}
