import { isVernierError, VernierError } from '../../errors.ts';
import type { SqlDialect, SqlDriver } from './driver.ts';

/** What happens inside one transaction. It may be run again where the database had to give up. */
export type Body<T> = (db: SqlDriver) => Promise<T>;

interface Job {
  readonly mode: 'read' | 'write';
  readonly body: Body<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

type Settled = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

const GROUP = 256; // writes in one transaction at most: a later caller must not wait for ever

/**
 * One connection, used by one transaction at a time, in the order of the calls.
 *
 * Group commit: writes that wait while the connection is busy, or that are asked for in the same turn, share one
 * transaction and so one wait for the disk. Each keeps its own success or failure (a savepoint each), and none is
 * answered before the commit is done.
 */
export class Transactions {
  readonly #open: () => Promise<SqlDriver>;
  readonly #dialect: SqlDialect;
  readonly #patienceMs: number;
  #driver: SqlDriver | null = null;
  #queue: Job[] = [];
  #draining: Promise<void> | null = null;
  #closed = false;

  /** @param patienceMs how long to wait for a lock that somebody else holds */
  constructor(open: () => Promise<SqlDriver>, dialect: SqlDialect, patienceMs: number) {
    this.#open = open;
    this.#dialect = dialect;
    this.#patienceMs = patienceMs;
  }

  /** Runs `body` in a transaction that sees one state of the database. */
  read<T>(body: Body<T>): Promise<T> {
    return this.#enqueue('read', body);
  }

  /** Runs `body` in a transaction: all of it or nothing; the promise settles after the commit. */
  write<T>(body: Body<T>): Promise<T> {
    return this.#enqueue('write', body);
  }

  /** Ends after the calls made so far. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
    const driver = this.#driver;
    this.#driver = null;
    await driver?.close();
  }

  #enqueue<T>(mode: Job['mode'], body: Body<T>): Promise<T> {
    if (this.#closed)
      return Promise.reject(
        new VernierError('storage-unavailable', 'This storage is closed.', {
          details: { permanent: true },
          hint: 'Open it again.',
        }),
      );
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ mode, body, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    await Promise.resolve(); // lets the calls of this turn come together
    while (this.#queue.length > 0) {
      const group = this.#nextGroup();
      try {
        this.#driver ??= await this.#open();
        await this.#transact(group);
      } catch (error) {
        for (const job of group) job.reject(error);
      }
    }
    this.#draining = null; // in the same turn as the look at the queue, so that no call can fall between
  }

  #nextGroup(): readonly Job[] {
    if (this.#queue[0]!.mode === 'read') return this.#queue.splice(0, 1);
    let count = 1;
    while (count < GROUP && this.#queue[count]?.mode === 'write') count++;
    return this.#queue.splice(0, count);
  }

  /** Runs a group in one transaction; where that fails as a whole, each job by itself, so that one cannot spoil another. */
  async #transact(group: readonly Job[]): Promise<void> {
    let settled: readonly Settled[];
    try {
      settled = await this.#patiently(() => this.#once(group));
    } catch (error) {
      // A lock that did not open for the group opens for none of it.
      if (group.length > 1 && this.#dialect.fault(error) !== 'busy') {
        for (const job of group) await this.#transact([job]);
        return;
      }
      const reason = isVernierError(error) ? error : this.#dialect.explain(error);
      for (const job of group) job.reject(reason);
      return;
    }
    group.forEach((job, i) => {
      const result = settled[i]!;
      if (result.ok) job.resolve(result.value);
      else job.reject(result.error);
    });
  }

  async #once(group: readonly Job[]): Promise<readonly Settled[]> {
    const db = this.#driver!;
    await db.run(group[0]!.mode === 'write' ? this.#dialect.beginWrite : this.#dialect.beginRead, []);
    try {
      const settled: Settled[] = [];
      for (const job of group) settled.push(await (group.length > 1 ? apart : plain)(db, job.body));
      // Alone in its transaction, a refusal undoes all of it.
      await db.run(settled.length === 1 && !settled[0]!.ok ? 'ROLLBACK' : 'COMMIT', []);
      return settled;
    } catch (error) {
      await rollback(db);
      throw error;
    }
  }

  /** Tries again while somebody else holds the lock, as long as patience lasts. */
  async #patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const started = performance.now();
    for (let tries = 0; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        if (this.#dialect.fault(error) !== 'busy' || performance.now() - started > this.#patienceMs) throw error;
        await sleep(Math.min(50, 1 + 2 * tries));
      }
    }
  }
}

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** A body whose refusal undoes only what it did itself. */
async function apart(db: SqlDriver, body: Body<unknown>): Promise<Settled> {
  await db.run('SAVEPOINT job', []);
  const settled = await plain(db, body);
  if (!settled.ok) await db.run('ROLLBACK TO job', []);
  await db.run('RELEASE job', []);
  return settled;
}

/** Our own refusals are answers; everything else is the database's trouble and ends the transaction. */
async function plain(db: SqlDriver, body: Body<unknown>): Promise<Settled> {
  try {
    return { ok: true, value: await body(db) };
  } catch (error) {
    if (isVernierError(error)) return { ok: false, error };
    throw error;
  }
}

/** Undoes a transaction. A full disk or a lost lock may have ended it already; then there is nothing left to undo. */
export async function rollback(db: SqlDriver): Promise<void> {
  try {
    await db.run('ROLLBACK', []);
  } catch {
    return;
  }
}
