import type { Instance, Observation, Params, Task } from '../harness/task.ts';
import { uniform } from '../quality/functions.ts';
import { devTasks } from './dev.ts';
import { randomParams } from './random-params.ts';

/** What may go wrong between an objective and its optimiser. Results are scored by the clean values all the same. */
export const CORRUPTIONS = ['noise', 'plateaus', 'outlier', 'nan', 'crashes', 'crash-region'] as const;

/** One of them. */
export type Corruption = (typeof CORRUPTIONS)[number];

/** Clean tasks, two of each group and four functions. */
export const CLEAN_NAMES = [
  'hpobench_car',
  'hpobench_vehicle',
  'hpolib_naval_propulsion',
  'hpolib_protein_structure',
  'nasbench201_cifar10',
  'nbmacro',
  'hartmann6',
  'rosen5',
  'levy10',
  'sphere5',
] as const;

/** Each clean task under each corruption: `noise:rosen5` … */
export function robustTasks(root?: string): Task[] {
  const clean = devTasks(root).filter(({ name }) => (CLEAN_NAMES as readonly string[]).includes(name));
  return CORRUPTIONS.flatMap((corruption) =>
    clean.map(
      (task): Task => ({
        name: `${corruption}:${task.name}`,
        group: corruption,
        version: task.version,
        instance: (seed) => corrupted(task.instance(seed), corruption, seed),
      }),
    ),
  );
}

type Observe = NonNullable<Instance['observe']>;

function corrupted(clean: Instance, corruption: Corruption, seed: number): Instance {
  return { ...clean, observe: OBSERVERS[corruption](clean, seed) };
}

const OBSERVERS: Readonly<Record<Corruption, (clean: Instance, seed: number) => Observe>> = {
  /** Normal noise, 5 % of the range between best and median. */
  noise(clean, seed) {
    const scale = 0.05 * (clean.median - clean.best);
    return (params, trial) => told(clean, params, (value) => value + scale * normal(stream(seed, trial)));
  },
  /** Values in steps of 2 % of the range, as an accuracy on fifty examples has them. */
  plateaus(clean) {
    const step = 0.02 * (clean.median - clean.best);
    return (params) =>
      told(clean, params, (value) => clean.best + step * Math.floor((value - clean.best) / step + 0.5));
  },
  /** One of the first twenty trials answers 1e12. */
  outlier(clean, seed) {
    const at = Math.floor(20 * stream(seed, 0)());
    return (params, trial) => told(clean, params, (value) => (trial === at ? 1e12 : value));
  },
  /** One trial in ten answers NaN. */
  nan(clean, seed) {
    return (params, trial) => told(clean, params, (value) => (stream(seed, trial)() < 0.1 ? Number.NaN : value));
  },
  /** Three trials in ten crash, whatever they try. */
  crashes(clean, seed) {
    return (params, trial) => (stream(seed, trial)() < 0.3 ? null : told(clean, params, (value) => value));
  },
  /** Three tenths of the space crash, always: those farthest in some direction, away from the best of 500 random points. */
  'crash-region'(clean, seed) {
    const random = uniform(1000 + seed);
    const direction = clean.params.map(() => normal(random));
    const along = (params: Params): number =>
      clean.params.reduce((sum, param, i) => sum + direction[i]! * position(clean, param.name, params), 0);
    const sample = Array.from({ length: 500 }, () => randomParams(clean.params, random));
    const best = sample.reduce((a, b) => (clean.values(b)[0]! < clean.values(a)[0]! ? b : a));
    const sorted = sample.map(along).sort((a, b) => a - b);
    const sign = along(best) > sorted[250]! ? -1 : 1;
    const border = sign > 0 ? sorted[350]! : -sorted[150]!;
    return (params) => (sign * along(params) > border ? null : told(clean, params, (value) => value));
  },
};

function told(clean: Instance, params: Params, change: (value: number) => number): Observation {
  return { values: clean.values(params).map(change) };
}

/** Where a value lies in its parameter's range, 0 … 1. */
function position({ params }: Instance, name: string, chosen: Params): number {
  const param = params.find((each) => each.name === name)!;
  if (param.kind === 'categorical')
    return param.choices.indexOf(chosen[name] as string | number) / Math.max(1, param.choices.length - 1);
  if (param.kind !== 'float' && param.kind !== 'int') throw new Error(`${param.kind} has no position.`);
  return ((chosen[name] as number) - param.low) / (param.high - param.low);
}

/** Randomness of one trial: the same for every optimiser, so that runs are paired. */
function stream(seed: number, trial: number): () => number {
  return uniform(seed * 10_007 + trial * 101 + 17);
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
