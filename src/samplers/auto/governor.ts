/**
 * What an ask of the Gaussian processes costs, by counting operations: no clock, so that every machine decides alike.
 *
 * The constants are nanoseconds on a machine of 2026 with two cores; they are never measured again.
 */
const FACTOR = 0.04; // n³: factor, inverse
const SLOPES = 2; // n² · columns: distances, main effects and slopes
const SCORE = 0.12; // candidates · n²: variances
const DRAW = 6000; // candidates: drawing, decoding
const CLIMB = 1.2; // evaluations of a climb · n²

/** What an ask of a Gaussian process does, counted. */
export interface Work {
  readonly candidates: number;
  /** Evaluations of all climbs together. */
  readonly climbs: number;
  /** Evaluations of the likelihood that fall on one ask, on average. */
  readonly fits: number;
}

/** Estimated milliseconds of one ask. @param n results in the process, @param columns of a point, @param models outputs */
export function costOf({ candidates, climbs, fits }: Work, n: number, columns: number, models: number): number {
  const fit = fits * (FACTOR * n * n * n + SLOPES * n * n * columns);
  const search = candidates * (SCORE * n * n + DRAW) + climbs * CLIMB * n * n;
  return (models * (fit + search)) / 1e6;
}

/** No ask is denied this many milliseconds. */
const ALWAYS = 5;

/** Share of a trial's time that thinking may take. */
const SHARE = 0.02;

/**
 * Milliseconds that an ask may take.
 *
 * @param seconds recorded seconds of finished trials; their median counts
 * @param workers trials that run at once
 */
export function allowance(seconds: readonly number[], workers: number): number {
  if (seconds.length === 0) return Number.POSITIVE_INFINITY; // nothing ran yet, and few results are cheap to think about
  const sorted = [...seconds].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  return Math.max(ALWAYS, (1000 * SHARE * median) / Math.max(1, workers));
}
