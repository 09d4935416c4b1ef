import {
  choleskyRows,
  invertFromCholesky,
  logDeterminant,
  solveLower,
  solveLowerTransposed,
} from '../../math/cholesky.ts';
import { type Places, trendCovariance } from '../../math/kernel.ts';
import { minimise } from '../../math/lbfgs.ts';
import { matern52Pair, pairDistances, pairSums } from '../../math/matern.ts';
import { columnWeights, type Layout } from './layout.ts';
import { pairProducts, placesOf, TREND_PARAMETERS, trendScales } from './trend.ts';

/**
 * A process's hyperparameters as one array of logarithms: ln ℓ of each group of columns, then ln σ_f² (signal), then
 * ln σ_n² (noise). Targets are standardised, points lie in the unit cube.
 */
export type Hyperparameters = Float64Array;

/** How many hyperparameters there are for so many groups of columns. */
export const hyperparameters = (groups: number): number => groups + 2 + TREND_PARAMETERS;

/** Normal beliefs about the logarithms, and the box they are searched in. */
export interface Belief {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Numbers behind the belief; in logarithms where the name says so. */
export interface PriorOptions {
  /** Median length scale of one group alone, and the sd of its logarithm. */
  readonly scale: number;
  readonly logScaleSd: number;
  /** Largest variance of the noise, as a share of that of the targets. */
  readonly noiseCap: number;
  /** Means and sds of the logarithms of the variances of noise and of the trend's parts. */
  readonly logNoise: number;
  readonly logNoiseSd: number;
  readonly logTrend: number;
  readonly logTrendSd: number;
}

/** The belief that did best on tables and functions of development seeds. */
export const PRIOR: PriorOptions = {
  scale: 0.4,
  logScaleSd: 0.7,
  noiseCap: 0.05,
  logNoise: -6,
  logNoiseSd: 2,
  logTrend: -5,
  logTrendSd: 2,
};

/**
 * The belief before any data: length scales grow with √groups, so that distances in many dimensions stay comparable; trends
 * are small unless the data ask for them.
 *
 * Source: the scaling is that of Hvarfner et al. 2024.
 */
export function belief(groups: number, prior: PriorOptions = PRIOR): Belief {
  const fill = (scale: number, signal: number, noise: number, trend: number): Float64Array => {
    const all = new Float64Array(hyperparameters(groups)).fill(scale);
    all[groups] = signal;
    all[groups + 1] = noise;
    all.fill(trend, groups + 2);
    return all;
  };
  const cap = Math.log(prior.noiseCap);
  return {
    mean: fill(Math.log(prior.scale * Math.sqrt(groups)), 0, Math.min(prior.logNoise, cap), prior.logTrend),
    sd: fill(prior.logScaleSd, 1, prior.logNoiseSd, prior.logTrendSd),
    lower: fill(Math.log(0.02), -5, Math.log(1e-6), -12),
    upper: fill(Math.log(30), 5, cap, 4),
  };
}

/** A fit's effort. */
export interface Effort {
  /** Most evaluations of the likelihood from each start. */
  readonly evaluations: number;
}

/** What a fit found. */
export interface Fit {
  readonly theta: Hyperparameters;
  /** Log of likelihood times belief, up to a constant. */
  readonly score: number;
}

/** What a fit is made to: targets at points. */
export interface Sample {
  readonly layout: Layout;
  /** Shape (≥ n × columns). */
  readonly points: Float64Array;
  /** Shape (n); standardised. */
  readonly targets: Float64Array;
  readonly n: number;
}

/** The most probable hyperparameters, the best of those found from several starts. */
export function fit(sample: Sample, prior: Belief, starts: readonly Hyperparameters[], { evaluations }: Effort): Fit {
  const likelihood = new Likelihood(sample);
  let best: Fit | null = null;
  for (const start of starts) {
    const found = minimise(
      (theta, gradient) => -posterior(likelihood, prior, theta, gradient),
      clamped(start, prior),
      prior.lower,
      prior.upper,
      { evaluations, tolerance: 1e-4 },
    );
    if (best === null || -found.value > best.score) best = { theta: found.x, score: -found.value };
  }
  return best!;
}

function clamped(theta: Float64Array, { lower, upper }: Belief): Float64Array {
  return theta.map((value, i) => Math.min(upper[i]!, Math.max(lower[i]!, value)));
}

/** Log posterior density; the gradient is written with its sign turned, as a minimiser wants it. */
function posterior(likelihood: Likelihood, prior: Belief, theta: Float64Array, gradient: Float64Array): number {
  let value = likelihood.at(theta, gradient);
  for (let i = 0; i < theta.length; i++) {
    const z = (theta[i]! - prior.mean[i]!) / prior.sd[i]!;
    value -= 0.5 * z * z;
    gradient[i] = -(gradient[i]! - z / prior.sd[i]!);
  }
  return value;
}

/** Log marginal likelihood of targets at points, and its gradient. Source: Rasmussen and Williams 2006, §5.4. */
export class Likelihood {
  readonly #sample: Sample;
  readonly #sums: Float64Array;
  readonly #kernel: Float64Array;
  readonly #slope: Float64Array;
  readonly #l: Float64Array;
  readonly #inverse: Float64Array;
  readonly #alpha: Float64Array;
  readonly #places: Places;
  readonly #products: { readonly ofZ: Float64Array; readonly ofQ: Float64Array };

  constructor(sample: Sample) {
    const { n } = sample;
    const count = (n * (n - 1)) / 2;
    this.#sample = sample;
    this.#sums = new Float64Array(sample.layout.columns);
    this.#kernel = new Float64Array(count);
    this.#slope = new Float64Array(count);
    this.#l = new Float64Array(n * n);
    this.#inverse = new Float64Array(n * n);
    this.#alpha = new Float64Array(n);
    this.#places = placesOf(sample.layout, sample.points, n);
    this.#products = pairProducts(this.#places, n, sample.layout.columns);
  }

  /** The value, −Infinity where the matrix cannot be factored; writes the gradient by the logarithms. */
  at(theta: Hyperparameters, gradient: Float64Array): number {
    const { n, targets } = this.#sample;
    const l = this.#l;
    const { groups } = this.#sample.layout;
    const scales = trendScales(theta, groups + 2);
    const { ofZ, ofQ } = this.#products;
    const { zz, qq } = this.#places;
    const signal = Math.exp(theta[groups]!);
    const noise = Math.exp(theta[groups + 1]!);
    const kernel = this.#kernel;
    this.#kernels(theta, signal);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++)
        l[i * n + j] = kernel[pair]! + trendCovariance(scales, ofZ[pair]!, ofQ[pair]!);
      l[i * n + i] = signal + noise + trendCovariance(scales, zz[i]!, qq[i]!);
    }
    gradient.fill(0);
    if (choleskyRows(l, n, 0, n) !== n) return Number.NEGATIVE_INFINITY;
    const alpha = this.#alpha;
    alpha.set(targets.subarray(0, n));
    solveLower(l, n, n, alpha);
    let fitTerm = 0;
    for (let i = 0; i < n; i++) fitTerm += alpha[i]! * alpha[i]!;
    solveLowerTransposed(l, n, n, alpha);
    const value = -0.5 * fitTerm - 0.5 * logDeterminant(l, n, n);
    invertFromCholesky(l, n, n, this.#inverse, n);
    this.#gradient(theta, signal, noise, gradient);
    return value;
  }

  /**
   * Sum of the log densities of some targets, each predicted from all others, with the hyperparameters of the last call of `at`.
   *
   * Source: Rasmussen and Williams 2006, §5.4.2.
   *
   * @param chosen indices of the targets
   */
  leaveOneOut(chosen: readonly number[]): number {
    const { n } = this.#sample;
    let sum = 0;
    for (const i of chosen) {
      const precision = this.#inverse[i * n + i]!;
      const residual = this.#alpha[i]! / precision;
      sum += 0.5 * Math.log(precision) - 0.5 * residual * residual * precision;
    }
    return sum;
  }

  #kernels(theta: Hyperparameters, signal: number): void {
    const { layout, points, n } = this.#sample;
    const kernel = this.#kernel;
    pairDistances(points, n, layout.columns, columnWeights(layout, theta), kernel, layout.codes);
    matern52Pair(kernel, kernel.length, signal, kernel, this.#slope);
  }

  #gradient(theta: Hyperparameters, signal: number, noise: number, gradient: Float64Array): void {
    const { layout, points, n } = this.#sample;
    const alpha = this.#alpha;
    const inverse = this.#inverse;
    const { groups, group, columns, codes } = layout;
    const kernel = this.#kernel;
    const scaled = this.#slope; // becomes (α αᵀ − K⁻¹) · dk/dr²
    const { ofZ, ofQ } = this.#products;
    const { zz, qq } = this.#places;
    let ofKernel = 0;
    let trace = 0;
    let ofSlope = 0;
    let ofBend = 0;
    let ofTwist = 0;
    for (let i = 0, pair = 0; i < n; i++) {
      const own = alpha[i]!;
      for (let j = 0; j < i; j++, pair++) {
        const a = own * alpha[j]! - inverse[i * n + j]!;
        const z = ofZ[pair]!;
        const q = ofQ[pair]!;
        ofKernel += a * kernel[pair]!;
        scaled[pair]! *= a;
        ofSlope += a * z;
        ofBend += a * q;
        ofTwist += a * (z * z - q);
      }
      const a = alpha[i]! * alpha[i]! - inverse[i * n + i]!;
      trace += a;
      ofSlope += 0.5 * a * zz[i]!;
      ofBend += 0.5 * a * qq[i]!;
      ofTwist += 0.5 * a * (zz[i]! * zz[i]! - qq[i]!);
    }
    pairSums(scaled, points, n, columns, this.#sums, codes);
    for (let c = 0; c < columns; c++) gradient[group[c]!]! -= 2 * Math.exp(-2 * theta[group[c]!]!) * this.#sums[c]!;
    gradient[groups] = ofKernel + 0.5 * signal * trace;
    gradient[groups + 1] = 0.5 * noise * trace;
    const { slope, bend, twist } = trendScales(theta, groups + 2);
    gradient[groups + 2] = slope * ofSlope;
    gradient[groups + 3] = bend * ofBend;
    gradient[groups + 4] = twist * ofTwist;
  }
}
