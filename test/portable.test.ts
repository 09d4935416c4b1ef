import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { browserBundle } from '../bench/size.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const bundle = (code: string) => browserBundle(code, ROOT, ['vernier-source']);

interface Manifest {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as Manifest;

/** Exports that need Node; all others run in a browser. */
const NEED_NODE = ['./sqlite', './executors'];
const PORTABLE = Object.keys(manifest.exports).filter((name) => !NEED_NODE.includes(name) && name !== './package.json');
/** Packages that a portable export may leave to its user: contracts take `fast-check` from their test runner. */
const PEERS: Readonly<Record<string, readonly string[]>> = { './testing': ['fast-check'] };

describe.each(PORTABLE)('%s', (name) => {
  test('imports no package and no Node module', async () => {
    const { imports } = await bundle(`export * from 'vernier${name.slice(1)}';`);
    expect(imports.filter((left) => !PEERS[name]?.includes(left))).toEqual([]);
  });
});

// The aim is 30 kB, which the benchmark row `size-core` holds against it; this test keeps it from growing meanwhile.
test("a page that tunes something loads at most 39 kB: 'vernier' with memory and tpe", async () => {
  const { size } = await bundle(
    "export * from 'vernier'; export { tpe } from 'vernier/samplers'; export { memory } from 'vernier/storage';",
  );
  expect(size).toBeLessThanOrEqual(39_000);
});

test("Sobol's big table is loaded by those alone who use it", async () => {
  const table = 'src/math/sobol-directions.ts';
  const core = await bundle("export * from 'vernier'; export { random, tpe } from 'vernier/samplers';");
  expect(core.files).not.toContain(table);
  expect(core.later).toBeGreaterThan(10_000); // it is in the catalog of names, which is loaded when one is looked up
  expect((await bundle("export { quasiRandom } from 'vernier/samplers';")).files).toContain(table);
});

test('the bundler adds nothing of its own, so the sizes are ours', async () => {
  const { size } = await bundle('export const nothing = 1;');
  expect(size).toBeLessThan(100);
});

test('what needs Node says so: the bundle of an executor is not portable', async () => {
  const { imports } = await bundle("export * from 'vernier/executors';");
  expect(imports.some((left) => left.startsWith('node:'))).toBe(true);
});
