import type { Study } from 'vernier';
import * as library from 'vernier';
import { forecast } from 'vernier/analysis';
import { asha } from 'vernier/pruners';
import { auto, random } from 'vernier/samplers';
import { spaceOf } from '../harness/space-of.ts';
import type { Params } from '../harness/task.ts';
import { onAllCores, type Work } from '../jobs.ts';
import type { Row } from '../measurement.ts';
import { suite, taskOf } from '../tasks/catalog.ts';
import { curveTaskOf, curveTasks } from '../tasks/curves.ts';
import { seedsFrom } from './auto.ts';

const SEEDS = 20;
/** A forecast is made after so many trials, of so many more. */
const AFTER = [10, 20, 40, 80] as const;
const AHEAD = [10, 25, 50, 100] as const;
const TRIALS = 120;

const SAMPLERS = { random, auto };

interface Job {
  readonly kind: 'table' | 'curve';
  readonly task: string;
  readonly sampler: keyof typeof SAMPLERS;
  readonly seed: number;
}

/** One forecast and what came of it; gains in units of the distance from the median configuration to the best. */
interface Outcome {
  readonly after: number;
  readonly ahead: number;
  readonly gain: number;
  readonly isBelow: boolean;
  readonly isAbove: boolean;
  readonly expected: number;
  readonly chance: number;
}

/** How often the band of a forecast holds what then comes. */
export const forecastBand: Row = {
  id: 'forecast-band',
  what: `forecasts after ${AFTER.join(', ')} trials of the next ${AHEAD.join(', ')} (of ${TRIALS} in all), by random and by auto, on 16 tables and, with asha, 12 tasks of curves: distance of the share of true gains within the 80 % band from 80 %`,
  unit: 'percentage points',
  limit: { atMost: 5 },
  async measure(options) {
    const seeds = seedsFrom(options, SEEDS);
    const tasks = [
      ...suite('dev')
        .filter(({ group }) => group !== 'functions')
        .map(({ name }) => ({ kind: 'table' as const, task: name })),
      ...curveTasks().map(({ name }) => ({ kind: 'curve' as const, task: name })),
    ];
    const samplers = Object.keys(SAMPLERS) as Job['sampler'][];
    const jobs: Job[] = seeds.flatMap((seed) =>
      tasks.flatMap((task) => samplers.map((sampler) => ({ ...task, sampler, seed }))),
    );
    const all: (Outcome & Job)[] = [];
    await onAllCores<Job, readonly Outcome[]>('forecast-band', jobs, (job, outcomes, done) => {
      all.push(...outcomes.map((outcome) => ({ ...outcome, ...job })));
      if (done % 56 === 0) options.progress(`${done} of ${jobs.length} runs`);
    });
    const by = (name: string, keyOf: (each: Outcome & Job) => string): Record<string, unknown> => {
      const keys = [...new Set(all.map(keyOf))].sort();
      return { [name]: Object.fromEntries(keys.map((key) => [key, summary(all.filter((one) => keyOf(one) === key))])) };
    };
    const total = summary(all);
    return {
      value: 100 * Math.abs(total.within - 0.8),
      detail: {
        seeds: [seeds[0], seeds.at(-1)],
        total,
        ...by('bySearch', ({ kind, sampler }) => `${kind}, ${sampler}`),
        ...by('byTrialsBefore', ({ after }) => String(after).padStart(3)),
        ...by('byTrialsAhead', ({ ahead }) => String(ahead).padStart(3)),
        ...by('byTask', ({ task }) => task),
      },
    };
  },
};

function summary(outcomes: readonly Outcome[]) {
  const share = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  return {
    forecasts: outcomes.length,
    within: share(({ isBelow, isAbove }) => (isBelow || isAbove ? 0 : 1)),
    below: share(({ isBelow }) => (isBelow ? 1 : 0)),
    above: share(({ isAbove }) => (isAbove ? 1 : 0)),
    gain: share(({ gain }) => gain),
    expectedGain: share(({ expected }) => expected),
    anyGain: share(({ gain }) => (gain > 0 ? 1 : 0)),
    chanceOfAny: share(({ chance }) => chance),
  };
}

/** One run, and its forecasts. */
export const work: Work<Job, readonly Outcome[]> = async ({ kind, task: name, sampler, seed }) => {
  const task = kind === 'table' ? taskOf(name).instance(seed) : curveTaskOf(name);
  const space = spaceOf(library, task.params);
  const made = {
    space,
    seed: seed + ('seedOffset' in task ? task.seedOffset : 0),
    sampler: SAMPLERS[sampler](),
    clock: stopped(),
    objectives: { value: 'minimize' as const },
  };
  const study = await library.createStudy(
    'curve' in task
      ? { ...made, pruner: asha(), fidelity: { name: 'epoch', min: 1, max: task.epochs } }
      : { ...made, budget: TRIALS },
  );
  const forecasts: { readonly after: number; readonly made: ReturnType<typeof forecast> }[] = [];
  for (let after = 1; after <= TRIALS; after++) {
    const trial = await study.ask();
    const params = trial.params as Params;
    if ('curve' in task) await train(study, trial, task.curve(params), task.epochs);
    else await study.tell(trial, task.values(params)[0]!);
    if (!AFTER.some((count) => count === after)) continue;
    const trials = AHEAD.filter((count) => after + count <= TRIALS);
    const isGuided = sampler !== 'random';
    forecasts.push({ after, made: forecast(study.history, { seed: made.seed, space, isGuided, trials }) });
  }
  const unit = task.median - task.best || 1;
  const best = (trials: number): number => {
    let least = Number.POSITIVE_INFINITY;
    for (let row = 0; row < trials; row++)
      if (study.history.state(row) === 'complete') least = Math.min(least, study.history.losses[row]!);
    return least;
  };
  return forecasts.flatMap(({ after, made: { outlooks } }) =>
    outlooks.map(({ trials, low, high, gain: expected, chance }) => {
      const gain = best(after) - best(after + trials);
      const rounding = 1e-12 * Math.abs(best(after));
      return {
        after,
        ahead: trials,
        gain: gain / unit,
        isBelow: gain < low - rounding,
        isAbove: gain > high + rounding,
        expected: expected / unit,
        chance,
      };
    }),
  );
};

/** Trains a trial until its end, or until it is stopped. */
async function train(
  study: { tell(trial: number, result: Parameters<Study['tell']>[1]): Promise<unknown> },
  trial: { readonly number: number; report(value: number, step: number): unknown; shouldPrune(): boolean },
  curve: { value(epoch: number): number },
  epochs: number,
): Promise<void> {
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const value = curve.value(epoch);
    if (Number.isNaN(value)) {
      const error = new library.VernierError('objective-failed', 'The loss is no number any more.');
      return void (await study.tell(trial.number, { state: 'failed', error }));
    }
    await trial.report(value, epoch);
    if (epoch < epochs && trial.shouldPrune()) return void (await study.tell(trial.number, { state: 'pruned' }));
  }
  await study.tell(trial.number, curve.value(epochs));
}

/** A clock on which a minute passes at each look: trials seem to last, so that a sampler may think. */
function stopped(): library.Clock {
  let now = 0;
  return { instant: () => (now += 60_000), elapsed: () => now, after: () => () => undefined };
}
