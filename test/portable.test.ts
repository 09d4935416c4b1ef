import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { browserBundle, importedBy as importedIn } from '../bench/size.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const bundle = (code: string) => browserBundle(code, ROOT, ['vernier-source']);
const importedBy = (code: string) => importedIn(code, ROOT, ['vernier-source']);

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

const PAGE =
  "export * from 'vernier'; export { tpe } from 'vernier/samplers'; export { memory } from 'vernier/storage';";

// The benchmark row `size-core` holds the same figure against what is built.
test("a page that tunes something loads at most 30 kB at once: 'vernier' with memory and tpe", async () => {
  const { size, files } = await bundle(PAGE);
  expect(size).toBeLessThanOrEqual(30_000);
  for (const apart of LOADED_APART) {
    expect(existsSync(ROOT + apart)).toBe(true);
    expect(files).not.toContain(apart);
  }
});

/** What only some studies need, and what each run of TPE loads when it starts: the first two. */
const LOADED_APART = [
  'src/samplers/tpe/at-start.ts',
  'src/math/wasm/kernel-matrix.ts',
  'src/models/mixture/order-factor.ts',
  'src/samplers/tpe/branch-models.ts',
  'src/samplers/tpe/split.ts',
  'src/samplers/catalog.ts',
  'src/space/feasible.ts',
  'src/space/file.ts',
  'src/space/points.ts',
  'src/space/walk.ts',
  'src/history/snapshot-writer.ts',
  'src/study/another.ts',
  'src/math/sobol-table.ts',
  'src/study/again/asked.ts',
  'src/study/telling/score-fault.ts',
  'src/study/telling/odd-end.ts',
  'src/study/opening/misfit.ts',
  'src/study/opening/open.ts',
  'src/study/shared/catch-up.ts',
  'src/study/again/outside.ts',
  'src/study/replay/replayer.ts',
  'src/study/shared/others.ts',
  'src/study/shared/hold.ts',
  'src/study/shared/peers.ts',
  'src/study/shared/reader.ts',
  'src/study/again/requeue.ts',
  'src/storage/recency.ts',
  'src/models/mixture/probe.ts',
  'src/storage/lost.ts',
  'src/storage/claim.ts',
  'src/study/limits/bounds.ts',
  'src/study/confirm/confirm.ts',
  'src/history/confirmation.ts',
  'src/study/again/reused.ts',
  'src/samplers/tpe/climb.ts',
  'src/samplers/tpe/orders.ts',
  'src/space/constraint-check.ts',
  'src/space/prior-check.ts',
];

test('a run of TPE over numbers and choices loads 3.7 kB more: two modules, and no other one until it is closed', async () => {
  const [table, kernels] = LOADED_APART as [string, string];
  const { size } = await bundle(PAGE);
  const started = await bundle(`${PAGE} export * from './${table}'; export * from './${kernels}';`);
  expect(started.size - size).toBeLessThanOrEqual(3700);
  expect(await importedBy(ORDINARY)).toEqual([table, kernels, 'src/study/close.ts']);
});

const ORDINARY = `
  import { categorical, createStudy, float, int, space } from 'vernier';
  import { tpe } from 'vernier/samplers';
  import { memory } from 'vernier/storage';
  const searched = space({ x: float(0, 1), n: int(1, 99), c: categorical(['a', 'b']) });
  const study = await createStudy({ storage: memory(), sampler: tpe(), space: searched });
  await study.optimize(({ x, n }) => x * n, { trials: 40 });
  await study.close();
`;

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
