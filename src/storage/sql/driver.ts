/** What a database holds in a cell, as far as Optuna's schema goes. */
export type SqlValue = string | number | null;

/** One row: cells in the order of the statement's columns. */
export type SqlRow = readonly SqlValue[];

/**
 * One connection to a database, in five methods. A driver may answer at once or by a promise.
 *
 * Statements carry `?` for values and are few: a driver prepares each text once and keeps it.
 */
export interface SqlDriver {
  /** All rows of one statement. */
  all(sql: string, values: readonly SqlValue[]): readonly SqlRow[] | Promise<readonly SqlRow[]>;
  /** Runs one statement; answers how many rows it changed. */
  run(sql: string, values: readonly SqlValue[]): number | Promise<number>;
  /** Runs one INSERT of one row; answers the row's id. */
  insert(sql: string, values: readonly SqlValue[]): number | Promise<number>;
  /** Runs a script of statements without values. */
  exec(script: string): void | Promise<void>;
  close(): void | Promise<void>;
}

/** What a driver's error means for whoever must go on. */
export type SqlFault = 'busy' | 'other';

/** Where databases differ. */
export interface SqlDialect {
  /** Starts a transaction that will write: from here on nobody else writes. */
  readonly beginWrite: string;
  /** Starts a transaction that sees one state of the database. */
  readonly beginRead: string;
  /** `busy`: another connection holds a lock, and trying again will help. */
  fault(error: unknown): SqlFault;
  /** The error to give to the user in place of the driver's. */
  explain(error: unknown): Error;
}
