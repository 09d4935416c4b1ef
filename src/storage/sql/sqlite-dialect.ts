import { isVernierError, VernierError } from '../../errors.ts';
import { OLDER_REVISIONS, OPTUNA_TABLES, REVISION, SCHEMA_VERSION, VERNIER_TABLES } from '../optuna/schema.ts';
import type { SqlDialect, SqlDriver } from './driver.ts';
import { rollback } from './transactions.ts';

/** SQLite's primary result codes that mean something to a user. */
const CODES = {
  READONLY: 8,
  BUSY: 5,
  LOCKED: 6,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  PROTOCOL: 15,
  NOTADB: 26,
} as const;

/** The primary result code of an error of either driver; null where the error is not SQLite's. */
export function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null;
  const { errcode, code } = error as { readonly errcode?: unknown; readonly code?: unknown };
  if (typeof errcode === 'number') return errcode & 0xff; // node:sqlite gives the extended code as a number
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return null; // better-sqlite3 gives its name
  return CODES[code.split('_')[1] as keyof typeof CODES] ?? -1;
}

/** Did SQLite fail because the file or its folder may not be written? */
export function isForbidden(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CODES.READONLY || code === CODES.CANTOPEN;
}

/** How SQLite differs from other databases. @param place the file, for messages */
export function sqliteDialect(place: string): SqlDialect {
  return {
    beginWrite: 'BEGIN IMMEDIATE',
    beginRead: 'BEGIN',
    fault(error) {
      const code = sqliteCode(error);
      return code === CODES.BUSY || code === CODES.LOCKED || code === CODES.PROTOCOL ? 'busy' : 'other';
    },
    explain: (error) => explained(error, place),
  };
}

function explained(error: unknown, place: string): Error {
  if (isVernierError(error)) return error;
  const unavailable = (found: string, hint: string, permanent: boolean): VernierError =>
    new VernierError('storage-unavailable', `${place}: ${found}`, {
      details: { place, permanent },
      hint,
      cause: error,
    });
  const text = error instanceof Error ? error.message : String(error);
  switch (sqliteCode(error)) {
    case CODES.BUSY:
    case CODES.LOCKED:
    case CODES.PROTOCOL:
      return unavailable(
        'another process holds the database locked.',
        'Nothing was written. Try again when that process has ended or let go.',
        false,
      );
    case CODES.FULL:
      return unavailable(
        'the disk is full.',
        'Nothing of this was written, and nothing is lost. Free some space and go on.',
        false,
      );
    case CODES.READONLY:
      return unavailable(
        'the database cannot be written.',
        'Allow writing to the file and to its folder, or copy it to where you may write.',
        true,
      );
    case CODES.CANTOPEN:
      return unavailable(
        'the database cannot be opened.',
        'Check that the folder exists and that you may write there.',
        true,
      );
    case CODES.NOTADB:
      return unavailable('this file is no SQLite database.', 'Give another file name, or move the file away.', true);
    case CODES.CORRUPT:
      return unavailable(
        `the database is damaged (${text}).`,
        'Restore a copy, or rescue it with `sqlite3 FILE .recover`.',
        true,
      );
    case CODES.IOERR:
      return unavailable(
        `reading or writing failed (${text}).`,
        'Check the disk. Nothing of this was acknowledged.',
        false,
      );
    default:
      return unavailable(text, 'This is no error of yours that we know of; please report it.', true);
  }
}

/**
 * Makes a fresh connection ready: WAL, the tables of Optuna and of Vernier.
 *
 * @throws `storage-version` for a schema that is older or newer, or of another program
 */
export async function prepareSqlite(db: SqlDriver, durability: 'full' | 'normal', place: string): Promise<void> {
  await db.all('PRAGMA journal_mode = WAL', []);
  // 32 MB of log before it is folded into the file: a page that many commits changed is folded once. 16 MB of the file at hand.
  await db.exec(
    `PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -16000`,
  );
  if (await isReady(db)) return;
  await db.exec('BEGIN IMMEDIATE'); // somebody else may be making the tables right now
  try {
    const names = (await tables(db)).filter((name) => !name.startsWith('sqlite_'));
    if (names.length === 0) await db.exec(OPTUNA_TABLES);
    else await checkRevision(db, names, place);
    await db.exec(VERNIER_TABLES);
    await db.exec('COMMIT');
  } catch (error) {
    await rollback(db);
    throw error;
  }
}

async function isReady(db: SqlDriver): Promise<boolean> {
  const names = await tables(db, 'vernier_');
  if (!names.includes('vernier_uncounted') || !names.includes('vernier_metrics')) return false;
  return (await revision(db)) === REVISION && !((await schemaNumber(db)) > SCHEMA_VERSION);
}

async function tables(db: SqlDriver, prefix = ''): Promise<readonly string[]> {
  const rows = await db.all('SELECT name FROM sqlite_master', []);
  return rows.map((row) => row[0] as string).filter((name) => name.startsWith(prefix));
}

async function revision(db: SqlDriver): Promise<string | null> {
  const rows = await db.all('SELECT version_num FROM alembic_version', []);
  return rows.length === 0 ? null : (rows[0]![0] as string);
}

/** NaN where there is none. */
async function schemaNumber(db: SqlDriver): Promise<number> {
  const [row] = await db.all('SELECT schema_version FROM version_info', []);
  return Number(row?.[0] ?? Number.NaN);
}

const NEWER = 'Use a newer version of Vernier.';

async function checkRevision(db: SqlDriver, names: readonly string[], place: string): Promise<void> {
  const wrong = (found: string, hint: string): VernierError =>
    new VernierError('storage-version', `${place}: ${found}`, { details: { place, expected: REVISION }, hint });
  if (!names.includes('studies') || !names.includes('version_info'))
    throw wrong(
      `this database belongs to another program (it has ${names.slice(0, 3).join(', ')}).`,
      'Give another file name.',
    );
  const upgrade = 'Bring it up to date with `optuna storage upgrade --storage sqlite:///FILE` of Optuna 3.2 to 5.';
  if (!names.includes('alembic_version')) throw wrong('the schema is of an Optuna before version 1.', upgrade);
  const found = await revision(db);
  const number = await schemaNumber(db);
  if (number > SCHEMA_VERSION)
    throw wrong(`the schema has number ${number}, which is newer than ${SCHEMA_VERSION}.`, NEWER);
  if (found === REVISION) return;
  if (found === null) {
    // Optuna stamps such a database too, if its number is the present one.
    if (number !== SCHEMA_VERSION) throw wrong('the schema is of an Optuna before version 1.', upgrade);
    await db.run('INSERT INTO alembic_version VALUES (?)', [REVISION]);
    return;
  }
  throw OLDER_REVISIONS.includes(found)
    ? wrong(`the schema has revision ${found}; expected ${REVISION}.`, upgrade)
    : wrong(`the schema has revision ${found}, which is newer than ${REVISION}.`, NEWER);
}
