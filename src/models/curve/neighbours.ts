import { exp } from '../../math/elementary.ts';
import { chanceBelow, type Forecast } from './calibration.ts';

/** A normal distribution. */
export interface Normal {
  readonly mean: number;
  readonly sd: number;
}

/** What runs with other configurations tell of a run's end. */
export interface Told {
  /** Without what is true of all runs: wide where no configuration is near. */
  readonly beside: Normal;
  /** With it. */
  readonly near: Normal;
  /** How the ends of all runs are spread. */
  readonly all: Normal;
  /** The probability that a run ends as its neighbours tell; else it ends as runs do in general. */
  readonly trust: number;
}

/** A run counts as told, and one as not, before any has ended. */
const EVEN = 1;

/** Rounds after which shares stand to a thousandth. */
const ROUNDS = 20;

/**
 * The share of runs that end as their neighbours tell.
 *
 * Where many configurations fail alike and a few beside them do not, neighbours tell little of just the runs that matter.
 *
 * @param ratios of runs that have ended: how many times likelier each end is by its neighbours than by how all ends are spread
 */
export function trustOf(ratios: readonly number[]): number {
  let trust = 0.5;
  for (let round = 0; round < ROUNDS; round++) {
    let sum = EVEN;
    for (const ratio of ratios) sum += shareOf(trust * ratio, 1 - trust);
    trust = sum / (ratios.length + 2 * EVEN);
  }
  return trust;
}

/** How many times likelier a run's end is by its neighbours than by how all ends are spread. */
export function likelihoodRatio(end: Normal, { near, all }: Pick<Told, 'near' | 'all'>): number {
  return overlap(end, near) / overlap(end, all);
}

/**
 * What a run's own curve and its neighbours tell of its end, together.
 *
 * Either the run is as its neighbours: then both opinions count as they are sure. Or it is not, and its curve stands alone. Which of the two
 * is the likelier follows from how often runs are, and from how well the curve's forecast agrees.
 *
 * @param incumbent what is to be beaten
 * @returns the forecast, and the probability that the run ends below the incumbent
 */
export function pooled(own: Forecast, told: Told, incumbent: number): { forecast: Forecast; chance: number } {
  const { mean, sd, freedom } = own;
  const [v, w] = [told.beside.sd * told.beside.sd, sd * sd];
  const both = {
    mean: (told.beside.mean * w + mean * v) / (v + w),
    sd: Math.sqrt((v * w) / (v + w)),
    freedom,
  };
  const share = shareOf(told.trust * overlap(own, told.near), (1 - told.trust) * overlap(own, told.all));
  const centre = share * both.mean + (1 - share) * mean;
  const [a, b] = [both.mean - centre, mean - centre];
  const variance = share * (both.sd * both.sd + a * a) + (1 - share) * (w + b * b);
  return {
    forecast: { mean: centre, sd: Math.sqrt(variance), freedom },
    chance: Math.min(1, share * chanceBelow(both, incumbent) + (1 - share) * chanceBelow(own, incumbent)),
  };
}

/** 0 where both are nothing. */
const shareOf = (a: number, b: number): number => (a > 0 ? a / (a + b) : 0);

/** The density of the difference of two at 0, but for a constant. */
function overlap(one: Normal, other: Normal): number {
  const variance = one.sd * one.sd + other.sd * other.sd;
  const apart = one.mean - other.mean;
  return exp((-0.5 * apart * apart) / variance) / Math.sqrt(variance);
}
