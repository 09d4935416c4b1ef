import * as library from 'vernier';
import type { Pruner, Sampler } from 'vernier';
import { forecast } from 'vernier/analysis';
import { asha, auto as autoPruner, curve } from 'vernier/pruners';
import { auto, random } from 'vernier/samplers';
import { readDigits } from '../../examples/digits-typescript/digits.ts';
import { digitsSpace, EPOCHS, train } from '../../examples/digits-typescript/train.ts';
import { ourSearch } from '../harness/curve-ours.ts';
import { regretAfter } from '../harness/curve-figures.ts';
import { runCurves } from '../harness/curve-run.ts';
import { spaceOf } from '../harness/space-of.ts';
import type { Params } from '../harness/task.ts';
import { taskOf } from '../tasks/catalog.ts';
import { curveTasks } from '../tasks/curves.ts';
import type { ForecastRecord, Recorded, SavingRecord, StoppingRecord } from './recorded.ts';

/** Development seeds: those of reported results are for rows. */
const SEED = 104;
const SEEDS = [101, 102, 103, 104];
const FORECAST = 'nasbench201_cifar10';
/** The last budget of the picture, in full runs. */
const FULL_RUNS = 20;

/** Runs the searches of the pictures anew: minutes. The same code and the same seeds give the same record. */
export async function record(revision: string, say: (line: string) => void): Promise<Recorded> {
  const stopping = await stoppingRecord();
  say(`stopping: ${stopping.trials.filter(({ why }) => why !== null).length} stopped`);
  const forecasts = await forecastRecord();
  say('forecast');
  return { revision, stopping, forecasts, saving: await savingRecord(say) };
}

/** A search at random for a network that reads digits, whose hopeless trainings `curve` ends: what was seen of each, and what would have come. */
async function stoppingRecord(): Promise<StoppingRecord> {
  const study = await library.createStudy({
    space: digitsSpace,
    sampler: random(),
    pruner: curve(),
    seed: SEED,
    fidelity: { name: 'epoch', max: EPOCHS },
    objectives: { loss: 'minimize' },
  });
  const { train: digits, validation } = readDigits(
    new URL(`file://${process.cwd()}/examples/digits-typescript/data/digits.csv.gz`),
  );
  const trials: StoppingRecord['trials'][number][] = [];
  while (trials.length < 40) {
    const trial = await study.ask();
    const values: number[] = [];
    await train(trial.params, digits, async (network) => {
      values.push(network.evaluate(validation.pixels, validation.labels).loss);
    });
    let seen = 0;
    while (seen < EPOCHS && !trial.shouldPrune() && Number.isFinite(values[seen])) {
      seen++;
      await trial.report(values[seen - 1]!, seen);
    }
    const error = new library.VernierError('objective-failed', 'The loss is no number any more.');
    const end = trial.shouldPrune() ? ({ state: 'pruned' } as const) : ({ state: 'failed', error } as const);
    await study.tell(trial.number, seen === EPOCHS ? values.at(-1)! : end);
    const said = study.history.attribute(trial.number, 'system', 'vernier:pruned') as { why?: string } | undefined;
    trials.push({ seen, why: said?.why ?? null, values: values.map(rounded) });
  }
  return { seed: SEED, epochs: EPOCHS, trials };
}

/** A search over a table of trained networks, and what was foretold on its way. */
async function forecastRecord(): Promise<ForecastRecord> {
  const task = taskOf(FORECAST).instance(SEED);
  const space = spaceOf(library, task.params);
  const study = await library.createStudy({ space, sampler: auto(), seed: SEED, objectives: { value: 'minimize' } });
  const best: number[] = [];
  const made: ForecastRecord['forecasts'][number][] = [];
  while (best.length < 120) {
    const trial = await study.ask();
    const value = task.values(trial.params as Params)[0]!;
    await study.tell(trial, value);
    best.push(rounded(Math.min(best.at(-1) ?? Number.POSITIVE_INFINITY, value))!);
    if (![10, 40, 80].includes(best.length)) continue;
    const trials = [1, 2, 4, 7, 10, 15, 20, 25, 30, 40].filter((ahead) => best.length + ahead <= 120);
    const { outlooks } = forecast(study.history, { seed: SEED, space, trials });
    made.push({
      after: best.length,
      outlooks: outlooks.map(({ trials: ahead, gain, low, high }) => ({
        ahead,
        gain: rounded(gain)!,
        low: rounded(low)!,
        high: rounded(high)!,
      })),
    });
  }
  return { task: FORECAST, seed: SEED, best, forecasts: made };
}

/** Regret by training spent, with and without stopping. */
async function savingRecord(say: (line: string) => void): Promise<SavingRecord> {
  const ways: readonly (readonly [string, () => Sampler, () => Pruner | null])[] = [
    ['random, none stopped', random, () => null],
    ['random + asha', random, asha],
    ['auto', auto, autoPruner],
  ];
  const budgets = Array.from({ length: FULL_RUNS }, (_, i) => i + 1);
  const lines: SavingRecord['lines'][number][] = [];
  for (const [label, makeSampler, makePruner] of ways) {
    const sums = budgets.map(() => 0);
    for (const task of curveTasks())
      for (const seed of SEEDS) {
        const plan = { seed, workers: 1, fullRuns: FULL_RUNS, trials: null };
        const loaded = { library, sampler: makeSampler(), pruner: makePruner() };
        const run = await runCurves((clock) => ourSearch(loaded, task, plan, clock), task, plan);
        budgets.forEach((budget, i) => (sums[i]! += Math.log(regretAfter(run, task, budget * task.epochs))));
      }
    const runs = curveTasks().length * SEEDS.length;
    lines.push({ label, regrets: sums.map((sum) => rounded(Math.exp(sum / runs))!) });
    say(`saving: ${label}`);
  }
  return { seeds: SEEDS, tasks: curveTasks().length, budgets, lines };
}

/** Four digits are more than a picture shows; null = no number. */
const rounded = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);
