import { isSquarable } from '../math/squarable.ts';
import { belief, fit, PRIOR } from '../models/gp/fit.ts';
import { GaussianProcess } from '../models/gp/process.ts';
import { warped } from '../models/gp/warp.ts';
import { Features } from '../space/features.ts';
import type { SearchSpace } from '../space/nodes.ts';

/** Results that a model needs at least. */
export const LEAST_RESULTS = 4;

/** Results that a model is made of at most: its cost is their third power. */
const MOST = 200;

/** Evaluations of the likelihood in the fit. */
const EVALUATIONS = 25;

/** Results may be noise for the most part: a band that does not know that would call every second trial a surprise. */
const NOISY = { ...PRIOR, noiseCap: 1, logNoise: -2, logNoiseSd: 2 };

/** Results of configurations, in the order of their trials. */
export interface KnownResults {
  /** Values by node of the i-th, NaN = inactive. Asked only of those that the model is made of. */
  readonly configuration: (i: number) => Float64Array;
  /** Finite; lower is better. */
  readonly losses: ArrayLike<number>;
  /** How far the i-th is from where the model is to be asked, at least 0. */
  readonly distance: (i: number) => number;
}

/** What the model says of some points, on its own scale; no noise in `sd`. */
export interface Prediction {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

/**
 * A Gaussian process of the losses of a study, made to be looked at.
 *
 * Losses are bent first (what is worse than the median, by rank), so that an outlier does not flatten all else; `toLoss` bends back. Of
 * more than 200 results the nearest to where it is to be asked are taken, and others spread evenly over the study. The same results give
 * the same model.
 */
export class Surrogate {
  readonly space: SearchSpace;
  /** Results that it is made of. */
  readonly results: number;
  /** Standard deviation of the noise of one result, on the model's scale. */
  readonly noise: number;
  readonly #features: Features;
  readonly #process: GaussianProcess;
  /** Different losses, ascending, and where each lies on the model's scale. */
  readonly #losses: Float64Array;
  readonly #targets: Float64Array;
  /** Model's scale by loss, below the least of them. */
  readonly #slope: number;

  /** Made by `surrogateOf`. */
  constructor(space: SearchSpace, configurations: readonly Float64Array[], known: Float64Array) {
    const n = known.length;
    const { targets, logSlopes } = warped('half', known);
    const order = [...known.keys()]
      .sort((a, b) => known[a]! - known[b]! || a - b)
      .filter((i, at, all) => at === 0 || known[i] !== known[all[at - 1]!]);
    this.space = space;
    this.results = n;
    this.#losses = Float64Array.from(order, (i) => known[i]!);
    this.#targets = Float64Array.from(order, (i) => targets[i]!);
    this.#slope = Math.exp(logSlopes[order[0]!]!);
    this.#features = new Features(space);
    const { layout } = this.#features;
    const points = this.#points(configurations);
    const prior = belief(layout.groups, NOISY);
    const sample = { layout, points, targets, n };
    this.#process = new GaussianProcess(layout, fit(sample, prior, [prior.mean], { evaluations: EVALUATIONS }).theta);
    this.#process.condition(points, n, targets, n);
    this.noise = Math.sqrt(this.#process.noise);
  }

  /** What the model expects of configurations, on its own scale. */
  predict(configurations: readonly Float64Array[]): Prediction {
    const count = configurations.length;
    const found = { mean: new Float64Array(count), sd: new Float64Array(count) };
    this.#process.predict(found.mean, found.sd, this.#points(configurations), count);
    return found;
  }

  /** The loss at a place of the model's scale; beyond what was seen, straight on. Rises with it. */
  toLoss(target: number): number {
    const [losses, targets] = [this.#losses, this.#targets];
    if (target < targets[0]!) return bounded(losses[0]! - (targets[0]! - target) / this.#slope);
    return bounded(between(targets, losses, target));
  }

  /** The place of a loss on the model's scale: the inverse of `toLoss`. */
  toTarget(loss: number): number {
    const [losses, targets] = [this.#losses, this.#targets];
    if (loss < losses[0]!) return bounded(targets[0]! - (losses[0]! - loss) * this.#slope);
    return bounded(between(losses, targets, loss));
  }

  #points(configurations: readonly Float64Array[]): Float64Array {
    const points = new Float64Array(configurations.length * this.#features.layout.columns);
    configurations.forEach((values, i) => this.#features.write(points, i, values));
    return points;
  }
}

/** A model of results, or why none can be made, as a sentence. */
export function surrogateOf(space: SearchSpace, given: KnownResults): Surrogate | string {
  const results = withSpread(given);
  const { configuration, losses } = results;
  if (losses.length < LEAST_RESULTS)
    return `Too few results: ${losses.length}; a model needs at least ${LEAST_RESULTS}.`;
  if (Array.prototype.every.call(losses, (loss) => loss === losses[0]))
    return 'All results are equal: there is nothing to tell apart.';
  const rows = chosenResults(results);
  const configurations = rows.map(configuration);
  if (configurations.some((values) => values.every(Number.isNaN)))
    return 'Some trials belong to no point of the space: they were made before it was changed.';
  const known = Float64Array.from(rows, (row) => losses[row]!);
  return new Surrogate(space, configurations, known);
}

/** Without results near the end of what numbers hold: what a model makes of them is as large, and no picture of the others. */
function withSpread(all: KnownResults): KnownResults {
  const kept = Array.from(all.losses, (_, i) => i).filter((i) => isSquarable(all.losses[i]!));
  if (kept.length === all.losses.length) return all;
  return {
    configuration: (i) => all.configuration(kept[i]!),
    losses: kept.map((i) => all.losses[i]!),
    distance: (i) => all.distance(kept[i]!),
  };
}

/**
 * All results, or the nearest ones, half of what fits, and others spread evenly over the rest. Never by what came of them: the best of many
 * noisy results are better than they are. Ascending.
 */
function chosenResults({ losses, distance }: KnownResults): readonly number[] {
  const n = losses.length;
  if (n <= MOST) return Array.from({ length: n }, (_, i) => i);
  const distances = Float64Array.from({ length: n }, (_, i) => distance(i));
  const edge = distances.slice().sort()[MOST / 2 - 1]!;
  let ties = MOST / 2 - distances.reduce((nearer, own) => nearer + (own < edge ? 1 : 0), 0);
  const near: number[] = [];
  const rest: number[] = [];
  distances.forEach((own, i) => {
    const isNear = own < edge || (own === edge && ties-- > 0);
    (isNear ? near : rest).push(i);
  });
  const spread = Array.from({ length: MOST / 2 }, (_, i) => rest[Math.floor((i * rest.length) / (MOST / 2))]!);
  return [...near, ...spread].sort((a, b) => a - b);
}

/**
 * Piecewise linear through points whose xs and ys rise, or stay where they differ by rounding alone; beyond the last one as steep as over
 * the last quarter: a single step says little. At least two points.
 */
function between(xs: Float64Array, ys: Float64Array, x: number): number {
  let low = 0;
  let high = xs.length - 1;
  if (x > xs[high]!) {
    low = Math.min(high - 1, Math.floor(0.75 * high));
    const width = xs[high]! - xs[low]!;
    return width > 0 ? ys[high]! + ((ys[high]! - ys[low]!) / width) * (x - xs[high]!) : ys[high]!;
  }
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  const width = xs[high]! - xs[low]!;
  const share = width > 0 ? (x - xs[low]!) / width : 0;
  return ys[low]! * (1 - share) + ys[high]! * share;
}

const bounded = (value: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
