import type { EarlierTrial, Instance, Params, Task, TaskParam } from '../harness/task.ts';
import { uniform } from '../quality/functions.ts';
import { devTasks } from './dev.ts';
import { randomParams } from './random-params.ts';
import { type SurrogateName, surrogateInstance } from './surrogates.ts';

/** How an earlier study's objective is had from instances that exist. */
type Source = (target: Instance, seed: number, root?: string) => (params: Params) => number;

interface Pair {
  readonly name: string;
  readonly target: (seed: number, root?: string) => Instance;
  readonly source: Source;
}

const EARLIER_TRIALS = 100;

/**
 * Pairs of studies: five where the earlier one helps, five where it misleads. Beside each the rank correlation of the two
 * objectives over random configurations.
 */
export function transferTasks(root?: string): Task[] {
  return [...RELATED.map(made('related', root)), ...MISLEADING.map(made('misleading', root))];
}

function made(group: 'related' | 'misleading', root?: string) {
  return ({ name, target, source }: Pair): Task => ({
    name: `${group}:${name}`,
    group,
    version: 1,
    instance(seed) {
      const instance = target(seed, root);
      return { ...instance, earlier: earlierTrials(instance, source(instance, seed, root), seed) };
    },
  });
}

const RELATED: readonly Pair[] = [
  { name: 'rbv2_rpart_16', target: network('rbv2_rpart', '16'), source: otherNetwork('rbv2_rpart', '22') }, // .99
  { name: 'rbv2_xgboost_40981', target: network('rbv2_xgboost', '40981'), source: otherNetwork('rbv2_xgboost', '29') }, // .96
  { name: 'lcbench_167185', target: network('lcbench', '167185'), source: otherNetwork('lcbench', '167152') }, // .96
  { name: 'hpobench_segment', target: dev('hpobench_segment'), source: otherTable('hpobench_vehicle', 1) }, // .97
  { name: 'rosen5', target: dev('rosen5'), source: moved },
];

const MISLEADING: readonly Pair[] = [
  { name: 'rbv2_rpart_42', target: network('rbv2_rpart', '42'), source: otherNetwork('rbv2_rpart', '1479') }, // −.88
  {
    name: 'rbv2_xgboost_40536',
    target: network('rbv2_xgboost', '40536'),
    source: otherNetwork('rbv2_xgboost', '1479'),
  }, // −.23
  { name: 'lcbench_167185', target: network('lcbench', '167185'), source: otherNetwork('lcbench', '3945') }, // −.31
  { name: 'hpobench_segment', target: dev('hpobench_segment'), source: otherTable('hpobench_vehicle', -1) }, // −.97
  { name: 'rosen5', target: dev('rosen5'), source: mirrored },
];

function network(name: SurrogateName, id: string): Pair['target'] {
  return (_, root) => surrogateInstance(name, id, root);
}

function otherNetwork(name: SurrogateName, id: string): Source {
  return (_target, _seed, root) => {
    const { values } = surrogateInstance(name, id, root);
    return (params) => values(params)[0]!;
  };
}

function dev(name: string): Pair['target'] {
  return (seed, root) =>
    devTasks(root)
      .find((task) => task.name === name)!
      .instance(seed);
}

function otherTable(name: string, sign: 1 | -1): Source {
  return (_target, seed, root) => {
    const { values } = dev(name)(seed, root);
    return (params) => sign * values(params)[0]!;
  };
}

/** The same function, its optimum a twentieth of the range away in each coordinate. */
function moved(target: Instance, seed: number): (params: Params) => number {
  const random = uniform(seed * 31 + 5);
  const steps = new Map(target.params.map(({ name }) => [name, random() < 0.5 ? -0.05 : 0.05]));
  return (params) =>
    target.values(
      Object.fromEntries(Object.entries(params).map(([name, x]) => [name, (x as number) + steps.get(name)!])),
    )[0]!;
}

/** The same function seen in a mirror: its optimum lies at the other end. */
function mirrored(target: Instance): (params: Params) => number {
  return (params) =>
    target.values(Object.fromEntries(Object.entries(params).map(([name, x]) => [name, 1 - (x as number)])))[0]!;
}

/** A study as searches leave it behind: half at random, half near the best so far. */
function earlierTrials({ params }: Instance, value: (params: Params) => number, seed: number): EarlierTrial[] {
  const random = uniform(seed * 65_537 + 3);
  const trials: EarlierTrial[] = [];
  let best: EarlierTrial | null = null;
  for (let i = 0; i < EARLIER_TRIALS; i++) {
    const near = best !== null && i >= EARLIER_TRIALS / 2;
    const chosen: Params = near ? neighbour(params, best!.params, random) : randomParams(params, random);
    const trial = { params: chosen, value: value(chosen) };
    trials.push(trial);
    if (best === null || trial.value < best.value) best = trial;
  }
  return trials;
}

/** Each value is redrawn with probability 0.3, numbers within a tenth of their range. */
function neighbour(params: readonly TaskParam[], from: Params, random: () => number): Params {
  const fresh = randomParams(params, random);
  const chosen: Record<string, unknown> = {};
  for (const param of params) {
    const exists = Object.entries(param.when ?? {}).every(([parent, values]) =>
      values.includes(chosen[parent] as string | number),
    );
    if (!exists) continue;
    const kept = from[param.name];
    if (kept === undefined)
      chosen[param.name] = fresh[param.name] ?? randomParams([{ ...param, when: {} }], random)[param.name];
    else if (random() > 0.3) chosen[param.name] = kept;
    else if (param.kind === 'float' || param.kind === 'int') chosen[param.name] = nudged(param, kept as number, random);
    else chosen[param.name] = fresh[param.name];
  }
  return chosen;
}

function nudged(
  { kind, low, high, log }: Extract<TaskParam, { readonly kind: 'float' | 'int' }>,
  value: number,
  random: () => number,
): number {
  const share = 0.2 * (random() - 0.5);
  const raw = log ? value * (high / low) ** share : value + share * (high - low);
  const bounded = Math.min(high, Math.max(low, raw));
  return kind === 'int' ? Math.round(bounded) : bounded;
}
