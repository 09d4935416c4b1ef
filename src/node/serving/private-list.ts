import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { VernierError } from '../../errors.ts';

/** A lock older than this is of a process that died, in milliseconds: a change takes one or two. */
const STALE_MS = 10_000;

/** What a list holds. */
export interface ListForm<T> {
  /** The key in the file, in the plural: `tokens`. */
  readonly key: string;
  isOne(value: unknown): value is T;
  /** What to do where the file is damaged. */
  readonly hint: string;
}

/** A list in a JSON file beside the database, which its owner alone may read. */
export class PrivateList<T> {
  readonly path: string;
  readonly #form: ListForm<T>;
  #kept: { readonly stamp: string; readonly list: readonly T[] } | null = null;

  constructor(path: string, form: ListForm<T>) {
    this.path = path;
    this.#form = form;
  }

  /**
   * The list as it is now. The file is read again when it has changed.
   *
   * @throws `storage-unavailable` where the file is damaged, or others may read it: then nobody is let in
   */
  list(): readonly T[] {
    const stat = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return [];
    const stamp = `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.mode}`;
    if (this.#kept?.stamp === stamp) return this.#kept.list;
    checkPrivate(this.path, stat.mode);
    const list = this.#parsed(readFileSync(this.path, 'utf8'));
    this.#kept = { stamp, list };
    return list;
  }

  /** Changes the list; of two processes that do so at once, one waits. */
  change(change: (list: readonly T[]) => readonly T[]): void {
    const lock = `${this.path}.lock`;
    acquire(lock);
    try {
      this.#kept = null;
      this.#write(change(this.list()));
    } finally {
      rmSync(lock, { force: true });
    }
  }

  /** Who reads sees the list before or after, never half of it; the file is never open to others, not for a moment. */
  #write(list: readonly T[]): void {
    const beside = `${this.path}.${process.pid}.new`;
    rmSync(beside, { force: true });
    const file = openSync(beside, 'wx', 0o600);
    try {
      writeSync(file, `${JSON.stringify({ version: 1, [this.#form.key]: list }, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, this.path);
  }

  #parsed(text: string): readonly T[] {
    const { key, isOne, hint } = this.#form;
    let found: unknown;
    try {
      found = (JSON.parse(text) as Readonly<Record<string, unknown>>)[key];
    } catch {
      found = undefined;
    }
    if (Array.isArray(found) && found.every((one) => isOne(one))) return found;
    throw unusable(this.path, `it is no list of ${key}.`, hint);
  }
}

/** Is a file its owner's alone? @param mode as `stat` says @throws `storage-unavailable` */
export function checkPrivate(path: string, mode: bigint): void {
  if (process.platform !== 'win32' && (mode & 0o077n) !== 0n)
    throw unusable(path, 'others may read it.', `Make it yours alone: chmod 600 ${path}`);
}

function acquire(lock: string): void {
  const began = performance.now();
  for (;;) {
    try {
      closeSync(openSync(lock, 'wx', 0o600));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > STALE_MS) rmSync(lock, { force: true });
    if (performance.now() - began > 2 * STALE_MS)
      throw unusable(lock, 'another process holds it.', `Remove ${lock} if no vernier runs.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

const unusable = (path: string, found: string, hint: string): VernierError =>
  new VernierError('storage-unavailable', `${path}: ${found}`, { details: { permanent: true }, hint });
