import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { VernierError } from '../errors.ts';
import type { TokenRecord } from '../server/ports.ts';
import { SCOPES, type Scope } from '../server/principal.ts';

/** A lock older than this is of a process that died, in milliseconds: a change takes one or two. */
const STALE_MS = 10_000;

interface Kept {
  readonly stamp: string;
  readonly tokens: readonly TokenRecord[];
}

/** The tokens of a server: a JSON file beside the database that its owner alone may read. It holds hashes, never a token. */
export class TokenFile {
  readonly path: string;
  #kept: Kept | null = null;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * All tokens as they are now, revoked ones included. The file is read again when it has changed.
   *
   * @throws `storage-unavailable` where the file is damaged, or others may read it: then nobody is let in
   */
  list(): readonly TokenRecord[] {
    const stat = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return [];
    const stamp = `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.mode}`;
    if (this.#kept?.stamp === stamp) return this.#kept.tokens;
    if (process.platform !== 'win32' && (stat.mode & 0o077n) !== 0n)
      throw unusable(this.path, 'others may read it.', `Make it yours alone: chmod 600 ${this.path}`);
    const tokens = parsed(this.path, readFileSync(this.path, 'utf8'));
    this.#kept = { stamp, tokens };
    return tokens;
  }

  /** Changes the list; of two processes that do so at once, one waits. */
  change(change: (tokens: readonly TokenRecord[]) => readonly TokenRecord[]): void {
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
  #write(tokens: readonly TokenRecord[]): void {
    const beside = `${this.path}.${process.pid}.new`;
    rmSync(beside, { force: true });
    const file = openSync(beside, 'wx', 0o600);
    try {
      writeSync(file, `${JSON.stringify({ version: 1, tokens }, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, this.path);
  }
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

function parsed(path: string, text: string): readonly TokenRecord[] {
  let found: unknown;
  try {
    found = (JSON.parse(text) as { readonly tokens?: unknown }).tokens;
  } catch {
    found = undefined;
  }
  if (Array.isArray(found) && found.every(isToken)) return found;
  throw unusable(path, 'it is no list of tokens.', 'Move it away and make new tokens: vernier token create');
}

function isToken(value: unknown): value is TokenRecord {
  const { id, name, hash, scopes, study, createdAt, expiresAt, revokedAt } = (value ?? {}) as Record<string, unknown>;
  const isInstant = (instant: unknown) => instant === null || typeof instant === 'number';
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    typeof hash === 'string' &&
    /^[0-9a-f]{64}$/.test(hash) &&
    Array.isArray(scopes) &&
    scopes.every((scope) => SCOPES.includes(scope as Scope)) &&
    (study === null || typeof study === 'string') &&
    typeof createdAt === 'number' &&
    isInstant(expiresAt) &&
    isInstant(revokedAt)
  );
}

const unusable = (path: string, found: string, hint: string): VernierError =>
  new VernierError('storage-unavailable', `${path}: ${found}`, { details: { permanent: true }, hint });
