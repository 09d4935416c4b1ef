import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS, openDriver } from './driver.ts';
import { sqlite } from '../sqlite.ts';
import { NOBODY, needsAnotherUser } from '../../../test/another-user.ts';

const all = mkdtempSync(join(tmpdir(), 'vernier-copies-'));
chmodSync(all, 0o755); // another user must be able to look in
afterAll(() => rmSync(all, { recursive: true, force: true }));

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(all, 'folder-'));
  chmodSync(folder, 0o755);
  file = join(folder, 'old.db');
});

/** A database with one study and one result. */
async function made(path: string) {
  const storage = sqlite(path);
  const { id } = await storage.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
  await storage.createTrials(id, [{ state: 'complete', values: [0.25] }]);
  return storage;
}

/** What a user finds there who may not write. */
function asNobody(path: string, driver: string): unknown {
  const boot = fileURLToPath(new URL('../entry/from-source.mjs', import.meta.url));
  const script = fileURLToPath(new URL('../../../test/storage/read-only.ts', import.meta.url));
  const temporary = join(all, 'temporary');
  mkdirSync(temporary, { recursive: true });
  chmodSync(temporary, 0o777);
  const { stdout, stderr } = spawnSync(process.execPath, [boot, script, path, driver], {
    uid: NOBODY,
    gid: NOBODY,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary },
  });
  expect(readdirSync(temporary).filter((name) => name.startsWith('vernier-read-'))).toEqual([]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.each(DRIVERS.map(({ name }) => name))('a database in a folder where one may not write, by %s', (driver) => {
  beforeEach(async (context) => {
    const reason = await openDriver(':memory:', driver).then(
      (opened) => void opened.close(),
      (error: Error) => error.message,
    );
    if (reason !== undefined) context.skip(`only on another Node: ${reason}`);
    needsAnotherUser(context);
  });

  test('that nobody has open', async () => {
    await (await made(file)).close();
    const before = readFileSync(file);
    expect(asNobody(file, driver)).toEqual({ s: 0.25 });
    expect(readdirSync(folder)).toEqual(['old.db']);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('that a killed process left, with results in the log alone', async () => {
    const source = join(folder, 'source.db');
    const storage = await made(source);
    for (const part of ['', '-wal']) copyFileSync(source + part, file + part);
    expect(asNobody(file, driver)).toEqual({ s: 0.25 });
    copyFileSync(`${source}-shm`, `${file}-shm`);
    expect(asNobody(file, driver)).toEqual({ s: 0.25 });
    await storage.close();
  });

  test('that a user who may write has open', async () => {
    const storage = await made(file);
    expect(asNobody(file, driver)).toEqual({ s: 0.25 });
    await storage.close();
  });

  test('that Optuna made: without our tables, and no log', async () => {
    await (await made(file)).close();
    const db = await openDriver(file);
    await db.all('PRAGMA journal_mode = DELETE', []);
    for (const [name, type] of await db.all("SELECT name, type FROM sqlite_master WHERE name LIKE 'vernier_%'", []))
      await db.exec(`DROP ${String(type)} IF EXISTS ${String(name)}`);
    await db.exec('DELETE FROM study_system_attributes');
    await db.close();
    expect(asNobody(file, driver)).toEqual({ s: 0.25 });
  });

  test('that may not be read either is refused', async () => {
    await (await made(file)).close();
    chmodSync(file, 0o600);
    expect(asNobody(file, driver)).toMatchObject({ code: 'storage-unavailable' });
  });
});
