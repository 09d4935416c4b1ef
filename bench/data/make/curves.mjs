// Makes bench/data/curves/ from learning curves of TaskSet, and the references of random search on all curve tasks:
//   node bench/data/make/curves.mjs FOLDER     (FOLDER has lcbench/ and taskset/, each with meta.json, configurations, NAME.f32)
//
// Without FOLDER only the references are made anew.
//
// A NAME.f32.gz is the validation loss, [configuration][step] little-endian float32, NaN from the step of divergence on;
// configs.f32.gz is [configuration][parameter of meta.json], where what was drawn as 1 - x is stored as 1 - x. `random` in references.json is the geometric mean regret of the
// best of so many full runs of random search, from many configurations drawn as the task's own space is drawn from.
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const DRAWS = { lcbench: 20_000, taskset: 200_000 };
const RUNS = [1, 2, 5, 10, 20, 50, 100, 200];

const [from] = process.argv.slice(2);
const to = new URL('../curves/', import.meta.url);
mkdirSync(to, { recursive: true });
if (from !== undefined) {
  copyTables(`${from}/taskset`);
  writeGolden();
}
const { curveTasks, randomParams, uniform, flooredRegret } = await library();
const references = {};
for (const task of curveTasks()) {
  const random = uniform(7);
  const found = Array.from({ length: DRAWS[task.group] }, () =>
    flooredRegret(task.curve(randomParams(task.params, random)).value(task.epochs), task),
  ).sort((a, b) => a - b);
  references[task.name] = Object.fromEntries(
    RUNS.map((runs) => [runs, Number(geometricBest(found, runs).toPrecision(6))]),
  );
  console.log(task.name, references[task.name]);
}
writeFileSync(
  new URL('references.json', to),
  `${JSON.stringify({ source: 'make/curves.mjs', draws: DRAWS, random: references }, null, 1)}\n`,
);

function copyTables(folder) {
  const meta = JSON.parse(readFileSync(`${folder}/meta.json`, 'utf8'));
  const { rows } = meta.configs;
  const columns = meta.params.length;
  const bytes = readFileSync(`${folder}/configs.f64`);
  const raw = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const isTurned = (i) => meta.params[i % columns].logOf === '1-x';
  writeFileSync(new URL('configs.f32.gz', to), packed(Float32Array.from(raw, (x, i) => (isTurned(i) ? 1 - x : x))));
  for (const [name, { file }] of Object.entries(meta.instances)) {
    const valid = readFileSync(`${folder}/${file}`).subarray(0, 4 * rows * meta.steps); // the first of three planes
    writeFileSync(new URL(`${name}.f32.gz`, to), gzipSync(valid, { level: 9 }));
  }
  const params = meta.params.map(({ name, low, high, logOf, lowOf, highOf }) => ({
    ...(logOf === undefined
      ? { name, kind: 'float', low, high }
      : { name: `one_minus_${name}`, kind: 'float', low: lowOf, high: highOf }),
    log: true,
  }));
  const instances = Object.entries(meta.instances).map(([name, { best, median }]) => [name, { best, median }]);
  const kept = { rows, epochs: meta.steps, params, instances: Object.fromEntries(instances) };
  writeFileSync(new URL('meta.json', to), `${JSON.stringify(kept, null, 1)}\n`);
}

/** Rows of the tables as they came, for ../../tasks/curves.test.ts: LCBench's as onnxruntime read its network. */
function writeGolden() {
  const cases = ['lcbench', 'taskset'].flatMap((group) => {
    const folder = `${from}/${group}`;
    const meta = JSON.parse(readFileSync(`${folder}/meta.json`, 'utf8'));
    const { rows, columns, file: configsFile } = meta.configs;
    const length = meta.epochs ?? meta.steps;
    const configs = floats(`${folder}/${configsFile}`);
    return Object.entries(meta.instances).map(([name, { file, bestIndex }], i) => {
      const data = floats(`${folder}/${file}`);
      const row = i % 2 === 0 ? bestIndex : (37 * i + 11) % rows;
      const epochs = [1, 3, 7, 20, 38, length];
      const plane = (p) => epochs.map((epoch) => data[(p * rows + row) * length + epoch - 1]);
      const config = columns.map((column, c) => [column, configs[row * columns.length + c]]);
      const turned = config.map(([column, x], c) =>
        meta.params[c].logOf ? [`one_minus_${column}`, 1 - x] : [column, x],
      );
      const task = `${group}_${name.replace('FixedTextRNNClassification_imdb_', '')}`;
      return {
        task,
        config: Object.fromEntries(turned),
        epochs,
        [meta.planes[0]]: plane(0),
        ...(group === 'lcbench' ? { time: plane(1) } : {}),
      };
    });
  });
  const golden = { source: 'bench/data/make/curves.mjs: rows of the tables', tolerance: 1e-3, cases };
  writeFileSync(new URL('../../tasks/curves.golden.json', import.meta.url), `${JSON.stringify(golden, null, 1)}\n`);
}

function floats(file) {
  const bytes = readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  return file.endsWith('.f64') ? new Float64Array(buffer) : new Float32Array(buffer);
}

function packed(floats) {
  return gzipSync(Buffer.from(floats.buffer), { level: 9 });
}

/** exp of the expected logarithm of the least of `runs` values out of a sorted sample. */
function geometricBest(sorted, runs) {
  let sum = 0;
  sorted.forEach((x, i) => {
    const [above, atLeast] = [1 - (i + 1) / sorted.length, 1 - i / sorted.length];
    sum += Math.log(x) * (atLeast ** runs - above ** runs);
  });
  return Math.exp(sum);
}

/** The tasks themselves, from their sources. */
async function library() {
  const contents = [
    `export { curveTasks, flooredRegret } from './bench/tasks/curves.ts';`,
    `export { randomParams } from './bench/tasks/random-params.ts';`,
    `export { uniform } from './bench/quality/functions.ts';`,
  ].join('\n');
  const bundle = {
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  };
  const { outputFiles } = await build({ ...bundle, packages: 'external' });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
