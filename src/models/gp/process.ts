import { choleskyRows, solveLower, solveLowerTransposed } from '../../math/cholesky.ts';
import { covariances } from '../../math/covariance.ts';
import { type Kernel, type Places, trendCovariance } from '../../math/kernel.ts';
import { type Posterior, SUMS } from '../../math/conditioned.ts';
import { posteriorOf } from '../../math/posterior.ts';
import { effectsAt, type Hyperparameters } from './fit.ts';
import { columnWeights, type Layout } from '../../math/layout.ts';
import { effectsFrom } from './main-effects.ts';
import { gradientsFrom } from './slopes.ts';
import { placesOf, trendScales } from './trend.ts';

/** Least variance that a prediction may have. */
const LEAST = 1e-12;

/** Targets that are as sure as the noise lets them be. */
const NO_DOUBT = new Float64Array(0);

/** Points predicted at once. */
const BLOCK = 1024;

/** Rows whose covariances are found at once: few, for what they have with later rows is found in vain. */
const CHUNK = 32;

/**
 * A Gaussian process with Matérn-5/2 kernel, trend and main effects, conditioned on targets at some points, and on further points whose targets are
 * not known yet: these take variance away and leave the mean as it is.
 *
 * Rows are kept in the order given. Where the rows of the next call begin as the last ones did, only the others are factored;
 * the result is the same bit for bit.
 *
 * Source: Rasmussen and Williams 2006, §2.2.
 */
export class GaussianProcess {
  readonly layout: Layout;
  readonly theta: Hyperparameters;
  /** Variance of the noise, with what had to be added to factor the matrix. */
  noise: number;
  /** Rows with targets, and rows in all. */
  known = 0;
  rows = 0;
  /** Shape (≥ rows × columns). */
  points = new Float64Array(0);
  #l = new Float64Array(0);
  #stride = 0;
  #factored = 0;
  /** Variance of the noise as fitted. */
  readonly #fitted: number;
  #alpha = new Float64Array(0);
  #doubt: Float64Array = NO_DOUBT;
  readonly #kernel: Kernel;
  /** Variance of a point before any data, without the trend's part. */
  readonly #prior: number;
  #places: Places;
  #posterior: Posterior | null = null;
  /** Stands for this process where it is remembered beyond its end. */
  readonly #owner = {};
  readonly #sums: Float64Array;

  constructor(layout: Layout, theta: Hyperparameters) {
    const { groups, columns, codes } = layout;
    this.layout = layout;
    this.#sums = new Float64Array(SUMS * (columns + 1));
    this.#places = placesOf(layout, this.points, 0);
    this.theta = theta;
    this.#fitted = Math.exp(theta[groups + 1]!);
    this.noise = this.#fitted;
    const weights = columnWeights(layout, theta);
    const effects = effectsFrom(theta, effectsAt(groups), weights, codes);
    const signal = Math.exp(theta[groups]!);
    this.#prior = signal + (effects?.variance ?? 0);
    this.#kernel = {
      columns,
      codes,
      weights,
      signal,
      effects,
      ...trendScales(theta, groups + 2),
    };
  }

  /**
   * Sets what the process is conditioned on.
   *
   * @param points shape (rows × columns)
   * @param targets shape (known): of the first rows; standardised
   * @param doubt shape (known): variance of each target beside the noise, a new array each time; left out = none
   */
  condition(
    points: Float64Array,
    rows: number,
    targets: Float64Array,
    known: number,
    doubt: Float64Array = NO_DOUBT,
  ): void {
    const { columns } = this.layout;
    // What asked for more noise may be gone, and doubts are not compared.
    if (this.noise !== this.#fitted || this.#doubt !== doubt) this.#factored = 0;
    this.#doubt = doubt;
    this.noise = this.#fitted;
    const most = Math.min(this.#factored, rows) * columns;
    let same = 0;
    while (same < most && this.points[same] === points[same]) same++;
    const kept = Math.floor(same / columns);
    this.#grow(rows);
    this.points.set(points.subarray(kept * columns, rows * columns), kept * columns);
    this.rows = rows;
    this.known = known;
    this.#places = placesOf(this.layout, this.points, rows);
    this.#posterior = null;
    this.#factor(kept);
    const alpha = this.#alpha;
    alpha.fill(0);
    alpha.set(targets.subarray(0, known));
    solveLower(this.#l, this.#stride, known, alpha);
    solveLowerTransposed(this.#l, this.#stride, known, alpha);
  }

  /**
   * Means and standard deviations, without noise, of some points.
   *
   * @param points shape (count × columns)
   */
  predict(mean: Float64Array, sd: Float64Array, points: Float64Array, count: number): void {
    this.#inBlocks(points, count, (own, many, from) => {
      const variance = sd.subarray(from, from + many);
      this.#given().predict(mean.subarray(from), variance, own, many);
      for (let j = 0; j < many; j++) variance[j] = this.#sd(own, j, variance[j]!);
    });
  }

  /** Variances, without noise, of some points before any data. @param points shape (count × columns) */
  variances(variance: Float64Array, points: Float64Array, count: number): void {
    const { zz, qq } = placesOf(this.layout, points, count);
    for (let j = 0; j < count; j++) variance[j] = this.#prior + trendCovariance(this.#kernel, zz[j]!, qq[j]!);
  }

  /** Means alone: a fraction of the cost. */
  means(mean: Float64Array, points: Float64Array, count: number): void {
    this.#inBlocks(points, count, (own, many, from) => this.#given().predict(mean.subarray(from), null, own, many));
  }

  /**
   * One joint draw, noise included, of the targets at the rows that have none.
   *
   * The factor's last block, that of these rows, is the factor of what the data leave of their covariances.
   *
   * @param mean shape (rows − known): what `means` says of these rows
   * @param normals shape (rows − known): independent standard normals
   * @param out shape (rows − known): receives the draw
   */
  draw(mean: Float64Array, normals: Float64Array, out: Float64Array): void {
    const { rows, known } = this;
    for (let i = known; i < rows; i++) {
      const from = i * this.#stride;
      let sum = mean[i - known]!;
      for (let j = known; j <= i; j++) sum += this.#l[from + j]! * normals[j - known]!;
      out[i - known] = sum;
    }
  }

  /**
   * Mean and standard deviation of one point, and their gradients by its columns (0 for codes).
   *
   * @returns [mean, sd]
   */
  gradient(point: Float64Array, ofMean: Float64Array, ofSd: Float64Array): readonly [number, number] {
    const own = placesOf(this.layout, point, 1);
    const sums = this.#sums;
    this.#given().slopes(own, sums);
    const sd = this.#sd(own, 0, sums[1]!);
    gradientsFrom(sums, own, this.layout, this.#kernel, sd, ofMean, ofSd);
    return [sums[0]!, sd];
  }

  #given(): Posterior {
    return (this.#posterior ??= posteriorOf({
      kernel: this.#kernel,
      places: this.#places,
      rows: this.rows,
      known: this.known,
      l: this.#l,
      stride: this.#stride,
      alpha: this.#alpha,
      owner: this.#owner,
    }));
  }

  /** Of the j-th of some points. */
  #sd({ zz, qq }: Places, j: number, explained: number): number {
    return Math.sqrt(Math.max(LEAST, this.#prior + trendCovariance(this.#kernel, zz[j]!, qq[j]!) - explained));
  }

  #inBlocks(points: Float64Array, count: number, act: (own: Places, many: number, from: number) => void): void {
    const { columns } = this.layout;
    for (let from = 0; from < count; from += BLOCK) {
      const many = Math.min(BLOCK, count - from);
      act(placesOf(this.layout, points.subarray(from * columns, (from + many) * columns), many), many, from);
    }
  }

  #factor(kept: number): void {
    const { rows } = this;
    const { signal } = this.#kernel;
    const stride = this.#stride;
    for (let tries = 0; ; tries++) {
      for (let from = kept; from < rows; from += CHUNK) this.#covary(from, Math.min(rows, from + CHUNK));
      this.#factored = choleskyRows(this.#l, stride, kept, rows);
      if (this.#factored === rows) return;
      kept = 0; // a point too near to another one: more noise makes them two
      this.noise = Math.max(this.noise, 1e-10 * signal) * 100;
      if (tries > 6) throw new Error('a covariance matrix could not be factored'); // noise beyond the signal always can
    }
  }

  /** Writes rows of the matrix that is to be factored, up to their diagonal. */
  #covary(from: number, to: number): void {
    const kernel = this.#kernel;
    const stride = this.#stride;
    const { x, z, zz, qq } = this.#places;
    const start = from * kernel.columns;
    const tail = { x: x.subarray(start), z: z.subarray(start), zz: zz.subarray(from), qq: qq.subarray(from) };
    const covariance = new Float64Array((to - from) * to);
    covariances(kernel, tail, to - from, this.#places, to, covariance);
    for (let i = from, at = 0; i < to; i++, at += to) {
      this.#l.set(covariance.subarray(at, at + i), i * stride);
      this.#l[i * stride + i] =
        this.#prior + this.noise + (this.#doubt[i] ?? 0) + trendCovariance(kernel, zz[i]!, qq[i]!);
    }
  }

  #grow(rows: number): void {
    if (rows <= this.#stride) return;
    const stride = Math.max(rows + 16, Math.ceil(1.25 * this.#stride));
    const l = new Float64Array(stride * stride);
    for (let i = 0; i < this.#factored; i++)
      l.set(this.#l.subarray(i * this.#stride, i * this.#stride + i + 1), i * stride);
    const points = new Float64Array(stride * this.layout.columns);
    points.set(this.points);
    this.#l = l;
    this.#stride = stride;
    this.points = points;
    this.#alpha = new Float64Array(stride);
  }
}
