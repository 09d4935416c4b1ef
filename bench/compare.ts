// The paired test between two samplers or two revisions:
//   npm run bench compare gp tpe             npm run bench compare gp@HEAD~5 gp
//   … -- --tasks all --seeds 101..110 --trials 200
import { availableParallelism } from 'node:os';
import { wilcoxon } from '../src/math/statistics.ts';
import { serveJobs } from './jobs.ts';
import { buildOf } from './harness/builds.ts';
import { numbersOf, optionsFrom } from './harness/command-line.ts';
import { pairedEntries } from './harness/entries.ts';
import { budgetsUpTo, groupTable } from './harness/group-table.ts';
import { type Optimiser, peerOf, runsOf } from './harness/runs.ts';
import { meanRanks, pairwise } from './harness/statistics.ts';
import { tasksLike } from './tasks/catalog.ts';

const [first, second] = process.argv.slice(2);
if (first === '--jobs') await serveJobs(second!);
else
  await main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });

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
  const trials = Number(options.trials);
  const plans = seeds.map((seed) => ({ seed, trials, batch: Number(options.batch) }));
  const optimisers = await Promise.all(labels.map(optimiserOf));
  const runs = await runsOf(optimisers, tasks, plans, Number(options.cores));
  for (const [name, thrown] of [...runs.failures].slice(0, 5)) console.error(`✗ ${name}\n  ${thrown}`);
  console.log(groupTable(optimisers, tasks, seeds, runs, trials));

  const budgets = budgetsUpTo(trials);
  const [a, b] = pairedEntries(optimisers, tasks, seeds, runs, budgets);
  console.log(
    `\n${labels[0]} ÷ ${labels[1]}, ${a!.length} tasks × ${seeds.length} seeds (below 1: the first is better)`,
  );
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
  if (runs.failures.size > 0) process.exitCode = 1;
}

/** `peer:nevergrad` is a program in Python, everything else a sampler of ours. */
async function optimiserOf(label: string): Promise<Optimiser> {
  return label.startsWith('peer:') ? peerOf(label.slice(5)) : { kind: 'ours', ...(await buildOf(label)) };
}
