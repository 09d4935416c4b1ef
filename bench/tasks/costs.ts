import { uniform } from '../quality/functions.ts';
import { activeOf, type Params, type TaskParam } from '../harness/task.ts';
import { randomParams } from './random-params.ts';
import { surrogate } from './surrogates.ts';

/** A learner on a data set, with the time that it takes to train: some configurations take a hundred times as long as others. */
export interface CostTask {
  readonly name: string;
  readonly params: readonly TaskParam[];
  /** Normalised regret is 0 here, and 1 at `median`. */
  readonly best: number;
  readonly median: number;
  /** Of random configurations. */
  readonly meanSeconds: number;
  /** Values that a user knows to be cheap. */
  readonly low: Readonly<Record<string, number>>;
  /** Added to a run's seed. */
  readonly seedOffset: number;
  evaluate(params: Params): { readonly value: number; readonly seconds: number };
}

const LEARNERS = {
  lcbench: {
    ids: ['126025', '167104', '167184', '168868', '189862', '3945'],
    time: 'time',
    low: { batch_size: 512, num_layers: 1, max_units: 64 },
  },
  rbv2_xgboost: {
    ids: ['16', '1501', '6332', '40981', '4135', '60'],
    time: 'timetrain',
    low: { nrounds: 7 },
  },
} as const;

/** Networks and boosted trees, six data sets each; trees in three branches. */
export const COST_TASKS: readonly string[] = Object.entries(LEARNERS).flatMap(([name, { ids }]) =>
  ids.map((id) => `${name}_${id}`),
);

const made = new Map<string, CostTask>();

/** A task by its name. */
export function costTask(name: string): CostTask {
  let task = made.get(name);
  if (task === undefined) made.set(name, (task = make(name)));
  return task;
}

const SAMPLE = 2000;
const LEAST_SECONDS = 0.01;

function make(name: string): CostTask {
  const learner = name.startsWith('lcbench') ? 'lcbench' : 'rbv2_xgboost';
  const id = name.slice(learner.length + 1);
  const { params, target, outputs, instances, evaluate } = surrogate(learner);
  const sign = target.direction === 'max' ? -1 : 1;
  const [value, time] = [target.name, LEARNERS[learner].time].map((output) => outputs.indexOf(output));
  const { best, median } = instances[id]!;
  const answer: CostTask['evaluate'] = (chosen) => {
    const found = evaluate(id, activeOf(params, chosen));
    return { value: sign * found[value!]!, seconds: Math.max(LEAST_SECONDS, found[time!]!) };
  };
  const sampled = (): number => {
    const draw = uniform(7);
    let sum = 0;
    for (let i = 0; i < SAMPLE; i++) sum += answer(randomParams(params, draw)).seconds;
    return sum / SAMPLE;
  };
  let meanSeconds: number | null = null;
  return {
    name,
    params,
    best: sign * best,
    median: sign * median,
    get meanSeconds() {
      return (meanSeconds ??= sampled());
    },
    low: LEARNERS[learner].low,
    seedOffset: 1000 * (1 + COST_TASKS.indexOf(name)),
    evaluate: answer,
  };
}
