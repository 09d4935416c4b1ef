import { choleskyRows, solveLower, solveLowerMany, solveLowerTransposed } from '../../math/cholesky.ts';
import { matern52, matern52Pair, squaredDistances } from '../../math/matern.ts';
import type { Hyperparameters } from './fit.ts';
import { columnWeights, type Layout } from './layout.ts';
import { type Columns, columnsOf, slopesAt } from './slopes.ts';
import { addTrend, trendCovariance, type TrendPoints, trendPoints, type TrendScales, trendScales } from './trend.ts';

/** Least variance that a prediction may have. */
const LEAST = 1e-12;

/** Points predicted at once. */
const BLOCK = 1024;

/**
 * A Gaussian process with Matérn-5/2 kernel, conditioned on targets at some points, and on further points whose targets are
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
  /** 1/ℓ² by column. */
  readonly weights: Float64Array;
  readonly signal: number;
  readonly trend: TrendScales;
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
  #alpha = new Float64Array(0);
  #trended: TrendPoints;
  #columns: Columns | null = null;
  #cross = new Float64Array(0);
  #kernel = new Float64Array(0);
  #slope = new Float64Array(0);
  #v = new Float64Array(0);

  constructor(layout: Layout, theta: Hyperparameters) {
    const { groups } = layout;
    this.layout = layout;
    this.#trended = trendPoints(layout, this.points, 0);
    this.theta = theta;
    this.weights = columnWeights(layout, theta);
    this.signal = Math.exp(theta[groups]!);
    this.noise = Math.exp(theta[groups + 1]!);
    this.trend = trendScales(theta, groups + 2);
  }

  /**
   * Sets what the process is conditioned on.
   *
   * @param points shape (rows × columns)
   * @param targets shape (known): of the first rows; standardised
   */
  condition(points: Float64Array, rows: number, targets: Float64Array, known: number): void {
    const { columns } = this.layout;
    let kept = 0;
    const most = Math.min(this.#factored, rows) * columns;
    let same = 0;
    while (same < most && this.points[same] === points[same]) same++;
    kept = Math.floor(same / columns);
    this.#grow(rows);
    this.points.set(points.subarray(kept * columns, rows * columns), kept * columns);
    this.rows = rows;
    this.known = known;
    this.#trended = trendPoints(this.layout, this.points, rows);
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
      const cross = this.#crossOf(own, trendPoints(this.layout, own, many), many, this.known);
      this.#meansOf(mean, from, cross, many);
    }
  }

  /**
   * Mean and standard deviation of one point, and their gradients by its columns (0 for codes).
   *
   * @returns [mean, sd]
   */
  gradient(point: Float64Array, ofMean: Float64Array, ofSd: Float64Array): readonly [number, number] {
    const { rows, known, layout, weights } = this;
    const { columns, codes } = layout;
    const kernel = this.#kernel;
    const slope = this.#slope;
    const v = this.#v;
    squaredDistances(this.points, rows, point, 1, columns, weights, this.#cross, codes);
    matern52Pair(this.#cross, rows, this.signal, kernel, slope);
    const trended = trendPoints(layout, point, 1);
    addTrend(this.trend, this.#trended, rows, trended, 1, columns, kernel);
    let mean = 0;
    for (let i = 0; i < known; i++) mean += this.#alpha[i]! * kernel[i]!;
    v.set(kernel.subarray(0, rows));
    solveLower(this.#l, this.#stride, rows, v);
    let explained = 0;
    for (let i = 0; i < rows; i++) explained += v[i]! * v[i]!;
    const sd = Math.sqrt(
      Math.max(LEAST, this.signal + trendCovariance(this.trend, trended.zz[0]!, trended.qq[0]!) - explained),
    );
    solveLowerTransposed(this.#l, this.#stride, rows, v);
    slopesAt(
      point,
      (this.#columns ??= columnsOf(layout, this.points, this.#trended, rows)),
      { ofMean: this.#alpha, ofExplained: v },
      slope,
      layout,
      weights,
      this.trend,
      sd,
      ofMean,
      ofSd,
    );
    return [mean, sd];
  }

  #factor(kept: number): void {
    const { rows, layout, signal } = this;
    const { columns } = layout;
    const stride = this.#stride;
    for (let tries = 0; ; tries++) {
      const fresh = rows - kept;
      const r2 = new Float64Array(fresh * rows);
      squaredDistances(
        this.points.subarray(kept * columns, rows * columns),
        fresh,
        this.points,
        rows,
        columns,
        this.weights,
        r2,
        layout.codes,
      );
      matern52(r2, fresh * rows, signal, r2);
      const { z, q, zz, qq } = this.#trended;
      const from = kept * columns;
      const tail = { z: z.subarray(from), q: q.subarray(from), zz: zz.subarray(kept), qq: qq.subarray(kept) };
      addTrend(this.trend, tail, fresh, this.#trended, rows, columns, r2);
      for (let i = kept; i < rows; i++) {
        const at = (i - kept) * rows;
        for (let j = 0; j < i; j++) this.#l[i * stride + j] = r2[at + j]!;
        this.#l[i * stride + i] = signal + this.noise + trendCovariance(this.trend, zz[i]!, qq[i]!);
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
    const trended = trendPoints(this.layout, points, many);
    const cross = this.#crossOf(points, trended, many, rows);
    this.#meansOf(mean, from, cross, many);
    solveLowerMany(this.#l, this.#stride, rows, cross, many);
    for (let j = 0; j < many; j++) sd[from + j] = 0;
    for (let i = 0; i < rows; i++) {
      const at = i * many;
      for (let j = 0; j < many; j++) sd[from + j]! += cross[at + j]! * cross[at + j]!;
    }
    for (let j = 0; j < many; j++) {
      const prior = this.signal + trendCovariance(this.trend, trended.zz[j]!, trended.qq[j]!);
      sd[from + j] = Math.sqrt(Math.max(LEAST, prior - sd[from + j]!));
    }
  }

  #crossOf(points: Float64Array, trended: TrendPoints, many: number, rows: number): Float64Array {
    const cross = this.#cross;
    squaredDistances(this.points, rows, points, many, this.layout.columns, this.weights, cross, this.layout.codes);
    matern52(cross, rows * many, this.signal, cross);
    addTrend(this.trend, this.#trended, rows, trended, many, this.layout.columns, cross);
    return cross;
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
    this.#kernel = new Float64Array(stride);
    this.#slope = new Float64Array(stride);
    this.#v = new Float64Array(stride);
  }
}
