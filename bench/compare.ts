// The paired test between two samplers or two revisions:
//   npm run bench compare gp tpe             npm run bench compare gp@HEAD~5 gp
//   … -- --tasks all --seeds 101..110 --trials 200
import { availableParallelism } from 'node:os';
import { wilcoxon } from '../src/math/statistics.ts';
import { runProgram } from './jobs.ts';
import { buildOf } from './harness/builds.ts';
import { countOf, numbersOf, optionsFrom } from './harness/command-line.ts';
import { pairedEntries } from './harness/entries.ts';
import { budgetsUpTo, groupTable, hasFront } from './harness/group-table.ts';
import { volumeAt } from './harness/front.ts';
import { type Optimiser, peerOf, type Runs, runsOf } from './harness/runs.ts';
import { mean, meanRanks, pairwise } from './harness/statistics.ts';
import type { Task } from './harness/task.ts';
import { tasksLike } from './tasks/catalog.ts';

await runProgram(main);

async function main(words: readonly string[]): Promise<void> {
  const at = words.findIndex((word) => word.startsWith('--'));
  const labels = at < 0 ? words : words.slice(0, at);
  if (labels.length !== 2) throw new Error('Which two? npm run bench compare gp tpe, or gp@HEAD~5 gp');
  const options = optionsFrom(at < 0 ? [] : words.slice(at), {
    seeds: '101..110',
    tasks: 'all',
    trials: '100',
    batch: '1',
    cores: String(availableParallelism()),
  });
  const tasks = tasksLike(options.tasks);
  const seeds = numbersOf(options.seeds);
  const trials = countOf('trials', options.trials);
  const batch = countOf('batch', options.batch);
  const plans = seeds.map((seed) => ({ seed, trials, batch }));
  const optimisers = await Promise.all(labels.map(optimiserOf));
  const runs = await runsOf(optimisers, tasks, plans, countOf('cores', options.cores));
  for (const [name, thrown] of [...runs.failures].slice(0, 5)) console.error(`✗ ${name}\n  ${thrown}`);
  if (runs.failures.size > 0) process.exitCode = 1;
  console.log(groupTable(optimisers, tasks, seeds, runs, trials));

  const fronts = tasks.filter(hasFront);
  const alone = tasks.filter((task) => !hasFront(task));
  if (alone.length > 0) regretTest(labels, optimisers, alone, seeds, runs, trials);
  if (fronts.length > 0) volumeTest(labels, optimisers, fronts, seeds, runs, trials);
}

/** Tasks with one objective: ratios of regrets. */
function regretTest(
  labels: readonly string[],
  optimisers: readonly Optimiser[],
  tasks: readonly Task[],
  seeds: readonly number[],
  runs: Runs,
  trials: number,
): void {
  const budgets = budgetsUpTo(trials);
  const [a, b] = pairedEntries(optimisers, tasks, seeds, runs, budgets);
  const pairs = a!.reduce((sum, { logs }) => sum + logs.length, 0);
  const asked = tasks.length * seeds.length;
  const missing = pairs < asked ? `; ${asked - pairs} of ${asked} pairs are missing` : '';
  console.log(
    `\n${labels[0]} ÷ ${labels[1]}, ${pairs} pairs of runs on ${a!.length} tasks (below 1: the first is better)${missing}`,
  );
  if (pairs === 0) throw new Error('Nothing to compare: there is no task and seed on which both have a run.');
  budgets.forEach((budget, i) => {
    const found = pairwise(a!, b!, i);
    const { value, low, high } = found.ratio;
    const [rank, other] = meanRanks([a!, b!], i);
    const seedwise = a!.flatMap(({ logs }, t) => logs.map((row, s) => row[i]! - b![t]!.logs[s]![i]!));
    console.log(
      [
        `  at ${String(budget).padEnd(4)} ratio ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
        `tasks won ${found.wins}, lost ${found.losses}, even ${found.ties} (sign test p = ${found.signTest.toPrecision(2)})`,
        `Wilcoxon p = ${found.wilcoxon.toPrecision(2)} over tasks, ${wilcoxon(seedwise, 'two-sided').toPrecision(2)} over runs`,
        `mean rank ${rank!.value.toFixed(2)} : ${other!.value.toFixed(2)}`,
        `worst group ${found.worstGroup.name} ${found.worstGroup.ratio.toFixed(2)}`,
      ].join(' · '),
    );
  });
}

/** Tasks with several objectives: by task, differences of the volume that is dominated. */
function volumeTest(
  labels: readonly string[],
  optimisers: readonly Optimiser[],
  tasks: readonly Task[],
  seeds: readonly number[],
  runs: Runs,
  trials: number,
): void {
  console.log(`\n${labels[0]} − ${labels[1]}, volume at ${trials} trials (above 0: the first is better)`);
  for (const { name } of tasks) {
    const differences = seeds.flatMap((seed) => {
      const [own, other] = optimisers.map((optimiser) => runs.find(optimiser, name, seed));
      return own && other ? [volumeAt(own, name, trials) - volumeAt(other, name, trials)] : [];
    });
    console.log(
      differences.length === 0
        ? `  ${name}  no seed on which both have a run`
        : `  ${name}  ${mean(differences).toFixed(4)} · Wilcoxon p = ${wilcoxon(differences, 'two-sided').toPrecision(2)} over ${differences.length} runs`,
    );
  }
}

/** `peer:nevergrad` is a program in Python, everything else a sampler of ours. */
async function optimiserOf(label: string): Promise<Optimiser> {
  return label.startsWith('peer:') ? peerOf(label.slice(5)) : { kind: 'ours', ...(await buildOf(label)) };
}
