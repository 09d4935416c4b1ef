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
  let mean = 0;
  for (let i = 0; i < again.length; i++) mean += again[i]! / again.length;
  let squares = 0;
  for (let i = 0; i < again.length; i++) squares += ((again[i]! - mean) * (again[i]! - mean)) / again.length;
  const reach = stretch * Z * Math.sqrt(squares);
  const centre = 2 * value - mean;
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

const around = (value: number, low: number, high: number): Share => ({
  value,
  low: Math.max(0, Math.min(value, low)),
  high: Math.min(1, Math.max(value, high)),
});
