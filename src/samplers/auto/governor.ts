/**
 * What an ask of the Gaussian processes costs, by counting operations: no clock, so that every machine decides alike.
 *
 * The constants are nanoseconds on a machine of 2026 with two cores; they are never measured again.
 */
const FACTOR = 0.04; // n³: factor, inverse
const SLOPES = 2; // n² · columns: distances, main effects and slopes
const SCORE = 0.12; // candidates · n²: variances
const DRAW = 6000; // candidates: drawing, decoding
const WIDE = 150; // candidates · columns, where these are many: orderings of thirty items have nine hundred
const REPAIR = 150; // candidates · random numbers of a repair: one from anywhere takes twice that, most start near
const CLIMB = 1.2; // evaluations of a climb · n²

/** What an ask of a Gaussian process does, counted. */
export interface Work {
  readonly candidates: number;
  /** Evaluations of all climbs together. */
  readonly climbs: number;
  /** Evaluations of the likelihood that fall on one ask, on average. */
  readonly fits: number;
}

/** What the work is done on. */
export interface Task {
  /** Results in a process. */
  readonly n: number;
  /** Columns of a point. */
  readonly columns: number;
  /** Outputs: a process each. */
  readonly models: number;
  /** Random numbers that it takes to meet the space's constraints; 0 where there are none. */
  readonly repairs: number;
}

/** Estimated milliseconds of one ask. */
export function costOf({ candidates, climbs, fits }: Work, { n, columns, models, repairs }: Task): number {
  const fit = fits * (FACTOR * n * n * n + SLOPES * n * n * columns);
  const search = candidates * (SCORE * n * n + Math.max(DRAW, WIDE * columns)) + climbs * CLIMB * n * n;
  const repair = candidates * Math.max(0, REPAIR * repairs - DRAW); // a few are no dearer than drawing
  return (models * (fit + search) + repair) / 1e6;
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
