/**
 * What an ask costs, by counting operations: no clock, so that every machine decides alike.
 *
 * The constants are nanoseconds on a machine of 2026 with two cores; they are never measured again.
 */
const FACTOR = 0.04; // n³: factor, inverse
const SLOPES = 2; // n² · columns: distances, main effects and slopes
const SCORE = 0.12; // candidates · n²: variances
const DRAW = 6000; // candidates: drawing, decoding
const NEIGHBOUR = 2500; // steps: a neighbour is made from one that is there
const WIDE = 150; // candidates · columns, where these are many: orderings of thirty items have nine hundred
const REPAIR = 150; // candidates · random numbers of a repair: one from anywhere takes twice that, most start near
const CLIMB = 1.2; // evaluations of a climb · n²

/** What an ask of a Gaussian process does, counted. */
export interface Work {
  readonly candidates: number;
  /** Evaluations of all climbs together. */
  readonly climbs: number;
  /** Neighbours that climbs look at along discrete parameters. */
  readonly steps: number;
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

/** Estimated milliseconds of one ask of a Gaussian process. */
export function costOf({ candidates, climbs, steps, fits }: Work, { n, columns, models, repairs }: Task): number {
  const fit = fits * (FACTOR * n * n * n + SLOPES * n * n * columns);
  const search =
    candidates * (SCORE * n * n + Math.max(DRAW, WIDE * columns)) +
    steps * (SCORE * n * n + Math.max(NEIGHBOUR, WIDE * columns)) +
    climbs * CLIMB * n * n;
  const repair = candidates * Math.max(0, REPAIR * repairs - DRAW); // a few are no dearer than drawing
  return (models * (fit + search) + repair) / 1e6;
}

// The same for density estimation.
const PLACE = 16_000; // axes: kernels come and go, and the bandwidths of their neighbours with them
const AXIS = 300; // candidates · axes: drawing, decoding
const KERNEL = 1.5; // candidates · n · axes
const STEP = 12; // steps · n
const WORD = 5; // candidates, and half the steps · n · words: orderings
const NEAR = 60; // candidates · random numbers of a repair: most start near

/** What an ask of density estimation does, counted. */
export interface DensityWork {
  readonly candidates: number;
  /** Steps of all climbs together. */
  readonly steps: number;
}

/** What that is done on. */
export interface DensityTask {
  /** Trials with a kernel. */
  readonly n: number;
  /** Coordinates. */
  readonly axes: number;
  /** Words of 32 bits that orderings fill. */
  readonly words: number;
  readonly repairs: number;
}

/** Estimated milliseconds of one ask of density estimation. */
export function densityCostOf({ candidates, steps }: DensityWork, { n, axes, words, repairs }: DensityTask): number {
  const draws = candidates * (AXIS * axes + n * (KERNEL * axes + WORD * words) + NEAR * repairs);
  const climbs = steps * n * (STEP + 0.5 * WORD * words);
  return (PLACE * axes + draws + climbs) / 1e6;
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
