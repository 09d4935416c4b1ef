import {
  choleskyRows,
  invertFromCholesky,
  logDeterminant,
  solveLower,
  solveLowerTransposed,
} from '../../math/cholesky.ts';
import { type Effects, type Places, trendCovariance } from '../../math/kernel.ts';
import { minimise } from '../../math/lbfgs.ts';
import { pairEffects, pairFalls } from '../../math/main-effects.ts';
import { matern52Pair, pairDistances, pairSums } from '../../math/matern.ts';
import { columnWeights, type Layout } from './layout.ts';
import { EFFECT_PARAMETERS, effectsFrom, NO_EFFECTS } from './main-effects.ts';
import { pairProducts, placesOf, TREND_PARAMETERS, trendScales } from './trend.ts';

/**
 * A process's hyperparameters as one array of logarithms: ln ℓ of each group of columns, ln σ_f² (signal), ln σ_n² (noise), those of
 * the trend, and those of the main effects. Targets are standardised, points lie in the unit cube.
 */
export type Hyperparameters = Float64Array;

/** How many hyperparameters there are for so many groups of columns. */
export const hyperparameters = (groups: number): number => groups + 2 + TREND_PARAMETERS + EFFECT_PARAMETERS;

/** Where the hyperparameters of the main effects begin. */
export const effectsAt = (groups: number): number => groups + 2 + TREND_PARAMETERS;

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
  /** Mean and sd of the logarithm of the variance of the main effects, and of their reach over the length scale. */
  readonly logEffects: number;
  readonly logEffectsSd: number;
  readonly logReach: number;
  readonly logReachSd: number;
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
  logEffects: -1,
  logEffectsSd: 2,
  logReach: -1,
  logReachSd: 1,
};

/**
 * The belief before any data: length scales grow with √groups, so that distances in many dimensions stay comparable; trends
 * and main effects are small unless the data ask for them.
 *
 * Source: the scaling is that of Hvarfner et al. 2024.
 */
export function belief(groups: number, prior: PriorOptions = PRIOR): Belief {
  const all = (scale: number, signal: number, noise: number, trend: number, effects: number, reach: number) =>
    Float64Array.from([
      ...new Float64Array(groups).fill(scale),
      signal,
      noise,
      ...new Float64Array(TREND_PARAMETERS).fill(trend),
      effects,
      reach,
    ]);
  const { logNoise, logNoiseSd, logTrend, logTrendSd, logEffects, logEffectsSd, logReach, logReachSd } = prior;
  const cap = Math.log(prior.noiseCap);
  const scale = Math.log(prior.scale * Math.sqrt(groups));
  return {
    mean: all(scale, 0, Math.min(logNoise, cap), logTrend, logEffects, logReach),
    sd: all(prior.logScaleSd, 1, logNoiseSd, logTrendSd, logEffectsSd, logReachSd),
    lower: all(Math.log(0.02), -5, Math.log(1e-6), -12, NO_EFFECTS, -5),
    upper: all(Math.log(30), 5, cap, 4, 4, 2),
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
  readonly #effects: Float64Array;
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
    this.#effects = new Float64Array(count);
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
    const { groups, codes } = this.#sample.layout;
    const weights = columnWeights(this.#sample.layout, theta);
    const effects = effectsFrom(theta, effectsAt(groups), weights, codes);
    const each = effects?.each ?? 0;
    const ofEffects = this.#effects;
    const scales = trendScales(theta, groups + 2);
    const { ofZ, ofQ } = this.#products;
    const { zz, qq } = this.#places;
    const signal = Math.exp(theta[groups]!);
    const noise = Math.exp(theta[groups + 1]!);
    const kernel = this.#kernel;
    this.#kernels(weights, signal, effects);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++)
        l[i * n + j] = kernel[pair]! + each * ofEffects[pair]! + trendCovariance(scales, ofZ[pair]!, ofQ[pair]!);
      l[i * n + i] = signal + (effects?.variance ?? 0) + noise + trendCovariance(scales, zz[i]!, qq[i]!);
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
    this.#gradient(theta, weights, effects, gradient);
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

  #kernels(weights: Float64Array, signal: number, effects: Effects | null): void {
    const { layout, points, n } = this.#sample;
    const { columns, codes } = layout;
    const kernel = this.#kernel;
    pairDistances(points, n, columns, weights, kernel, codes);
    matern52Pair(kernel, kernel.length, signal, kernel, this.#slope);
    if (effects !== null) pairEffects(points, n, columns, effects.reach, this.#effects);
  }

  #gradient(theta: Hyperparameters, weights: Float64Array, effects: Effects | null, gradient: Float64Array): void {
    const { layout, points, n } = this.#sample;
    const alpha = this.#alpha;
    const inverse = this.#inverse;
    const { groups, group, columns, codes } = layout;
    const signal = Math.exp(theta[groups]!);
    const noise = Math.exp(theta[groups + 1]!);
    const kernel = this.#kernel; // becomes α αᵀ − K⁻¹
    const scaled = this.#slope; // becomes the same times dk/dr²
    const { ofZ, ofQ } = this.#products;
    const { zz, qq } = this.#places;
    let ofKernel = 0;
    let trace = 0;
    let ofSlope = 0;
    let ofBend = 0;
    let ofTwist = 0;
    let ofEffects = 0;
    for (let i = 0, pair = 0; i < n; i++) {
      const own = alpha[i]!;
      for (let j = 0; j < i; j++, pair++) {
        const a = own * alpha[j]! - inverse[i * n + j]!;
        const z = ofZ[pair]!;
        const q = ofQ[pair]!;
        ofKernel += a * kernel[pair]!;
        kernel[pair] = a;
        ofEffects += a * this.#effects[pair]!;
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
    for (let c = 0; c < columns; c++) gradient[group[c]!]! -= 2 * weights[c]! * this.#sums[c]!;
    gradient[groups] = ofKernel + 0.5 * signal * trace;
    gradient[groups + 1] = 0.5 * noise * trace;
    const { slope, bend, twist } = trendScales(theta, groups + 2);
    gradient[groups + 2] = slope * ofSlope;
    gradient[groups + 3] = bend * ofBend;
    gradient[groups + 4] = twist * ofTwist;
    if (effects === null) return;
    const at = effectsAt(groups);
    pairFalls(kernel, points, n, columns, effects.reach, this.#sums);
    gradient[at] = effects.each * ofEffects + 0.5 * effects.variance * trace;
    for (let c = 0; c < columns; c++) {
      const byScale = effects.each * this.#sums[c]!;
      gradient[group[c]!]! += byScale;
      gradient[at + 1]! += byScale;
    }
  }
}
