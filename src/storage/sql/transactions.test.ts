import { expect, test } from 'vitest';
import { VernierError } from '../../errors.ts';
import type { SqlDialect, SqlDriver } from './driver.ts';
import { Transactions } from './transactions.ts';

const DIALECT: SqlDialect = {
  beginWrite: 'BEGIN IMMEDIATE',
  beginRead: 'BEGIN',
  fault: (error) => ((error as Error).message === 'busy' ? 'busy' : 'other'),
  explain: (error) => new VernierError('storage-unavailable', (error as Error).message),
};

/** A connection that only writes down what it is told; `trouble` may throw for a statement. */
function recorder(trouble: (sql: string) => void = () => {}): { readonly said: string[]; readonly db: SqlDriver } {
  const said: string[] = [];
  const run = (sql: string): number => {
    trouble(sql);
    said.push(sql);
    return 0;
  };
  return {
    said,
    db: {
      run,
      insert: run,
      all: (sql) => (run(sql), []),
      exec: (sql) => void run(sql),
      close: () => void said.push('close'),
    },
  };
}

const say =
  (word: string) =>
  async (db: SqlDriver): Promise<string> => {
    await db.run(word, []);
    return word;
  };

test('calls of one turn share a commit, and are answered after it', async () => {
  const { said, db } = recorder();
  const transactions = new Transactions(async () => db, DIALECT, 0);
  const answers = ['a', 'b'].map((word) =>
    transactions.write(say(word)).then((answer) => void said.push(`answered ${answer}`)),
  );
  await Promise.all(answers);
  expect(said).toEqual([
    'BEGIN IMMEDIATE',
    'SAVEPOINT job',
    'a',
    'RELEASE job',
    'SAVEPOINT job',
    'b',
    'RELEASE job',
    'COMMIT',
    'answered a',
    'answered b',
  ]);
});

test('reads keep their place among writes, in a transaction of their own', async () => {
  const { said, db } = recorder();
  const transactions = new Transactions(async () => db, DIALECT, 0);
  await Promise.all([transactions.write(say('a')), transactions.read(say('r')), transactions.write(say('b'))]);
  expect(said).toEqual(['BEGIN IMMEDIATE', 'a', 'COMMIT', 'BEGIN', 'r', 'COMMIT', 'BEGIN IMMEDIATE', 'b', 'COMMIT']);
});

test('a refusal undoes its own part alone', async () => {
  const { said, db } = recorder();
  const transactions = new Transactions(async () => db, DIALECT, 0);
  const refuse = async (inner: SqlDriver): Promise<never> => {
    await inner.run('half', []);
    throw new VernierError('trial-finished', 'no');
  };
  const results = await Promise.allSettled([
    transactions.write(say('a')),
    transactions.write(refuse),
    transactions.write(say('b')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(said.join()).toContain('SAVEPOINT job,half,ROLLBACK TO job,RELEASE job,SAVEPOINT job,b');
  await expect(transactions.write(refuse)).rejects.toMatchObject({ code: 'trial-finished' });
  expect(said.slice(-3)).toEqual(['BEGIN IMMEDIATE', 'half', 'ROLLBACK']);
});

test('where the database gives up on a group, each call gets a transaction of its own', async () => {
  const { said, db } = recorder((sql) => {
    if (sql === 'bad') throw new Error('disk full');
  });
  const transactions = new Transactions(async () => db, DIALECT, 0);
  const results = await Promise.allSettled(['a', 'bad', 'b'].map((word) => transactions.write(say(word))));
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
    'a',
    'disk full',
    'b',
  ]);
  expect(said.filter((word) => word === 'COMMIT').length).toBe(2);
});

test('a commit that fails answers nobody with success', async () => {
  const { db } = recorder((sql) => {
    if (sql === 'COMMIT') throw new Error('disk full');
  });
  const transactions = new Transactions(async () => db, DIALECT, 0);
  const results = await Promise.allSettled([transactions.write(say('a')), transactions.write(say('b'))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('a lock is waited for, as long as patience lasts', async () => {
  let locked = 3;
  const { said, db } = recorder((sql) => {
    if (sql === 'BEGIN IMMEDIATE' && locked-- > 0) throw new Error('busy');
  });
  const transactions = new Transactions(async () => db, DIALECT, 1000);
  expect(await transactions.write(say('a'))).toBe('a');
  expect(said.slice(-3)).toEqual(['BEGIN IMMEDIATE', 'a', 'COMMIT']);
  locked = Number.POSITIVE_INFINITY;
  const impatient = new Transactions(async () => db, DIALECT, 20);
  const started = performance.now();
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => impatient.write(say('b'))));
  for (const one of results) expect(one).toMatchObject({ reason: { code: 'storage-unavailable', message: 'busy' } });
  expect(performance.now() - started).toBeLessThan(50 * 20); // they have waited together, not one after the other
});

test('a connection that does not open is tried again; closing waits for the calls made before', async () => {
  const { said, db } = recorder();
  let tries = 0;
  const transactions = new Transactions(
    async () => {
      if (tries++ === 0) throw new VernierError('dependency-missing', 'not yet');
      return db;
    },
    DIALECT,
    0,
  );
  await expect(transactions.write(say('a'))).rejects.toMatchObject({ code: 'dependency-missing' });
  const last = transactions.write(say('b'));
  await transactions.close();
  expect([await last, said.at(-1)]).toEqual(['b', 'close']);
  await expect(transactions.read(say('c'))).rejects.toMatchObject({ code: 'storage-unavailable' });
});
