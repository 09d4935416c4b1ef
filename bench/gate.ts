// The regression gate: twelve quick tasks × ten seeds × 100 trials with the default sampler, paired against what is stored of the
// previous release.    npm run bench gate    prints the verdict, exit code 1 where we have become worse;
// npm run bench gate -- --write    stores the present as the reference, to be done once a release.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { runProgram } from './jobs.ts';
import { buildOf, NotExported } from './harness/builds.ts';
import { countOf, optionsFrom } from './harness/command-line.ts';
import { entriesOf } from './harness/entries.ts';
import { type Reference, verdictOf } from './harness/gate-verdict.ts';
import { type Optimiser, runsOf } from './harness/runs.ts';
import { taskOf } from './tasks/catalog.ts';

const TASKS = [
  'hpobench_car',
  'hpobench_vehicle',
  'hpolib_protein_structure',
  'nasbench201_cifar10',
  'nbmacro',
  'branin',
  'hartmann6',
  'sphere5',
  'rosen5',
  'levy10',
  'three-branches',
  'kind_mixed',
];
const SEEDS = Array.from({ length: 10 }, (_, i) => 201 + i);
const TRIALS = 100;
const FILE = 'bench/results/gate-reference.json';

await runProgram(main);

async function main(words: readonly string[]): Promise<void> {
  const options = optionsFrom(words, { write: 'no', sampler: '', cores: String(availableParallelism()) });
  const sampler = options.sampler === '' ? await defaultSampler() : await buildOf(options.sampler);
  const optimiser: Optimiser = { kind: 'ours', ...sampler };
  const tasks = TASKS.map(taskOf);
  const plans = SEEDS.map((seed) => ({ seed, trials: TRIALS }));
  const runs = await runsOf([optimiser], tasks, plans, countOf('cores', options.cores));
  for (const [name, thrown] of runs.failures) throw new Error(`${name} ended in an exception: ${thrown}`);
  const found: Reference = {
    sampler: optimiser.label,
    trials: TRIALS,
    seeds: SEEDS,
    logs: Object.fromEntries(
      entriesOf(optimiser, tasks, SEEDS, runs, [TRIALS]).map(({ task, logs }) => [
        task,
        logs.map(([log]) => Math.round(1e4 * log!) / 1e4),
      ]),
    ),
  };
  if (options.write !== 'no') {
    writeFileSync(FILE, `${JSON.stringify(found, null, 1)}\n`);
    console.log(`Stored as ${FILE}.`);
    return;
  }
  if (!existsSync(FILE)) throw new Error(`${FILE} is not there: make it with npm run bench gate -- --write`);
  const { worse, says } = verdictOf(found, JSON.parse(readFileSync(FILE, 'utf8')) as Reference);
  console.log(says);
  if (worse) process.exitCode = 1;
}

/** What `createStudy` takes where nobody names a sampler. */
async function defaultSampler() {
  try {
    return await buildOf('auto');
  } catch (error) {
    if (error instanceof NotExported) return buildOf('tpe');
    throw error;
  }
}
