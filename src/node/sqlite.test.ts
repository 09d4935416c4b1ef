import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { storageContract } from '../testing/storage-contract.ts';
import { openStorage } from './open-storage.ts';
import { sqlite } from './sqlite.ts';
import { DRIVERS, openDriver } from './sqlite/driver.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const runner = { test, fail: (message: string): never => expect.fail(message) };

for (const { name } of DRIVERS) {
  const reason = await openDriver(':memory:', name).then(
    (driver) => void driver.close(),
    (error: Error) => error.message,
  );
  // The binary of better-sqlite3 fits the Node that installed it; node:sqlite is inside newer ones.
  const elsewhere = name === 'node:sqlite' || /different Node/.test(reason ?? '');
  describe(name, () => {
    if (reason !== undefined)
      return test('contract', (context) =>
        context.skip(`${elsewhere ? 'only on another Node' : 'needs it'}: ${reason}`));
    const durability = name === 'better-sqlite3' ? 'full' : 'normal';
    let count = 0;
    storageContract(
      {
        name: `sqlite, ${durability}`,
        open: async () => sqlite(join(folder, `${name.replace(':', '-')}-${count}.db`), { driver: name, durability }),
        reset: async () => void count++,
      },
      runner,
    );
  });
}

test('half a pair of surrogates in a name is stored as a character that Python can read', async () => {
  const file = join(folder, 'half.db');
  const storage = sqlite(file);
  const { id } = await storage.createStudy('half', [{ name: 'value', direction: 'minimize' }]);
  await storage.setStudyAttribute(id, 'user', 'a\ud800b', '\udfff');
  await storage.close();
  const driver = await openDriver(file);
  expect(await driver.all('SELECT hex(key), value_json FROM study_user_attributes', [])).toEqual([
    ['61EFBFBD62', '"\\udfff"'],
  ]);
  await driver.close();
});

test('a driver may be passed in as a module', async () => {
  const file = join(folder, 'module.db');
  const opened: string[] = [];
  const { name } = DRIVERS[process.versions.node.startsWith('20') ? 0 : 1];
  const module = name === 'node:sqlite' ? await import(name) : (await import(name)).default;
  const driver = new Proxy(module, {
    construct: (target, args) => {
      opened.push(String(args[0]));
      return Reflect.construct(target, args);
    },
  });
  const storage = sqlite(file, { driver });
  expect(await storage.listStudies()).toEqual([]);
  await storage.close();
  if (name === 'better-sqlite3') expect(opened).toEqual([file]);
});

test('drivers, their versions in package.json and their imports agree', () => {
  const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
  const { optionalDependencies, engines } = JSON.parse(read('../../package.json'));
  expect(optionalDependencies['better-sqlite3']).toBe(DRIVERS[0].range);
  expect(engines.node).toBe(DRIVERS[0].engine);
  const source = read('./sqlite/driver.ts');
  for (const { name } of DRIVERS) expect(source).toMatch(new RegExp(`import\\((name|'${name}')\\)`));
});

describe('addresses', () => {
  test.each(['sqlite:x.db', 'sqlite:///x.db', 'x.db', './deep/x.sqlite3', 'C:\\studies\\x.db', 'sqlite:////tmp/x.db'])(
    '%s',
    (address) => {
      expect(openStorage(address).traits).toMatchObject({ sharedBy: 'host', durable: true });
    },
  );

  test('memory: is what it says', () => {
    expect(openStorage('memory:').traits).toMatchObject({ sharedBy: 'process', durable: false });
  });

  test.each([
    ['postgresql://host/db', 'PostgreSQL cannot be opened yet'],
    ['postgresql+psycopg2://host/db', 'PostgreSQL cannot be opened yet'],
    ['journal:vernier.log', 'Journal files cannot be opened yet'],
    ['sqlite:', 'sqlite:vernier.db'],
    ['sqlite://', 'sqlite:vernier.db'],
    ['vernier', 'sqlite:vernier.db'],
    ['', 'sqlite:vernier.db'],
  ])('%s is refused', (address, hint) => {
    expect(() => openStorage(address)).toThrow(
      expect.objectContaining({ code: 'config-invalid', hint: expect.stringContaining(hint) }),
    );
  });
});

describe('durability', () => {
  test.each([
    ['full', 2],
    ['normal', 1],
  ] as const)('%s sets what SQLite waits for', async (durability, level) => {
    const asked: unknown[] = [];
    const { name } = DRIVERS[process.versions.node.startsWith('20') ? 0 : 1];
    const { prepareSqlite } = await import('../storage/sql/sqlite-dialect.ts');
    const db = await openDriver(join(folder, `${durability}.db`), name);
    await prepareSqlite(db, durability, 'here');
    asked.push((await db.all('PRAGMA synchronous', []))[0]![0], (await db.all('PRAGMA journal_mode', []))[0]![0]);
    await db.close();
    expect(asked).toEqual([level, 'wal']);
  });
});
