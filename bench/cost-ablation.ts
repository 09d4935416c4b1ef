// What it brings to know that trials cost differently:  npm run bench cost-ablation -- --seeds 105..109
// Networks and boosted trees with the time that each configuration takes, on virtual time: every search may compute for as long as 20
// random configurations take on average, or run 100 trials. Prints geometric mean regrets at shares of that time, in Markdown.
// Seeds from 101 on are for development.
import { availableParallelism } from 'node:os';
import { countOf, numbersOf, optionsFrom } from './harness/command-line.ts';
import { type CostJob, type CostResult, SEARCHES, type SearchName, SHARES } from './harness/cost-run.ts';
import { FLOOR } from './harness/regrets.ts';
import { mean } from './harness/statistics.ts';
import { onAllCores, runProgram } from './jobs.ts';
import { COST_TASKS } from './tasks/costs.ts';

await runProgram(main);

async function main(words: readonly string[]): Promise<void> {
  const options = optionsFrom(words, {
    seeds: '105..109',
    searches: Object.keys(SEARCHES).join(';'),
    budget: '20',
    trials: '100',
    cores: String(availableParallelism()),
  });
  const searches = options.searches.split(';') as SearchName[];
  const unknown = searches.find((name) => !(name in SEARCHES));
  if (unknown !== undefined)
    throw new Error(`No search is called "${unknown}"; there are ${Object.keys(SEARCHES).join('; ')}.`);
  const [budget, trials] = [countOf('budget', options.budget), countOf('trials', options.trials)];
  const jobs = searches.flatMap((search) =>
    COST_TASKS.flatMap((task) =>
      numbersOf(options.seeds).map((seed): CostJob => ({ task, search, seed, budget, trials })),
    ),
  );
  const found: Found[] = [];
  await onAllCores<CostJob, CostResult>(
    'costs',
    jobs,
    (job, result, done) => {
      found.push({ ...job, ...result });
      if (done % 50 === 0) console.error(`${done} of ${jobs.length}`);
    },
    countOf('cores', options.cores),
  );
  console.log(summary(searches, found));
  console.log(byTask(searches, found));
}

type Found = CostJob & CostResult;

/** Regrets at shares of the time, over all tasks and over each learner's. */
function summary(searches: readonly SearchName[], found: readonly Found[]): string {
  const row = (search: SearchName, learner: string): string => {
    const own = found.filter((each) => each.search === search && each.task.startsWith(learner));
    const regrets = SHARES.map((_, i) => short(geometric(own.map(({ regrets: all }) => all[i]!))));
    return `| ${search} | ${learner === '' ? 'all' : learner} | ${regrets.join(' | ')} | ${Math.round(mean(own.map(({ trials }) => trials)))} |`;
  };
  const head = SHARES.map((share) => `${Math.round(100 * share)} %`).join(' | ');
  return [
    `| search | tasks | ${head} | trials |`,
    `|---|---|${'---|'.repeat(SHARES.length)}---|`,
    ...searches.flatMap((search) => ['', 'lcbench', 'rbv2_xgboost'].map((learner) => row(search, learner))),
  ].join('\n');
}

/** Regrets at the end, task by task. */
function byTask(searches: readonly SearchName[], found: readonly Found[]): string {
  const cell = (search: SearchName, task: string): string =>
    short(
      geometric(
        found.filter((each) => each.search === search && each.task === task).map(({ regrets }) => regrets.at(-1)!),
      ),
    );
  return [
    '',
    `| at the end | ${searches.join(' | ')} |`,
    `|---|${'---|'.repeat(searches.length)}`,
    ...COST_TASKS.map((task) => `| ${task} | ${searches.map((search) => cell(search, task)).join(' | ')} |`),
  ].join('\n');
}

function geometric(regrets: readonly number[]): number {
  return Math.exp(mean(regrets.map((regret) => Math.log(Math.max(FLOOR, regret)))));
}

function short(regret: number): string {
  return String(Number(regret.toPrecision(2))).replace(/^0/, '');
}
