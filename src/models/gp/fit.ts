import type { Kernel } from '../../math/kernel.ts';
import { minimise } from '../../math/lbfgs.ts';
import { likelihoodOf } from '../../math/likelihood.ts';
import { BY_COLUMN, OF, type PairLikelihood } from '../../math/observed.ts';
import { columnWeights, type Layout } from '../../math/layout.ts';
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
  readonly #pairs: PairLikelihood;
  readonly #sums: Float64Array;

  constructor(sample: Sample) {
    const { layout, points, targets, n } = sample;
    const { columns } = layout;
    const places = placesOf(layout, points, n);
    this.#sample = sample;
    this.#pairs = likelihoodOf({ columns, places, products: pairProducts(places, n, columns), targets, n });
    this.#sums = new Float64Array(BY_COLUMN + 2 * columns);
  }

  /** The value, −Infinity where the matrix cannot be factored; writes the gradient by the logarithms. */
  at(theta: Hyperparameters, gradient: Float64Array): number {
    const { layout } = this.#sample;
    const { groups, columns, codes } = layout;
    const weights = columnWeights(layout, theta);
    const noise = Math.exp(theta[groups + 1]!);
    const kernel: Kernel = {
      columns,
      codes,
      weights,
      signal: Math.exp(theta[groups]!),
      effects: effectsFrom(theta, effectsAt(groups), weights, codes),
      ...trendScales(theta, groups + 2),
    };
    gradient.fill(0);
    const value = this.#pairs.at(kernel, noise, this.#sums);
    if (value !== Number.NEGATIVE_INFINITY) this.#gradient(kernel, noise, gradient);
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
    const { alpha, precision } = this.#pairs;
    let sum = 0;
    for (const i of chosen) {
      const residual = alpha[i]! / precision[i]!;
      sum += 0.5 * Math.log(precision[i]!) - 0.5 * residual * residual * precision[i]!;
    }
    return sum;
  }

  #gradient(kernel: Kernel, noise: number, gradient: Float64Array): void {
    const { groups, group, columns } = this.#sample.layout;
    const { weights, signal, effects, slope, bend, twist } = kernel;
    const sums = this.#sums;
    const trace = sums[OF.trace]!;
    for (let c = 0; c < columns; c++) gradient[group[c]!]! -= 2 * weights[c]! * sums[BY_COLUMN + c]!;
    gradient[groups] = sums[OF.kernel]! + 0.5 * signal * trace;
    gradient[groups + 1] = 0.5 * noise * trace;
    gradient[groups + 2] = slope * sums[OF.slope]!;
    gradient[groups + 3] = bend * sums[OF.bend]!;
    gradient[groups + 4] = twist * sums[OF.twist]!;
    if (effects === null) return;
    const at = effectsAt(groups);
    gradient[at] = effects.each * sums[OF.effects]! + 0.5 * effects.variance * trace;
    for (let c = 0; c < columns; c++) {
      const byScale = effects.each * sums[BY_COLUMN + columns + c]!;
      gradient[group[c]!]! += byScale;
      gradient[at + 1]! += byScale;
    }
  }
}
