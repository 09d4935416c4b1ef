import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { VernierError } from '../errors.ts';
import { openStorage } from '../node/open-storage.ts';
import { nearest } from '../space/names.ts';
import type { Storage, StudyRecord } from '../storage/storage.ts';
import { openStudy } from '../study/opening/create.ts';
import type { Study } from '../study/study.ts';
import { fit, visible } from './text.ts';

/** Where studies are kept unless something else is said. */
export const DEFAULT_STORAGE = 'sqlite:vernier.db';

/** Options that every command on stored studies has. */
export interface PlaceOptions {
  readonly storage: string;
  readonly json?: boolean;
}

/** Adds `--storage` and `--json`. */
export function withPlace(command: Command): Command {
  return command
    .option('-s, --storage <address>', 'where the studies are kept', process.env['VERNIER_STORAGE'] ?? DEFAULT_STORAGE)
    .option('--json', 'print JSON');
}

const pathOf = (address: string): string => address.replace(/^sqlite:(?:\/\/\/)?/, '');

/** The database file of an address; null where it is none. */
export function databaseOf(address: string): string | null {
  return /^sqlite:|\.(db|sqlite3?)$/i.test(address) ? pathOf(address) : null;
}

/** A file that belongs to a storage: beside a database, under its name; else in the working folder. */
export function besideStorage(address: string, what: string): string {
  return `${databaseOf(address) ?? 'vernier'}.${what}`;
}

/** Is it the address of a file that is not there? */
export function isMissingFile(address: string): boolean {
  const file = databaseOf(address);
  return file !== null && !existsSync(file);
}

/**
 * Opens a storage that must exist, runs `body`, closes it.
 *
 * @param access `read` for a command that changes nothing: it may look at files that it cannot write
 * @throws `storage-unavailable` for a file that is not there
 */
export async function inStorage<T>(
  address: string,
  access: 'read' | 'write',
  body: (storage: Storage) => Promise<T>,
): Promise<T> {
  if (isMissingFile(address))
    throw new VernierError('storage-unavailable', `There is no ${pathOf(address)} here, so there are no studies.`, {
      hint: 'Run something first (vernier run FILE), or name the place: --storage sqlite:PATH',
    });
  const storage = openStorage(address, { create: false, access });
  try {
    return await body(storage);
  } finally {
    await storage.close();
  }
}

/**
 * The study of that name; without a name the only one.
 *
 * @throws `study-missing` with the nearest name, or with the list where several could be meant
 */
export async function findStudy(storage: Storage, name: string | undefined): Promise<StudyRecord> {
  if (name !== undefined) {
    const found = await storage.findStudy(name);
    if (found !== null) return found;
  }
  const names = (await storage.listStudies()).map((study) => study.name);
  if (name === undefined && names.length === 1) return (await storage.findStudy(names[0]!))!;
  const near = name === undefined ? null : nearest(name, names);
  const listed = names
    .slice(0, 10)
    .map((other) => fit(JSON.stringify(other), 60))
    .join(', ');
  throw new VernierError(
    'study-missing',
    name === undefined
      ? `There are ${names.length} studies here; say which.`
      : `There is no study ${JSON.stringify(name)} here.`,
    {
      hint:
        near !== null
          ? `Did you mean ${JSON.stringify(near)}?`
          : names.length === 0
            ? 'There is none yet: vernier run FILE'
            : `Studies: ${listed}${names.length > 10 ? ' …' : ''}`,
    },
  );
}

/** A stored study, opened for reading. */
export async function readStudy(storage: Storage, name: string | undefined): Promise<Study> {
  const record = await findStudy(storage, name);
  return openStudy(record.name, { storage });
}

/** Prints JSON, indented; NaN and infinities as text, since JSON has no word for them. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(
    value,
    (_key, part: unknown) => (typeof part === 'number' && !Number.isFinite(part) ? String(part) : part),
    2,
  );
  process.stdout.write(`${process.stdout.isTTY ? visible(text) : text}\n`);
}

/** Prints lines. */
export function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
