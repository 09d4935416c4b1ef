import type { SqlDriver, SqlRow, SqlValue } from '../../storage/sql/driver.ts';
import { BUSY_MS } from './driver-better.ts';

/** What is used of the module `node:sqlite`. */
export interface NodeSqlite {
  readonly DatabaseSync: new (
    path: string,
  ) => {
    prepare(sql: string): Statement;
    exec(script: string): void;
    close(): void;
  };
}

interface Statement {
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  all(...values: readonly SqlValue[]): unknown[];
  /** Rows as arrays: Node 24 and newer. */
  setReturnArrays?(on: boolean): void;
}

/** A connection through `node:sqlite`, which Node has inside from 22.13. */
export function nodeSqlite(module: NodeSqlite, path: string): SqlDriver {
  const database = new module.DatabaseSync(path);
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  const statements = new Map<string, Statement>();
  const statement = (sql: string): Statement => {
    let prepared = statements.get(sql);
    if (prepared === undefined) {
      prepared = database.prepare(sql);
      prepared.setReturnArrays?.(true);
      statements.set(sql, prepared);
    }
    return prepared;
  };
  return {
    all: (sql, values) =>
      statement(sql)
        .all(...values)
        .map(cells),
    run: (sql, values) => Number(statement(sql).run(...values).changes),
    insert: (sql, values) => Number(statement(sql).run(...values).lastInsertRowid),
    exec: (script) => database.exec(script),
    close: () => database.close(),
  };
}

/** Node 22 gives rows as objects, columns in order. */
function cells(row: unknown): SqlRow {
  return Array.isArray(row) ? (row as SqlRow) : Object.values(row as Record<string, SqlValue>);
}
