import { quantile } from '../../math/statistics.ts';

/** An estimate, and the ends of its interval: meant to hold the truth in at least 80 of 100 studies. */
export interface Share {
  /** In [0, 1]. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Share of what a model does not explain that a parameter may be wrong by: what holds 80 to 95 % of known shares. */
const BLAMED = 0.7;

/** Quantile of a standard normal: 80 % lie within so many standard deviations. */
const Z = 1.2816;

/**
 * An interval from what the same procedure finds again where the estimate is the truth: what it is off by then, it is thought to
 * be off by now. The estimate itself is always within.
 *
 * Source: the basic bootstrap, Davison and Hinkley 1997, §5.2, with a normal in place of few quantiles.
 *
 * @param stretch how much wider it is to be for lack of evidence
 */
export function basicBand(value: number, again: ArrayLike<number>, stretch: number): Share {
  const { mean, sd } = momentsOf(again);
  const reach = stretch * Z * sd;
  const centre = 2 * value - mean;
  return around(value, centre - reach, centre + reach);
}

/** Part of the bias that resamples show which is taken off: all of it is more than there is where few values count for most. */
const TAKEN_OFF = 0.25;

/**
 * An interval from what the same procedure finds in resamples of the trials, for a share of which few trials tell the most.
 *
 * As wide as `basicBand`, nearer to the estimate: the bias that resamples show is itself known badly, and correcting it in full
 * moved intervals off the truth.
 *
 * Source: the bootstrap's standard interval, Efron and Tibshirani 1993, §12.3, on bias §10.6; the part and the stretch by coverage of
 * functions whose shares are known.
 *
 * @param best trials that the estimate rests on
 */
export function resampledBand(value: number, again: ArrayLike<number>, best: number): Share {
  const { mean, sd } = momentsOf(again);
  const reach = (1 + 2 / Math.max(1, best)) * Z * sd;
  const centre = value - TAKEN_OFF * (mean - value);
  return around(value, centre - reach, centre + reach);
}

/** An interval that leaves out a tenth of what is possible on either side. @param stretch as for `basicBand` */
export function middleBand(value: number, possible: readonly number[], stretch: number): Share {
  const [low, high] = [quantile(possible, 0.1), quantile(possible, 0.9)];
  return around(value, value - stretch * (value - low), value + stretch * (high - value));
}

/**
 * An interval widened by what a model does not explain: that may be noise, or belong to one of so many parameters.
 *
 * @param explained share of the variance, NaN or below 0 = nothing
 */
export function widened({ value, low, high }: Share, explained: number, params: number): Share {
  const missing = BLAMED * (explained > 0 ? 1 - explained : 1);
  return around(value, (1 - missing) * low - missing / params, (1 + missing) * high + missing / params);
}

function momentsOf(values: ArrayLike<number>): { readonly mean: number; readonly sd: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]! / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i]! - mean) * (values[i]! - mean)) / values.length;
  return { mean, sd: Math.sqrt(squares) };
}

const around = (value: number, low: number, high: number): Share => ({
  value,
  low: Math.max(0, Math.min(value, low)),
  high: Math.min(1, Math.max(value, high)),
});
