import type { Random } from '../../math/random.ts';
import type { Column, Sample } from './column.ts';
import { Dice } from './dice.ts';
import { Grower } from './grower.ts';
import { LEAF, Trees } from './trees.ts';

/** Options of a forest. */
export interface ForestOptions {
  readonly trees: number;
  /** Fewest rows on each side of a split. 1 follows every target; more smooth noise. */
  readonly leaf: number;
  /** Share of the columns that are tried at each split, in (0, 1]. */
  readonly tried: number;
  /** Grow each tree on rows drawn with replacement: only then is there an out-of-bag score. Else each tree sees all rows. */
  readonly bootstrap: boolean;
}

/**
 * A regression forest of extremely randomised trees, for points with reals, ordered and unordered choices and inactive values.
 *
 * Targets of 0 and 1 make it a classifier: the mean is a probability. The trees themselves are open to who computes on their
 * boxes (importance of columns).
 *
 * Source: Geurts, Ernst and Wehenkel 2006, "Extremely randomized trees"; predictions as in Hutter et al. 2014, "Algorithm
 * runtime prediction", §4.3.2.
 */
export class Forest {
  readonly trees: Trees;
  /** What the points' columns are. */
  readonly columns: readonly Column[];
  /** Share of the targets' variance that trees explain on rows they have not seen; NaN without bootstrap or variance. */
  readonly outOfBag: number;
  /** Shape (rows): what the trees that have not seen a row predict for it; NaN where all have, or none was left out. */
  readonly leftOut: Float64Array;
  readonly #sample: Sample;
  readonly #isChoice: Uint8Array;

  /** Grows the forest. @param targets shape (rows), finite */
  constructor(sample: Sample, targets: Float64Array, options: ForestOptions, stream: Random) {
    this.#sample = sample;
    this.columns = sample.columns;
    this.#isChoice = Uint8Array.from(sample.columns, ({ kind }) => (kind === 'categorical' ? 1 : 0));
    this.trees = new Trees();
    const dice = new Dice(stream);
    const grower = new Grower(sample, targets, options, this.trees, dice);
    const { rows } = sample;
    const score = options.bootstrap ? new OutOfBag(targets) : null;
    const drawn = Int32Array.from({ length: rows }, (_, row) => row);
    for (let tree = 0; tree < options.trees; tree++) {
      if (score !== null) for (let i = 0; i < rows; i++) drawn[i] = dice.index(rows);
      grower.grow(drawn);
      score?.take(drawn, (row) => this.trees.mean[this.leafOf(tree, sample.points, row * sample.columns.length)]!);
    }
    this.outOfBag = score?.explained() ?? Number.NaN;
    this.leftOut = score?.predictions() ?? new Float64Array(rows).fill(Number.NaN);
  }

  /**
   * Writes mean and standard deviation of `count` points. The variance is that of a target drawn from a random tree's leaf:
   * what the trees' means differ by, and what the rows within leaves do.
   *
   * @param points shape (count × columns), NaN = inactive
   */
  predict(mean: Float64Array, sd: Float64Array, points: Float64Array, count: number): void {
    const { trees } = this;
    const width = this.#sample.columns.length;
    const trunks = trees.roots.length;
    mean.fill(0, 0, count);
    sd.fill(0, 0, count);
    for (let tree = 0; tree < trunks; tree++)
      for (let i = 0; i < count; i++) {
        const leaf = this.leafOf(tree, points, i * width);
        const value = trees.mean[leaf]!;
        mean[i]! += value;
        sd[i]! += trees.variance[leaf]! + value * value;
      }
    for (let i = 0; i < count; i++) {
      const middle = mean[i]! / trunks;
      mean[i] = middle;
      sd[i] = Math.sqrt(Math.max(0, sd[i]! / trunks - middle * middle));
    }
  }

  /** Writes the means of `count` points alone. @param points shape (count × columns), NaN = inactive */
  means(mean: Float64Array, points: Float64Array, count: number): void {
    const width = this.columns.length;
    const trunks = this.trees.roots.length;
    mean.fill(0, 0, count);
    for (let tree = 0; tree < trunks; tree++)
      for (let i = 0; i < count; i++) mean[i]! += this.trees.mean[this.leafOf(tree, points, i * width)]! / trunks;
  }

  /** The leaf of one tree that a point falls into. @param at where the point starts in `points` */
  leafOf(tree: number, points: Float64Array, at: number): number {
    const { column, threshold, first, inactive, roots, subsets } = this.trees;
    let node = roots[tree]!;
    for (;;) {
      const c = column[node]!;
      if (c === LEAF) return node;
      const value = points[at + c]!;
      let side: number;
      if (value !== value) side = inactive[node]!;
      else if (this.#isChoice[c] === 0) side = value <= threshold[node]! ? 0 : 1;
      else side = ((subsets[threshold[node]! + (value >>> 5)]! >>> (value & 31)) & 1) ^ 1;
      node = first[node]! + side;
    }
  }
}

/** Predictions of each row by the trees that have not seen it. */
class OutOfBag {
  readonly #targets: Float64Array;
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;
  readonly #seen: Uint8Array;

  constructor(targets: Float64Array) {
    this.#targets = targets;
    this.#sums = new Float64Array(targets.length);
    this.#counts = new Int32Array(targets.length);
    this.#seen = new Uint8Array(targets.length);
  }

  take(drawn: Int32Array, predicted: (row: number) => number): void {
    this.#seen.fill(0);
    for (const row of drawn) this.#seen[row] = 1;
    for (let row = 0; row < this.#seen.length; row++) {
      if (this.#seen[row] === 1) continue;
      this.#sums[row]! += predicted(row);
      this.#counts[row]!++;
    }
  }

  predictions(): Float64Array {
    return this.#sums.map((sum, row) => sum / this.#counts[row]!); // 0 / 0 = NaN
  }

  /** 1 − squared errors / squared deviations from the mean, over rows that some tree left out. */
  explained(): number {
    let [count, sum] = [0, 0];
    for (let row = 0; row < this.#targets.length; row++)
      if (this.#counts[row]! > 0) {
        count++;
        sum += this.#targets[row]!;
      }
    let [errors, deviations] = [0, 0];
    for (let row = 0; row < this.#targets.length; row++) {
      if (this.#counts[row] === 0) continue;
      const target = this.#targets[row]!;
      const error = target - this.#sums[row]! / this.#counts[row]!;
      const deviation = target - sum / count;
      errors += error * error;
      deviations += deviation * deviation;
    }
    return deviations > 0 ? 1 - errors / deviations : Number.NaN;
  }
}
