import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { VernierError } from '../errors.ts';
import type { Zone } from '../storage/optuna/instant.ts';
import type { SqlDriver } from '../storage/sql/driver.ts';
import { prepareSqlite, sqliteDialect } from '../storage/sql/sqlite-dialect.ts';
import { SqlStorage } from '../storage/sql/sql-storage.ts';
import type { Host, Storage } from '../storage/storage.ts';
import { thisHost } from './owner.ts';
import { copyDatabase, mustCopy } from './sqlite/copy.ts';
import { type DriverChoice, openDriver } from './sqlite/driver.ts';
import { guarded } from './sqlite/identity.ts';

export { type DriverChoice, DRIVERS } from './sqlite/driver.ts';

/** How a SQLite storage is opened. */
export interface SqliteOptions {
  /**
   * `full` (default): what was acknowledged is on the disk. `normal`: much faster where results are small; a loss of
   * power may take the last commits, the crash of a process never does.
   */
  readonly durability?: 'full' | 'normal';
  /** Default: `better-sqlite3`, else `node:sqlite`. */
  readonly driver?: DriverChoice;
  /** How instants are written: Optuna 5 and Vernier use UTC (default), Optuna up to 4 the local time. */
  readonly timestamps?: Zone;
  /** How long to wait for a lock that another process holds, in milliseconds. Default 10,000. */
  readonly waitMs?: number;
  /** `false`: refuse a file that does not exist. Default `true`: make it. */
  readonly create?: boolean;
  /**
   * `read`: for reading alone. Where the file or its folder cannot be written, a copy of it is read. Default `write`.
   */
  readonly access?: 'write' | 'read';
  /** Whose trials these are. Default: this process. */
  readonly host?: Host;
}

/**
 * Studies in a SQLite file, in tables that Optuna (4 and 5) reads and writes too. The file is opened at the first call.
 *
 * @param path the file; its folder must exist
 * @example
 * const study = await createStudy({ storage: sqlite('vernier.db'), space: space({ x: float(0, 1) }) });
 */
export function sqlite(path: string, options: SqliteOptions = {}): Storage {
  const place = resolve(path);
  const { waitMs = 10_000 } = options;
  const dialect = sqliteDialect(place);
  const open = async (): Promise<SqlDriver> => {
    try {
      return await connected(place, options, dialect.fault, waitMs);
    } catch (error) {
      throw dialect.explain(error);
    }
  };
  return new SqlStorage({
    open,
    dialect,
    traits: { sharedBy: 'host', durable: true, watch: false, ids: 'reused-after-delete' },
    zone: options.timestamps ?? 'utc',
    host: options.host ?? thisHost(),
    patienceMs: waitMs,
  });
}

async function connected(
  place: string,
  options: SqliteOptions,
  fault: (error: unknown) => string,
  waitMs: number,
): Promise<SqlDriver> {
  if (!existsSync(dirname(place)) || (options.create === false && !existsSync(place)))
    throw new VernierError(
      'storage-unavailable',
      `${place}: there is no such ${options.create === false ? 'file' : 'folder'}.`,
      {
        details: { place, permanent: true },
        hint: 'Check the name, or make the folder first.',
      },
    );
  return options.access === 'read' && mustCopy(place)
    ? ofCopy(place, options, fault, waitMs)
    : prepared(place, options, fault, waitMs);
}

async function ofCopy(
  place: string,
  options: SqliteOptions,
  fault: (error: unknown) => string,
  waitMs: number,
): Promise<SqlDriver> {
  const { path, remove } = await copyDatabase(place, options.driver);
  try {
    const driver = await prepared(place, options, fault, waitMs, path);
    return {
      ...driver,
      close: async () => {
        await driver.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** @param path where the file really is, where that is not the place that messages name */
async function prepared(
  place: string,
  options: SqliteOptions,
  fault: (error: unknown) => string,
  waitMs: number,
  path = place,
): Promise<SqlDriver> {
  const started = performance.now();
  for (;;) {
    const driver = await openDriver(path, options.driver);
    try {
      await prepareSqlite(driver, options.durability ?? 'full', place);
      return path === place ? guarded(driver, place) : driver;
    } catch (error) {
      await driver.close();
      if (fault(error) !== 'busy' || performance.now() - started > waitMs) throw error;
      await new Promise((again) => setTimeout(again, 20)); // somebody is making the tables, or switching to WAL
    }
  }
}
