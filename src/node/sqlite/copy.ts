import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { VernierError } from '../../errors.ts';
import { isForbidden } from '../../storage/sql/sqlite-dialect.ts';
import { type DriverChoice, openDriver } from './driver.ts';

/** A copy of a database, for whoever may read it and not write. */
export interface DatabaseCopy {
  readonly path: string;
  /** Removes it. The end of the process does so too. */
  remove(): void;
}

/** Must a database be copied to be read? Even to read, SQLite writes beside the file, and a study of Optuna's gets an id. */
export function mustCopy(place: string): boolean {
  return !(isWritable(place) && isWritable(dirname(place)));
}

/** Copies a database, with the log that a killed process left. @throws `storage-unavailable` where it cannot be read */
export async function copyDatabase(place: string, driver: DriverChoice | undefined): Promise<DatabaseCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-read-'));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', remove);
  const path = join(folder, 'copy.db');
  try {
    if (!(await copiedBySqlite(place, path, driver))) copyFiles(place, path);
    return { path, remove };
  } catch (error) {
    remove();
    throw new VernierError(
      'storage-unavailable',
      `${place}: the database can be read only as a copy, and copying failed (${(error as Error).message}).`,
      {
        details: { place, permanent: true },
        hint: `Allow reading the file, and see that ${tmpdir()} has room for it.`,
        cause: error,
      },
    );
  }
}

/** Where the log's index is there, somebody may be writing: SQLite makes a copy of one state. It fails where the writer is dead. */
async function copiedBySqlite(place: string, path: string, choice: DriverChoice | undefined): Promise<boolean> {
  if (!existsSync(`${place}-shm`)) return false;
  const driver = await openDriver(place, choice);
  try {
    await driver.run('VACUUM INTO ?', [path]);
    return true;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    rmSync(path, { force: true });
    return false;
  } finally {
    await driver.close();
  }
}

function copyFiles(place: string, path: string): void {
  for (const part of ['', '-wal', '-journal']) {
    if (part !== '' && !existsSync(place + part)) continue;
    copyFileSync(place + part, path + part, constants.COPYFILE_FICLONE);
    chmodSync(path + part, 0o600);
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
