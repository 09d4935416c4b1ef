import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { loadObjective, objectivePath } from './objective-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-objective-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test.each([
  ['a.ts', 'enum Answer { Yes = 42 }\nexport default (params: object): number => Answer.Yes;'],
  ['b.mts', 'export const objective = async (): Promise<number> => 42;'],
  ['c.mjs', 'export default { space: {}, objective: () => 42 };'],
  ['d.cjs', 'module.exports = { objective: () => 42 };'],
])('%s: %s', async (name, text) => {
  expect(await (await loadObjective(file(name, text)))({}, null as never)).toBe(42);
});

test('what has no objective function is told with what it has', async () => {
  await expect(loadObjective(file('e.mjs', 'export const train = 1, space = 2;'))).rejects.toThrow(
    /e\.mjs exports (space, train|train, space); expected an objective function/,
  );
});

test('a path or an address, and one that is not there', () => {
  const path = file('f.mjs', '');
  expect(objectivePath(path)).toBe(path);
  expect(objectivePath(pathToFileURL(path))).toBe(path);
  expect(() => objectivePath('no-such.ts')).toThrow(/no-such\.ts does not exist/);
});
