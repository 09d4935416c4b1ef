import { choleskyRows, invertFromCholesky, solveLower, solveLowerTransposed } from '../../math/cholesky.ts';
import { covariances } from '../../math/covariance.ts';
import { type Kernel, type Places, trendCovariance, variances } from '../../math/kernel.ts';
import { columnWeights } from '../../math/layout.ts';
import { effectsAt, type Hyperparameters, type Sample } from './fit.ts';
import { effectsFrom } from './main-effects.ts';
import { columnsApart, Moves } from './moves.ts';
import { placesOf, trendScales } from './trend.ts';

/** Points whose covariances are found at once. */
const BLOCK = 256;

/**
 * The mean of a Gaussian process given targets, and random functions that the targets leave possible, at any number of points.
 *
 * A function is the mean given the targets and its own values at some anchors: between anchors that lie too far from each other
 * it is smoother than the process. Cost: one factoring, and for each point its covariances once for all functions.
 *
 * Source: Rasmussen and Williams 2006, §2.2 and §A.2.
 */
export class GaussianPaths {
  /** Share of the targets' variance that is foretold of each by the others. */
  readonly explained: number;
  readonly #sample: Sample;
  readonly #kernel: Kernel;
  readonly #places: Places;
  readonly #rows: number;
  /** Shape (1 + functions, rows): of the mean first. */
  readonly #alphas: readonly Float64Array[];

  /**
   * @param anchors shape (count × columns)
   * @param normals by function, shape (count): independent standard normals
   */
  constructor(sample: Sample, theta: Hyperparameters, anchors: Float64Array, normals: readonly Float64Array[]) {
    const { layout, points, targets, n } = sample;
    const { groups, columns, codes } = layout;
    const weights = columnWeights(layout, theta);
    const count = anchors.length / columns;
    this.#sample = sample;
    this.#rows = n + count;
    this.#kernel = {
      columns,
      codes,
      weights,
      signal: Math.exp(theta[groups]!),
      effects: effectsFrom(theta, effectsAt(groups), weights, codes),
      ...trendScales(theta, groups + 2),
    };
    const all = new Float64Array(this.#rows * columns);
    all.set(points.subarray(0, n * columns));
    all.set(anchors, n * columns);
    this.#places = placesOf(layout, all, this.#rows);
    const l = this.#factored(Math.exp(theta[groups + 1]!));
    const known = targets.slice(0, n);
    solveLower(l, this.#rows, n, known);
    this.explained = leaveOneOut(l, this.#rows, targets, known);
    this.#alphas = [new Float64Array(count), ...normals].map((own) => {
      const alpha = new Float64Array(this.#rows);
      alpha.set(known);
      alpha.set(own, n);
      solveLowerTransposed(l, this.#rows, this.#rows, alpha);
      return alpha;
    });
  }

  /** Values of the mean, then of each function, at points. @param points shape (count × columns) */
  at(points: Float64Array, count: number): readonly Float64Array[] {
    const { layout } = this.#sample;
    const rows = this.#rows;
    const values = this.#alphas.map(() => new Float64Array(count));
    const covariance = new Float64Array(BLOCK * rows);
    for (let from = 0; from < count; from += BLOCK) {
      const many = Math.min(BLOCK, count - from);
      const own = placesOf(layout, points.subarray(from * layout.columns, (from + many) * layout.columns), many);
      covariances(this.#kernel, own, many, this.#places, rows, covariance);
      this.#alphas.forEach((alpha, f) => {
        for (let i = 0; i < many; i++) {
          let sum = 0;
          for (let j = 0, at = i * rows; j < rows; j++, at++) sum += covariance[at]! * alpha[j]!;
          values[f]![from + i] = sum;
        }
      });
    }
    return values;
  }

  /**
   * The same of points in blocks, where row i of each block lies near row i of the first: those that differ from it in few of many
   * columns cost little.
   *
   * @param points shape (blocks · size × columns)
   */
  atBlocks(points: Float64Array, size: number): readonly Float64Array[] {
    const { layout } = this.#sample;
    const { columns } = layout;
    const count = points.length / columns;
    const near = Array.from({ length: count }, (_, i) => columnsApart(points, i, points, i % size, columns));
    const values = this.#alphas.map(() => new Float64Array(count));
    const own = placesOf(layout, points, count);
    const moves = new Moves(this.#kernel, this.#places, this.#rows);
    const covariance = new Float64Array(this.#rows);
    for (let from = 0; from < size; from++) {
      moves.start(own, from);
      for (let i = from; i < count; i += size) {
        if (near[i] === null) continue;
        moves.write(own, from, own, i, near[i]!, covariance);
        this.#alphas.forEach((alpha, f) => {
          values[f]![i] = dot(covariance, alpha);
        });
      }
    }
    const far = [...near.keys()].filter((i) => near[i] === null);
    const others = new Float64Array(far.length * columns);
    far.forEach((i, k) => others.set(points.subarray(i * columns, (i + 1) * columns), k * columns));
    this.at(others, far.length).forEach((found, f) => far.forEach((i, k) => (values[f]![i] = found[k]!)));
    return values;
  }

  /** The factor of the covariances; more is added to the diagonal until there is one. */
  #factored(noise: number): Float64Array {
    const rows = this.#rows;
    const { n } = this.#sample;
    const { signal } = this.#kernel;
    const { zz, qq } = this.#places;
    const covariance = new Float64Array(rows * rows);
    covariances(this.#kernel, this.#places, rows, this.#places, rows, covariance);
    for (let more = 1e-8 * signal; ; more *= 100) {
      const l = covariance.slice();
      for (let i = 0; i < rows; i++)
        l[i * rows + i] =
          variances(this.#kernel, more + (i < n ? noise : 0)) + trendCovariance(this.#kernel, zz[i]!, qq[i]!);
      if (choleskyRows(l, rows, 0, rows) === rows) return l;
      if (!(more < 1e6 * signal)) throw new Error('a covariance matrix could not be factored'); // noise beyond the signal always can
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

/** Source: Rasmussen and Williams 2006, §5.4.2. */
function leaveOneOut(l: Float64Array, stride: number, targets: Float64Array, known: Float64Array): number {
  const n = known.length;
  const alpha = known.slice();
  solveLowerTransposed(l, stride, n, alpha);
  const precision = new Float64Array(n * n);
  invertFromCholesky(l, stride, n, precision, n);
  const mean = targets.reduce((sum, target) => sum + target / n, 0);
  let [errors, deviations] = [0, 0];
  for (let i = 0; i < n; i++) {
    const residual = alpha[i]! / precision[i * n + i]!;
    errors += residual * residual;
    deviations += (targets[i]! - mean) * (targets[i]! - mean);
  }
  return deviations > 0 ? 1 - errors / deviations : Number.NaN;
}
