import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Change, TrialDraft } from '../../history/record.ts';
import { historyOf } from '../../history/snapshot-writer.ts';
import type { SqlDriver } from '../../storage/sql/driver.ts';
import type { Storage } from '../../storage/storage.ts';
import { thisHost } from '../owner.ts';
import { acceptsNode, openDriver } from './driver.ts';
import { sqlite } from '../sqlite.ts';
import { NOBODY, needsAnotherUser } from '../../../test/another-user.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-failures-'));
chmodSync(folder, 0o755); // another user must be able to look in
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LOSS = [{ name: 'loss', direction: 'minimize' }] as const;
const DONE: TrialDraft = { state: 'complete', values: [1], userAttributes: { text: 'x'.repeat(1000) } };

async function size(storage: Storage, study: number): Promise<number> {
  return historyOf((await storage.load(study)).snapshot).size;
}

async function withDatabase(file: string, body: (db: SqlDriver) => Promise<void>): Promise<void> {
  const db = await openDriver(file);
  await body(db);
  await db.close();
}

describe('files that cannot be used', () => {
  test('a text file', async () => {
    const file = join(folder, 'text.db');
    writeFileSync(file, 'trial,loss\n1,2\n'.repeat(100));
    await expect(sqlite(file).listStudies()).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: `${file}: this file is no SQLite database.`,
      details: { permanent: true },
    });
  });

  test('a folder that is not there, a file that must be', async () => {
    const storage = sqlite(join(folder, 'no', 'where.db'));
    await expect(storage.listStudies()).rejects.toMatchObject({ code: 'storage-unavailable' });
    const absent = join(folder, 'absent.db');
    await expect(sqlite(absent, { create: false }).listStudies()).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
    expect(existsSync(absent)).toBe(false);
  });

  test('a failed opening is tried again at the next call', async () => {
    const inside = join(folder, 'later');
    const storage = sqlite(join(inside, 'x.db'));
    await expect(storage.listStudies()).rejects.toMatchObject({ code: 'storage-unavailable' });
    mkdirSync(inside);
    expect(await storage.listStudies()).toEqual([]);
    await storage.close();
  });

  test('the database of another program', async () => {
    const file = join(folder, 'other.db');
    await withDatabase(file, async (db) => db.exec('CREATE TABLE bookmarks (url TEXT)'));
    await expect(sqlite(file).listStudies()).rejects.toMatchObject({
      code: 'storage-version',
      message: `${file}: this database belongs to another program (it has bookmarks).`,
    });
    await withDatabase(file, async (db) => {
      expect(await db.all('SELECT name FROM sqlite_master', [])).toEqual([['bookmarks']]);
    });
  });

  test.each([
    ['v9.0.0.a', 'newer than v3.2.0.a'],
    ['v3.0.0.a', 'expected v3.2.0.a'],
  ])('the schema of revision %s', async (revision, words) => {
    const file = join(folder, `${revision}.db`);
    const storage = sqlite(file);
    await storage.listStudies();
    await storage.close();
    await withDatabase(file, async (db) => {
      await db.run('UPDATE alembic_version SET version_num = ?', [revision]);
    });
    await expect(sqlite(file).listStudies()).rejects.toMatchObject({
      code: 'storage-version',
      message: expect.stringContaining(words),
    });
  });

  test('a schema of a number to come', async () => {
    const file = join(folder, 'number.db');
    const storage = sqlite(file);
    await storage.listStudies();
    await storage.close();
    await withDatabase(file, async (db) => {
      await db.run('UPDATE version_info SET schema_version = 99', []);
    });
    await expect(sqlite(file).listStudies()).rejects.toMatchObject({
      code: 'storage-version',
      message: expect.stringContaining('number 99, which is newer than'),
    });
  });

  test('a schema that Optuna has not stamped yet is stamped', async () => {
    const file = join(folder, 'unstamped.db');
    const storage = sqlite(file);
    await storage.listStudies();
    await storage.close();
    await withDatabase(file, async (db) => db.exec('DELETE FROM alembic_version; DROP INDEX vernier_uncounted'));
    const again = sqlite(file);
    expect(await again.listStudies()).toEqual([]);
    await again.close();
    await withDatabase(file, async (db) => {
      expect(await db.all('SELECT version_num FROM alembic_version', [])).toEqual([['v3.2.0.a']]);
    });
  });

  test('a folder where one may not write', async (context) => {
    needsAnotherUser(context);
    const file = join(folder, 'readonly.db');
    const storage = sqlite(file);
    await storage.createStudy('s', LOSS);
    await storage.close();
    const said = asNobody(file);
    expect(said).toMatchObject({ code: 'storage-unavailable', permanent: true });
    expect(said.message).toMatch(/cannot be (written|opened)/);
    expect(asNobody(join(folder, 'new.db'))).toMatchObject({ code: 'storage-unavailable' });
    expect(existsSync(join(folder, 'new.db'))).toBe(false);
  });
});

/** What the first call says when another user makes it. */
function asNobody(file: string): { readonly code: string; readonly message: string; readonly permanent: boolean } {
  const boot = fileURLToPath(new URL('../entry/from-source.mjs', import.meta.url));
  const script = fileURLToPath(new URL('../../../test/storage/try-writing.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [boot, script, file], {
    uid: NOBODY,
    gid: NOBODY,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof asNobody>;
}

describe('bad luck', () => {
  test('a disk that fills up: a clear error, nothing half written, and on it goes when there is room', async (context) => {
    if (process.getuid?.() !== 0 || process.platform !== 'linux')
      context.skip('only on Linux as root, where a small disk can be made');
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status).toBe(0);
    try {
      const storage = sqlite(join(disk, 'x.db'));
      const study = await storage.createStudy('s', LOSS);
      let acknowledged = 0;
      const fill = async (): Promise<void> => {
        for (;;)
          acknowledged += (
            await storage.createTrials(
              study.id,
              Array.from({ length: 10 }, () => DONE),
            )
          ).length;
      };
      await expect(fill()).rejects.toMatchObject({ code: 'storage-unavailable', details: { permanent: false } });
      expect(acknowledged).toBeGreaterThan(100);
      expect(await size(storage, study.id)).toBe(acknowledged);
      expect(spawnSync('mount', ['-o', 'remount,size=8m', disk]).status).toBe(0);
      expect((await storage.createTrials(study.id, [DONE]))[0]!.number).toBe(acknowledged);
      await storage.close();
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  test('one that is full for some of the calls that share a commit spoils the others not', async () => {
    const file = join(folder, 'group.db');
    const storage = sqlite(file);
    const study = await storage.createStudy('s', LOSS);
    const db = await openDriver(file);
    // The trigger fails like a full disk would: with an error of the database's own, in the middle of a batch.
    await db.exec(`CREATE TRIGGER sour BEFORE INSERT ON trial_user_attributes WHEN NEW."key" = 'sour'
      BEGIN SELECT RAISE(ROLLBACK, 'no room'); END`);
    const results = await Promise.allSettled(
      ['a', 'sour', 'b', 'c'].map((key) =>
        storage.createTrials(study.id, [DONE, { state: 'running', userAttributes: { [key]: 1 } }]),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await size(storage, study.id)).toBe(6);
    await db.close();
    await storage.close();
  });

  test('a database that is held locked: waits, and says so when it has waited enough; nothing is lost', async () => {
    const file = join(folder, 'locked.db');
    const storage = sqlite(file, { waitMs: 300 });
    const study = await storage.createStudy('s', LOSS);
    const [trial] = await storage.createTrials(study.id, [{ state: 'running' }]);
    const finish: Change = { type: 'finished', id: trial!.id, state: 'complete', values: [1], at: 1 };
    const other = await openDriver(file);

    await other.exec('BEGIN IMMEDIATE');
    await expect(storage.write(study.id, [finish])).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: `${file}: another process holds the database locked.`,
      details: { permanent: false },
    });
    expect(await size(storage, study.id)).toBe(1); // readers are not held up

    const waiting = storage.write(study.id, [finish]);
    setTimeout(() => void other.exec('COMMIT'), 100);
    await waiting;
    expect(historyOf((await storage.load(study.id)).snapshot).state(0)).toBe('complete');
    await other.close();
    await storage.close();
  });

  test.skipIf(process.platform === 'win32').each([
    ['removed', (file: string): void => rmSync(file)],
    ['moved away', (file: string): void => renameSync(file, `${file}.old`)],
    [
      'replaced',
      (file: string): void => {
        writeFileSync(`${file}.new`, '');
        renameSync(`${file}.new`, file);
      },
    ],
  ])(
    'a database that is %s while it is open: nothing more counts as saved (only on Linux and macOS)',
    async (how, away) => {
      const file = join(folder, `${how}.db`);
      const storage = sqlite(file);
      const study = await storage.createStudy('s', LOSS);
      await storage.createTrials(study.id, [DONE]);
      away(file);
      await new Promise((resolve) => setTimeout(resolve, 30));
      for (const call of [
        () => storage.createTrials(study.id, [DONE]),
        () => storage.findStudy('s'),
        () => storage.createTrials(study.id, [DONE]),
      ])
        await expect(call()).rejects.toMatchObject({
          code: 'storage-unavailable',
          message: `${file}: the file was removed or replaced while it was in use.`,
          details: { permanent: true },
        });
      await storage.close();
    },
  );

  test('a copy of the open files, as a loss of power would leave them, has all that was acknowledged', async () => {
    const file = join(folder, 'power.db');
    const storage = sqlite(file);
    const study = await storage.createStudy('s', LOSS);
    await storage.createTrials(
      study.id,
      Array.from({ length: 50 }, () => DONE),
    );
    for (const part of ['', '-wal']) copyFileSync(file + part, join(folder, `copy.db${part}`));
    const copy = sqlite(join(folder, 'copy.db'));
    expect(await size(copy, study.id)).toBe(50);
    await copy.close();
    await storage.close();
  });

  test('a paused trial that Optuna has taken over is not failed for the death of its old owner', async () => {
    const file = join(folder, 'taken.db');
    const dead = { host: thisHost().self.host, pid: 2 ** 22 + 1, startedAt: 1 };
    const old = sqlite(file, { host: { self: dead, alive: () => true } });
    const study = await old.createStudy('s', LOSS);
    const [kept, paused] = await old.createTrials(study.id, [{ state: 'running' }, { state: 'running' }]);
    await old.write(study.id, [{ type: 'paused', id: paused!.id, checkpoint: null, at: 1 }]);
    await old.close();
    await withDatabase(file, async (db) => {
      await db.run("UPDATE trials SET state = 'RUNNING' WHERE trial_id = ?", [paused!.id]); // as Optuna claims
    });
    const storage = sqlite(file);
    expect(await storage.failStale(study.id, 1e13, 0)).toEqual([kept!.id]);
    expect(historyOf((await storage.load(study.id)).snapshot).state(1)).toBe('running');
    await storage.close();
  });

  test('no driver: says which were tried and both ways out', async () => {
    await expect(openDriver(':memory:', 'node:other' as never)).rejects.toMatchObject({
      code: 'dependency-missing',
      hint: expect.stringMatching(/npm i better-sqlite3.*Node 22\.13/),
    });
  });

  test('a closed storage refuses, kindly', async () => {
    const storage = sqlite(join(folder, 'closed.db'));
    await storage.listStudies();
    await storage.close();
    await expect(storage.listStudies()).rejects.toMatchObject({ code: 'storage-unavailable' });
  });
});

test('engine ranges of packages', () => {
  const holds = (range: string, ...versions: string[]) => versions.map((version) => acceptsNode(range, version));
  expect(holds('20.x || 22.x || >=24', '20.20.2', '21.0.0', '22.1.0', '25.0.0')).toEqual([true, false, true, true]);
  expect(holds('>=20.19 <23', '20.18.0', '20.19.0', '22.9.9', '23.0.0')).toEqual([false, true, true, false]);
  expect(holds('^20.19.0 || >=22.12.0', '20.20.0', '22.11.0', '22.12.0')).toEqual([true, false, true]);
  expect(holds('*', '20.0.0')).toEqual([true]);
});
