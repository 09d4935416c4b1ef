import { choleskyRows, solveLower, solveLowerMany, solveLowerTransposed } from '../../math/cholesky.ts';
import { covariances } from '../../math/covariance.ts';
import { type Kernel, type Places, trendCovariance } from '../../math/kernel.ts';
import { matern52Pair } from '../../math/matern.ts';
import { effectsAt, type Hyperparameters } from './fit.ts';
import { columnWeights, type Layout } from './layout.ts';
import { effectsFrom } from './main-effects.ts';
import { addEffects, addEffectSlopes } from './effect-slopes.ts';
import { apart, type Columns, columnsOf, slopesAt } from './slopes.ts';
import { placesOf, trendScales } from './trend.ts';

/** Least variance that a prediction may have. */
const LEAST = 1e-12;

/** Points predicted at once. */
const BLOCK = 1024;

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
  readonly #kernel: Kernel;
  /** Variance of a point before any data, without the trend's part. */
  readonly #prior: number;
  #places: Places;
  #columns: Columns | null = null;
  #cross = new Float64Array(0);
  #near = new Float64Array(0);
  #slope = new Float64Array(0);
  #ofZ = new Float64Array(0);
  #ofQ = new Float64Array(0);
  #v = new Float64Array(0);

  constructor(layout: Layout, theta: Hyperparameters) {
    const { groups, columns, codes } = layout;
    this.layout = layout;
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
   */
  condition(points: Float64Array, rows: number, targets: Float64Array, known: number): void {
    const { columns } = this.layout;
    if (this.noise !== this.#fitted) this.#factored = 0; // what asked for more noise may be gone
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
    this.#columns = null;
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
    const { columns } = this.layout;
    for (let from = 0; from < count; from += BLOCK) {
      const many = Math.min(BLOCK, count - from);
      this.#predictBlock(mean, sd, from, points.subarray(from * columns, (from + many) * columns), many);
    }
  }

  /** Means alone: a fraction of the cost. */
  means(mean: Float64Array, points: Float64Array, count: number): void {
    const { columns } = this.layout;
    for (let from = 0; from < count; from += BLOCK) {
      const many = Math.min(BLOCK, count - from);
      const own = points.subarray(from * columns, (from + many) * columns);
      const cross = this.#crossOf(placesOf(this.layout, own, many), many, this.known);
      this.#meansOf(mean, from, cross, many);
    }
  }

  /**
   * Mean and standard deviation of one point, and their gradients by its columns (0 for codes).
   *
   * @returns [mean, sd]
   */
  gradient(point: Float64Array, ofMean: Float64Array, ofSd: Float64Array): readonly [number, number] {
    const { rows, known, layout } = this;
    const kernel = this.#kernel;
    const { weights, signal, effects } = kernel;
    const near = this.#near;
    const slope = this.#slope;
    const v = this.#v;
    const ofZ = this.#ofZ;
    const ofQ = this.#ofQ;
    const columns = (this.#columns ??= columnsOf(layout, this.#places, rows));
    const own = placesOf(layout, point, 1);
    apart(own, columns, layout, weights, slope, ofZ, ofQ);
    matern52Pair(slope, rows, signal, near, slope);
    const { zz, qq } = this.#places;
    for (let i = 0; i < rows; i++)
      near[i]! += trendCovariance(kernel, 0.5 * (zz[i]! + own.zz[0]! - ofZ[i]!), 0.5 * (qq[i]! + own.qq[0]! - ofQ[i]!));
    if (effects !== null) addEffects(own, columns, effects, near);
    let mean = 0;
    for (let i = 0; i < known; i++) mean += this.#alpha[i]! * near[i]!;
    v.set(near.subarray(0, rows));
    solveLower(this.#l, this.#stride, rows, v);
    let explained = 0;
    for (let i = 0; i < rows; i++) explained += v[i]! * v[i]!;
    const sd = Math.sqrt(Math.max(LEAST, this.#prior + trendCovariance(kernel, own.zz[0]!, own.qq[0]!) - explained));
    solveLowerTransposed(this.#l, this.#stride, rows, v);
    const shares = { ofMean: this.#alpha, ofExplained: v };
    slopesAt(own, columns, shares, slope, layout, weights, kernel, sd, ofMean, ofSd);
    if (effects !== null) addEffectSlopes(own, columns, shares, effects, sd, ofMean, ofSd);
    return [mean, sd];
  }

  #factor(kept: number): void {
    const { rows } = this;
    const kernel = this.#kernel;
    const { columns, signal } = kernel;
    const stride = this.#stride;
    for (let tries = 0; ; tries++) {
      const fresh = rows - kept;
      const covariance = new Float64Array(fresh * rows);
      const { x, z, zz, qq } = this.#places;
      const from = kept * columns;
      const tail = { x: x.subarray(from), z: z.subarray(from), zz: zz.subarray(kept), qq: qq.subarray(kept) };
      covariances(kernel, tail, fresh, this.#places, rows, covariance);
      for (let i = kept; i < rows; i++) {
        const at = (i - kept) * rows;
        for (let j = 0; j < i; j++) this.#l[i * stride + j] = covariance[at + j]!;
        this.#l[i * stride + i] = this.#prior + this.noise + trendCovariance(kernel, zz[i]!, qq[i]!);
      }
      this.#factored = choleskyRows(this.#l, stride, kept, rows);
      if (this.#factored === rows) return;
      kept = 0; // a point too near to another one: more noise makes them two
      this.noise = Math.max(this.noise, 1e-10 * signal) * 100;
      if (tries > 6) throw new Error('a covariance matrix could not be factored'); // noise beyond the signal always can
    }
  }

  #predictBlock(mean: Float64Array, sd: Float64Array, from: number, points: Float64Array, many: number): void {
    const { rows } = this;
    const own = placesOf(this.layout, points, many);
    const cross = this.#crossOf(own, many, rows);
    this.#meansOf(mean, from, cross, many);
    solveLowerMany(this.#l, this.#stride, rows, cross, many);
    for (let j = 0; j < many; j++) sd[from + j] = 0;
    for (let i = 0; i < rows; i++) {
      const at = i * many;
      for (let j = 0; j < many; j++) sd[from + j]! += cross[at + j]! * cross[at + j]!;
    }
    for (let j = 0; j < many; j++) {
      const prior = this.#prior + trendCovariance(this.#kernel, own.zz[j]!, own.qq[j]!);
      sd[from + j] = Math.sqrt(Math.max(LEAST, prior - sd[from + j]!));
    }
  }

  #crossOf(own: Places, many: number, rows: number): Float64Array {
    covariances(this.#kernel, this.#places, rows, own, many, this.#cross);
    return this.#cross;
  }

  #meansOf(mean: Float64Array, from: number, cross: Float64Array, many: number): void {
    for (let j = 0; j < many; j++) mean[from + j] = 0;
    for (let i = 0; i < this.known; i++) {
      const weight = this.#alpha[i]!;
      const at = i * many;
      for (let j = 0; j < many; j++) mean[from + j]! += weight * cross[at + j]!;
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
    this.#cross = new Float64Array(stride * BLOCK);
    this.#near = new Float64Array(stride);
    this.#slope = new Float64Array(stride);
    this.#ofZ = new Float64Array(stride);
    this.#ofQ = new Float64Array(stride);
    this.#v = new Float64Array(stride);
  }
}
