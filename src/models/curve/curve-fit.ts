import { exp, log } from '../../math/elementary.ts';
import { SHAPES, shares } from './shapes.ts';

/** What a curve is expected to end at. */
export interface Outlook {
  readonly mean: number;
  /** Standard deviation; 0 where the points so far say nothing of it (a single point, a flat line). */
  readonly sd: number;
}

/** Variance of the drop before any data, over that of the noise: wide, but a slope within the noise is none. */
const WIDE = 900;

/** What the noise is believed to be at first, as a share of the range of the curve so far, and how firmly: in points. */
const NOISE = 0.01;
const FIRM = 2;

/**
 * One learning curve as it grows, and where it will end: each shape (see `shares`) is fitted by weighted least squares, and the
 * outlook is their mixture by how well they explain the points.
 *
 * A point weighs as the square of its time: early points say little of the end. There is no belief about the final value, a wide
 * one about the drop, and a noise of a hundredth of the curve's range counts as two points. So shifted and scaled curves have shifted and
 * scaled outlooks. Cost O(1) a point: sums are kept, not points.
 * Source: Domhan et al. 2015, "Speeding up automatic hyperparameter optimization of deep neural networks by extrapolation of
 * learning curves" (a mixture of shapes); conjugate regression as in Gelman et al. 2013, "Bayesian data analysis", §14.
 */
export class CurveFit {
  readonly #last: number;
  /** Sums over the points: w, w·y, w·y². Numbers are held against the first one. */
  #w = 0;
  #wy = 0;
  #wyy = 0;
  #count = 0;
  #first = 0;
  #low = 0;
  #high = 0;
  /** Weight of the last point. */
  #now = 1;
  /** Sums by shape: w·f, w·f², w·f·y. */
  readonly #sums = new Float64Array(3 * SHAPES);

  /** @param last the time whose value is asked for, above 1 */
  constructor(last: number) {
    this.#last = last;
  }

  /** Points taken in. */
  get count(): number {
    return this.#count;
  }

  /** Takes the next point in. @param t at least 1, later than all before @param value finite */
  add(t: number, value: number): void {
    if (this.#count++ === 0) this.#first = value;
    const y = value - this.#first;
    this.#low = Math.min(this.#low, y);
    this.#high = Math.max(this.#high, y);
    const w = t * t;
    this.#now = w;
    this.#w += w;
    this.#wy += w * y;
    this.#wyy += w * y * y;
    shares(SHARE, t, this.#last);
    for (let k = 0; k < SHAPES; k++) {
      const f = SHARE[k]!;
      this.#sums[3 * k]! += w * f;
      this.#sums[3 * k + 1]! += w * f * f;
      this.#sums[3 * k + 2]! += w * f * y;
    }
  }

  /** What the curve is expected to end at; numbers that are not finite where there is no point, or one too large to be squared. */
  outlook(): Outlook {
    if (this.#count === 0) return { mean: Number.NaN, sd: Number.NaN };
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < SHAPES; k++) {
      this.#fit(k);
      top = Math.max(top, EVIDENCE[k]!);
    }
    let [all, mean] = [0, 0];
    for (let k = 0; k < SHAPES; k++) {
      EVIDENCE[k] = exp(EVIDENCE[k]! - top);
      all += EVIDENCE[k]!;
      mean += EVIDENCE[k]! * MEAN[k]!;
    }
    mean /= all;
    let variance = 0;
    for (let k = 0; k < SHAPES; k++) variance += (EVIDENCE[k]! / all) * (VARIANCE[k]! + (MEAN[k]! - mean) ** 2);
    return { mean: this.#first + mean, sd: Math.sqrt(variance) };
  }

  /** Fits one shape: final value, its variance, and the logarithm of the evidence up to a constant that all shapes share. */
  #fit(k: number): void {
    // Weights as multiples of the last point's: then their sum is the number of points that count.
    const w = this.#w / this.#now;
    const wy = this.#wy / this.#now;
    const wf = this.#sums[3 * k]! / this.#now;
    const wff = this.#sums[3 * k + 1]! / this.#now + 1 / WIDE;
    const wfy = this.#sums[3 * k + 2]! / this.#now;
    const determinant = w * wff - wf * wf;
    const final = (wff * wy - wf * wfy) / determinant;
    const drop = (w * wfy - wf * wy) / determinant;
    const residual = Math.max(0, this.#wyy / this.#now - final * wy - drop * wfy);
    const believed = NOISE * (this.#high - this.#low);
    const squares = FIRM * believed * believed + residual;
    const points = FIRM + Math.max(0, w - 1);
    MEAN[k] = final;
    VARIANCE[k] = (squares / points) * (wff / determinant + 1);
    EVIDENCE[k] = -0.5 * (log(determinant) + points * log(Math.max(squares, Number.MIN_VALUE)));
  }
}

// Room for one fit at a time.
const SHARE = new Float64Array(SHAPES);
const MEAN = new Float64Array(SHAPES);
const VARIANCE = new Float64Array(SHAPES);
const EVIDENCE = new Float64Array(SHAPES);
