// The quick look for people who write samplers:  npm run bench dev -- --samplers gp,tpe --seeds 101..104 --tasks all --trials 100
// Prints geometric mean regrets by group. Seeds from 101 on are for development; reported figures use 1 to 40.
import { availableParallelism } from 'node:os';
import { runProgram } from './jobs.ts';
import { buildOf } from './harness/builds.ts';
import { countOf, numbersOf, optionsFrom } from './harness/command-line.ts';
import { peerOf, runsOf } from './harness/runs.ts';
import { groupTable } from './harness/group-table.ts';
import { tasksLike } from './tasks/catalog.ts';

await runProgram(main);

async function main(words: readonly string[]): Promise<void> {
  const options = optionsFrom(words, {
    samplers: 'tpe,random',
    peers: '',
    seeds: '101..104',
    tasks: 'all',
    trials: '100',
    batch: '1',
    cores: String(availableParallelism()),
    each: 'no',
  });
  const tasks = tasksLike(options.tasks);
  const trials = countOf('trials', options.trials);
  const batch = countOf('batch', options.batch);
  const ours = await Promise.all(
    options.samplers.split(',').map(async (label) => ({ kind: 'ours' as const, ...(await buildOf(label)) })),
  );
  const optimisers = [...ours, ...options.peers.split(',').filter(Boolean).map(peerOf)];
  const seeds = numbersOf(options.seeds);
  const plans = seeds.map((seed) => ({ seed, trials, batch }));
  const runs = await runsOf(optimisers, tasks, plans, countOf('cores', options.cores));
  for (const [name, thrown] of [...runs.failures].slice(0, 5)) console.error(`✗ ${name}\n  ${thrown}`);
  if (runs.failures.size > 5) console.error(`✗ and ${runs.failures.size - 5} more runs`);
  console.log(groupTable(optimisers, tasks, seeds, runs, trials, options.each !== 'no'));
  if (runs.failures.size > 0) process.exitCode = 1;
}
