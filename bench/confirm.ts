// What confirming the best trials is worth where results are noisy:  npm run bench confirm -- --seeds 101..120
// Each search has `--trials` trials; then its best three are run three times more each (confirm: 3). Beside it the same search with those
// nine trials as further ones. Prints means over seeds, in Markdown. Seeds from 101 on are for development.
import type { ConfirmationSummary, Study } from 'vernier';
import { buildOf, type Loaded, load } from './harness/builds.ts';
import { countOf, numbersOf, optionsFrom } from './harness/command-line.ts';
import { spaceOf } from './harness/space-of.ts';
import { mean } from './harness/statistics.ts';
import { runProgram } from './jobs.ts';
import type { Instance, Params } from './harness/task.ts';
import { tasksLike } from './tasks/catalog.ts';

async function main(words: readonly string[]): Promise<void> {
  const options = optionsFrom(words, {
    seeds: '101..120',
    tasks: 'branin,hartmann6,rosen5,hpobench_car',
    trials: '50',
    noise: '0.05,0.2',
    sampler: 'auto',
  });
  const loaded = await load(await buildOf(options.sampler));
  const trials = countOf('trials', options.trials);
  console.log(
    `| task | noise | ${Object.keys(COLUMNS).join(' | ')} |\n|---|---|${'---|'.repeat(Object.keys(COLUMNS).length)}`,
  );
  for (const [i, task] of tasksLike(options.tasks).entries())
    for (const noise of options.noise.split(',').map(Number)) {
      const found: Found[] = [];
      for (const seed of numbersOf(options.seeds))
        found.push(
          await compared(loaded, task.instance(seed), { seed, noise, luck: 1e6 * i + 1e4 * noise + seed, trials }),
        );
      const cells = Object.values(COLUMNS).map((column) => mean(found.map(column)).toFixed(3));
      console.log(`| ${task.name} | ${100 * noise} % | ${cells.join(' | ')} |`);
    }
}

/** One seed's figures: 0 is the best value there is, 1 the median of random configurations. */
interface Found {
  readonly rawRegret: number;
  readonly confirmedRegret: number;
  readonly longerRegret: number;
  /** How much better the raw best looks than it is. */
  readonly optimism: number;
  /** The same as the confirmation tells it. */
  readonly told: number;
  /** How much better the confirmed winner's score looks than it is. */
  readonly leftOver: number;
  /** Is the winner's true value within two standard errors of its score? */
  readonly covered: number;
}

const COLUMNS: Readonly<Record<string, (found: Found) => number>> = {
  'regret, raw best': ({ rawRegret }) => rawRegret,
  'regret, raw best of nine trials more': ({ longerRegret }) => longerRegret,
  'regret, confirmed': ({ confirmedRegret }) => confirmedRegret,
  'optimism, raw best': ({ optimism }) => optimism,
  'optimism as told': ({ told }) => told,
  'optimism, confirmed score': ({ leftOver }) => leftOver,
  'true value within 2 s.e.': ({ covered }) => covered,
};

/** One comparison. */
interface Plan {
  readonly seed: number;
  /** Standard deviation, as a share of the range. */
  readonly noise: number;
  /** Seed of the noise. */
  readonly luck: number;
  readonly trials: number;
}

async function compared(loaded: Loaded, instance: Instance, plan: Plan): Promise<Found> {
  const { trials } = plan;
  const scale = instance.median - instance.best;
  const worth = (params: Params): number => instance.values(params)[0]!;
  const regret = (value: number): number => Math.max(0, value - instance.best) / scale;
  const confirmed = await searched(loaded, instance, plan, { trials, confirm: 3 });
  const longer = await searched(loaded, instance, plan, { trials: trials + 9 });
  const paramsOf = (study: Study, trial: number): Params => study.paramsOf(study.history.record(trial)) as Params;
  const { winner, favourite, optimism } = confirmed.confirmation!.result!;
  const [raw, best] = [favourite, winner!].map(({ trial }) => worth(paramsOf(confirmed.study, trial))) as [
    number,
    number,
  ];
  return {
    rawRegret: regret(raw),
    confirmedRegret: regret(best),
    longerRegret: regret(worth(paramsOf(longer.study, longer.study.best!.number))),
    optimism: (raw - favourite.first) / scale,
    told: optimism! / scale,
    leftOver: (best - winner!.score!) / scale,
    covered: Math.abs(best - winner!.score!) <= 2 * (winner!.standardError ?? 0) ? 1 : 0,
  };
}

async function searched(
  { library, sampler }: Loaded,
  instance: Instance,
  { seed, noise, luck }: Plan,
  limits: { readonly trials: number; readonly confirm?: number },
): Promise<{ readonly study: Study; readonly confirmation: ConfirmationSummary | undefined }> {
  const study = await library.createStudy({ space: spaceOf(library, instance.params), sampler, seed });
  const draws = normals(luck);
  const deviation = noise * (instance.median - instance.best);
  const { confirmation } = await study.optimize(
    (params) => instance.values(params as Params)[0]! + deviation * draws(),
    limits,
  );
  return { study: study as unknown as Study, confirmation };
}

/** Normal numbers, one after the other. */
function normals(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

await runProgram(main);
