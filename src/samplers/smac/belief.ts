import { logExpectedImprovement, logNormalCdf } from '../../math/special.ts';
import type { Random } from '../../math/random.ts';
import { sampleOf } from '../../models/forest/column.ts';
import { Forest, type ForestOptions } from '../../models/forest/forest.ts';
import { type Evidence, STANDING } from '../evidence.ts';
import type { Features } from './features.ts';
import type { Targets } from './targets.ts';

/** Least standard deviation that is believed, of targets whose own is 1. */
const LEAST_SD = 1e-3;

/** Least probability of success that is believed: regions of crashes stay reachable. */
const LEAST_CHANCE = 0.02;

/** What the forests of one ask think of configurations: how much better than the best one may be, if it is allowed at all. */
export class Belief {
  readonly #features: Features;
  readonly #loss: Forest | null;
  readonly #best: number;
  readonly #constraints: readonly Forest[];
  readonly #success: Forest | null;
  #points = new Float64Array(0);
  #mean = new Float64Array(0);
  #sd = new Float64Array(0);

  /**
   * @param best    the target that is to be improved; Infinity where no trial was feasible yet
   * @param unknown configurations of trials on their way, and of crashed ones
   */
  constructor(
    evidence: Evidence,
    features: Features,
    targets: Targets,
    best: number,
    unknown: readonly Float64Array[],
    options: ForestOptions,
    stream: Random,
  ) {
    this.#features = features;
    const known = new Set(targets.rows);
    this.#best = best;
    const grow: Grow = (configurations, values, key, tried = options.tried) => {
      const sample = sampleOf(pointsOf(features, configurations), configurations.length, features.columns);
      return new Forest(sample, values, { ...options, tried }, stream.fork(key));
    };
    this.#constraints = constraintForests(evidence, grow);
    this.#success = successForest(evidence, known, grow);
    this.#loss = this.#lossForest(configurationsOf(evidence, targets.rows), targets.values, unknown, grow);
  }

  /** Logarithms of the expected improvement of configurations, times the chance that they are feasible and do not crash. */
  score(out: Float64Array, configurations: readonly Float64Array[]): void {
    const count = configurations.length;
    this.#room(count);
    const { width } = this.#features;
    for (let i = 0; i < count; i++) this.#features.encode(this.#points, i * width, configurations[i]!);
    out.fill(0, 0, count);
    if (this.#loss !== null && this.#best < Number.POSITIVE_INFINITY) {
      this.#loss.predict(this.#mean, this.#sd, this.#points, count);
      for (let i = 0; i < count; i++) {
        const sd = Math.max(LEAST_SD, this.#sd[i]!);
        out[i] = Math.log(sd) + logExpectedImprovement((this.#best - this.#mean[i]!) / sd);
      }
    }
    for (const forest of this.#constraints) {
      forest.predict(this.#mean, this.#sd, this.#points, count);
      for (let i = 0; i < count; i++) out[i]! += logNormalCdf(-this.#mean[i]! / Math.max(LEAST_SD, this.#sd[i]!));
    }
    if (this.#success === null) return;
    this.#success.predict(this.#mean, this.#sd, this.#points, count);
    for (let i = 0; i < count; i++) out[i]! += Math.log(Math.max(LEAST_CHANCE, this.#mean[i]!));
  }

  /** Trials on their way, and crashed ones, are believed to be as predicted, but no better than the best: nothing is gained near them. */
  #lossForest(
    known: readonly Float64Array[],
    values: Float64Array,
    unknown: readonly Float64Array[],
    grow: Grow,
  ): Forest | null {
    if (known.length === 0) return null;
    const plain = grow(known, values, 'loss');
    if (unknown.length === 0) return plain;
    const mean = new Float64Array(unknown.length);
    plain.predict(mean, new Float64Array(unknown.length), pointsOf(this.#features, unknown), unknown.length);
    const believed = new Float64Array(known.length + unknown.length);
    believed.set(values);
    mean.forEach((value, i) => {
      believed[known.length + i] = Number.isFinite(this.#best) ? Math.max(value, this.#best) : value;
    });
    return grow([...known, ...unknown], believed, 'believed loss');
  }

  #room(count: number): void {
    if (this.#mean.length >= count) return;
    this.#points = new Float64Array(count * this.#features.width);
    this.#mean = new Float64Array(count);
    this.#sd = new Float64Array(count);
  }
}

/** Grows a forest on configurations; `key` names its random numbers. */
type Grow = (configurations: readonly Float64Array[], targets: Float64Array, key: string, tried?: number) => Forest;

const configurationsOf = (evidence: Evidence, rows: readonly number[]): Float64Array[] =>
  rows.map((row) => evidence.at(row));

function pointsOf(features: Features, configurations: readonly Float64Array[]): Float64Array {
  const points = new Float64Array(configurations.length * features.width);
  configurations.forEach((values, i) => features.encode(points, i * features.width, values));
  return points;
}

/** One forest for each outcome constraint, in the order of their names. */
function constraintForests(evidence: Evidence, grow: Grow): readonly Forest[] {
  return evidence.constraintKeys.flatMap((key) => {
    const rows: number[] = [];
    const values: number[] = [];
    for (let row = 0; row < evidence.size; row++) {
      const value = evidence.constraints.get(row)?.[key];
      if (value === undefined || Number.isNaN(value)) continue;
      rows.push(row);
      values.push(value);
    }
    if (values.every((value) => value <= 0)) return []; // nobody has broken it yet
    return [grow(configurationsOf(evidence, rows), signed(values), `constraint ${key}`)];
  });
}

/** Constraint values without their scale: sign · ln(1 + |c| / typical size), so that 0 stays 0. */
function signed(values: readonly number[]): Float64Array {
  const sizes = values.map((value) => Math.min(Math.abs(value), 1e300)).sort((a, b) => a - b);
  const typical = sizes[sizes.length >> 1]! || sizes[sizes.length - 1]!;
  return Float64Array.from(
    values,
    (value) => Math.sign(value) * Math.log1p(Math.min(Math.abs(value), 1e300) / typical),
  );
}

/** The chance that a trial comes to a number; null while none has failed. */
function successForest(evidence: Evidence, known: ReadonlySet<number>, grow: Grow): Forest | null {
  const rows = evidence.rows(STANDING.complete, STANDING.partial, STANDING.failed);
  const succeeded = Float64Array.from(rows, (row) => (known.has(row) ? 1 : 0));
  const isCertain = succeeded.every((one) => one === 1);
  return isCertain ? null : grow(configurationsOf(evidence, rows), succeeded, 'success', 1);
}
