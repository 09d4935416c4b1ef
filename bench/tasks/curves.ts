import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FLOOR, NOTHING } from '../harness/regrets.ts';
import { type Params, regretOf, type TaskParam } from '../harness/task.ts';
import { surrogate } from './surrogates.ts';

/** A training run: what it would report at every epoch. Epochs count from 1. */
export interface Curve {
  /** Minimised; NaN = diverged, and stays so. */
  value(epoch: number): number;
  /** How long this epoch takes by itself. */
  seconds(epoch: number): number;
}

/** Something to be trained, whose score is that of the last epoch. */
export interface CurveTask {
  readonly name: string;
  readonly group: 'lcbench' | 'taskset';
  /** Changes when the task does: runs that were made with another version are made again. */
  readonly version: number;
  readonly params: readonly TaskParam[];
  /** A full run. */
  readonly epochs: number;
  /** At the last epoch, normalised regret is 0 here … */
  readonly best: number;
  /** … and 1 here: the median of random configurations. */
  readonly median: number;
  /** Added to a run's seed: tables of the same space would start with the same configurations, and share their luck. */
  readonly seedOffset: number;
  /** Geometric mean regret of the best of so many full runs of random search, in expectation. */
  readonly random: Readonly<Record<string, number>>;
  /** The run of a configuration by itself. */
  curve(params: Params): Curve;
  /** The runs of one search: a pool trains each of its configurations once, and answers by the nearest that is left. */
  search(): (params: Params) => Curve;
}

/** Regret of a value at the last epoch, floored; what is worse than a random configuration, or diverges, counts as one. */
export function flooredRegret(value: number | null, task: Pick<CurveTask, 'best' | 'median'>): number {
  return value === null || Number.isNaN(value) ? NOTHING : Math.min(NOTHING, Math.max(FLOOR, regretOf(value, task)));
}

const LCBENCH = ['34539', '126026', '146212', '167152', '167185', '168331', '168910', '189906'] as const;
const LCBENCH_EPOCHS = 52;

/** The twelve tasks: eight of LCBench, answered by its network, and four of TaskSet, real curves of a pool of configurations. */
export function curveTasks(root = process.cwd()): CurveTask[] {
  const file = join(root, 'bench/data/curves/references.json');
  // Without references while they are made.
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as References) : { random: {} };
  return [...LCBENCH.map((id) => lcbench(id, known, root)), ...taskset(known, root)];
}

interface References {
  readonly random: Readonly<Record<string, CurveTask['random']>>;
}

const made = new Map<string, CurveTask>();

/** A task by its name. */
export function curveTaskOf(name: string): CurveTask {
  if (made.size === 0) for (const task of curveTasks()) made.set(task.name, task);
  const task = made.get(name);
  if (task === undefined)
    throw new Error(`No task with curves is called ${name}; there are ${[...made.keys()].join(', ')}.`);
  return task;
}

/** Tasks by names or groups, where `*` stands for anything; commas between them. `all` = all. */
export function curveTasksLike(patterns: string): CurveTask[] {
  const tasks = curveTasks();
  const found = new Set<CurveTask>();
  for (const pattern of patterns.split(',')) {
    const form = new RegExp(`^${pattern === 'all' ? '.*' : pattern.replaceAll('*', '.*')}$`);
    const matching = tasks.filter(({ name, group }) => form.test(name) || form.test(group));
    if (matching.length === 0) throw new Error(`No task with curves is like "${pattern}".`);
    for (const task of matching) found.add(task);
  }
  return [...found];
}

/** Errors in percent; any configuration, any epoch. An epoch lasts as long as it did. */
function lcbench(id: (typeof LCBENCH)[number], { random }: References, root: string): CurveTask {
  const { params, outputs, instances, evaluate } = surrogate('lcbench', root);
  const accuracy = outputs.indexOf('val_accuracy');
  const time = outputs.indexOf('time');
  const { best, median } = instances[id]!;
  const name = `lcbench_${id}`;
  const curves = new Map<string, Curve>();
  const curve = (chosen: Params): Curve => {
    const key = JSON.stringify(chosen);
    const known = curves.get(key);
    if (known !== undefined) return known;
    if (curves.size === REMEMBERED) curves.clear();
    const made = answered((epoch) => {
      const found = evaluate(id, chosen, { epoch });
      return [100 - found[accuracy]!, found[time]!];
    });
    curves.set(key, made);
    return made;
  };
  return {
    name,
    group: 'lcbench',
    version: 2,
    params,
    epochs: LCBENCH_EPOCHS,
    best: 100 - best,
    median: 100 - median,
    seedOffset: 1000 * (1 + LCBENCH.indexOf(id)),
    random: random[name] ?? {},
    curve,
    search: () => curve,
  };
}

/** Searches with the same seed start with the same configurations: so many are not asked for again. */
const REMEMBERED = 4000;

/** The curve of a network that gives the value and the total time of an epoch; each epoch is asked for once. */
function answered(at: (epoch: number) => readonly [value: number, total: number]): Curve {
  const known: (readonly [value: number, total: number])[] = [];
  const once = (epoch: number) => (known[epoch] ??= at(epoch));
  // The network's total time falls here and there, where it must not: the highest so far stands.
  const totals = [0];
  const total = (epoch: number): number => (totals[epoch] ??= Math.max(total(epoch - 1), once(epoch)[1]));
  return { value: (epoch) => once(epoch)[0], seconds: (epoch) => total(epoch) - total(epoch - 1) };
}

interface PoolMeta {
  readonly rows: number;
  readonly epochs: number;
  readonly params: readonly (TaskParam & { readonly low: number; readonly high: number })[];
  readonly instances: Readonly<Record<string, { readonly best: number; readonly median: number }>>;
}

/** An epoch of TaskSet lasts this long: its tables tell no time. */
const TASKSET_SECONDS = 1;

/**
 * A proposal is answered by the nearest configuration of the pool: Euclidean, in the unit cube of the logarithms in which the
 * pool was drawn; of two as near the first. A search is answered by those that it has not been answered by yet, so that nothing
 * is trained twice. Adam's two betas are searched as their distance from 1.
 */
function taskset({ random }: References, root: string): CurveTask[] {
  const folder = join(root, 'bench/data/curves');
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as PoolMeta;
  const { params, epochs, rows } = meta;
  let pool: Float64Array | null = null;
  const nearest = (chosen: Params, used: ReadonlySet<number>): number => {
    pool ??= unitPool(params, floats(join(folder, 'configs.f32.gz')));
    return nearestRow(
      pool,
      params.map((param) => toUnit(param, chosen[param.name] as number)),
      used,
    );
  };
  return Object.entries(meta.instances).map(([instance, { best, median }], i): CurveTask => {
    const name = `taskset_${instance.replace('FixedTextRNNClassification_imdb_', '')}`;
    let losses: Float32Array | null = null;
    const curveOf = (row: number): Curve => {
      losses ??= floats(join(folder, `${instance}.f32.gz`));
      const curve = losses.subarray(row * epochs, (row + 1) * epochs);
      return { value: (epoch) => curve[epoch - 1]!, seconds: () => TASKSET_SECONDS };
    };
    return {
      name,
      group: 'taskset',
      version: 3,
      params,
      epochs,
      best,
      median,
      seedOffset: 1000 * (1 + LCBENCH.length + i),
      random: random[name] ?? {},
      curve: (chosen) => curveOf(nearest(chosen, NONE)),
      search() {
        const used = new Set<number>();
        return (chosen) => {
          if (used.size === rows) used.clear();
          const row = nearest(chosen, used);
          used.add(row);
          return curveOf(row);
        };
      },
    };
  });
}

const NONE: ReadonlySet<number> = new Set();

function unitPool(params: PoolMeta['params'], raw: Float32Array): Float64Array {
  return Float64Array.from(raw, (x, i) => toUnit(params[i % params.length]!, x));
}

function toUnit({ low, high }: PoolMeta['params'][number], x: number): number {
  return (Math.log(x) - Math.log(low)) / (Math.log(high) - Math.log(low));
}

/** Of the rows that are not used, the nearest. */
function nearestRow(pool: Float64Array, point: readonly number[], used: ReadonlySet<number>): number {
  const width = point.length;
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (let row = 0; row * width < pool.length; row++) {
    if (used.has(row)) continue;
    let sum = 0;
    for (let i = 0; i < width; i++) sum += (pool[row * width + i]! - point[i]!) ** 2;
    if (sum < least) [nearest, least] = [row, sum];
  }
  return nearest;
}

function floats(file: string): Float32Array {
  const bytes = gunzipSync(readFileSync(file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
