// The quick look for people who write pruners:
//   npm run bench dev-curves -- --runs asha,asha:eta=4,hyperband --sampler random,tpe --seeds 101..104 --workers 1,4
// Prints epochs saved, regret, and false stops. Seeds from 101 on are for development; reported figures use 1 to 20.
import { availableParallelism } from 'node:os';
import { curveBuildOf } from './harness/curve-builds.ts';
import type { CurvePlan } from './harness/curve-run.ts';
import { type CurveOptimiser, curvePeerOf, curveRunsOf } from './harness/curve-runs.ts';
import { curveTable } from './harness/curve-table.ts';
import { countOf, numbersOf, optionsFrom } from './harness/command-line.ts';
import { runProgram } from './jobs.ts';
import { curveTasksLike } from './tasks/curves.ts';

await runProgram(main);

async function main(words: readonly string[]): Promise<void> {
  const options = optionsFrom(words, {
    runs: 'none,median,asha',
    sampler: 'random',
    peers: '',
    seeds: '101..104',
    workers: '1',
    tasks: 'all',
    'full-runs': '50',
    cores: String(availableParallelism()),
    each: 'no',
  });
  const tasks = curveTasksLike(options.tasks);
  const fullRuns = countOf('full-runs', options['full-runs']);
  const optimisers: CurveOptimiser[] = [];
  for (const pruner of options.runs.split(',').filter(Boolean))
    for (const sampler of options.sampler.split(','))
      optimisers.push({ kind: 'ours', ...(await curveBuildOf(pruner, sampler)) });
  optimisers.push(...options.peers.split(',').filter(Boolean).map(curvePeerOf));
  const plansOf = new Map(
    numbersOf(options.workers).map((workers): [number, CurvePlan[]] => [
      workers,
      numbersOf(options.seeds).map((seed) => ({ seed, workers, fullRuns, trials: null })),
    ]),
  );
  const runs = await curveRunsOf(optimisers, tasks, [...plansOf.values()].flat(), countOf('cores', options.cores));
  for (const [name, thrown] of [...runs.failures].slice(0, 5)) console.error(`✗ ${name}\n  ${thrown}`);
  if (runs.failures.size > 5) console.error(`✗ and ${runs.failures.size - 5} more runs`);
  console.log(curveTable(optimisers, tasks, plansOf, runs, options.each !== 'no'));
  if (runs.failures.size > 0) process.exitCode = 1;
}
