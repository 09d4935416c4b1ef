import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseStamp } from './database-stamp.ts';
import { sqlite } from '../sqlite.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vernier-stamp-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('nothing is said of a change a moment ago; then it stays, but for once, when what was written has settled', async () => {
  const file = join(folder, 'v.db');
  const storage = sqlite(file);
  const { id } = await storage.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
  const written = statSync(`${file}-wal`).mtimeMs;
  const stampAt = (ms: number) => databaseStamp(file, written + ms);
  expect(stampAt(50)).toBeNull();
  const first = stampAt(150);
  expect(first).not.toBeNull();
  expect(stampAt(4000)).toBe(first);
  const settled = stampAt(6000);
  expect(settled).not.toBe(first);
  expect(stampAt(600_000)).toBe(settled);
  await storage.setStudyAttribute(id, 'user', 'a', 1);
  expect(databaseStamp(file, Date.now() + 60_000)).not.toBe(settled);
  await storage.close();
});

test('of a file that is not there it says the same until it is', () => {
  expect(databaseStamp(join(folder, 'none.db'), Date.now())).toBe('none none settled');
});
