import type { Criterion } from './criterion.ts';

/** Open trials beyond which an ask may explore: fewer are held apart well enough by what is believed of them. */
const FEW = 4;

/** Standard deviations that a point may be hoped to lie below its mean to count as one that could be the best. */
const HOPE = 0.5;

/** What each unit of the output by which a point misses that costs, in logarithms of the spread. */
const PENALTY = 10;

/**
 * Does a trial explore beside so many open ones: every second trial does beyond a few.
 *
 * Trials count, not the open ones: workers that ask one by one always leave as many open.
 */
export function explores(trial: number, open: number): boolean {
  return open > FEW && trial % 2 === 0;
}

/**
 * The spread of the first output, where the best may still lie: for trials beside many open ones, whose results will tell
 * more the less they depend on each other.
 *
 * Points whose lower confidence bound is above the best upper one are excluded by a penalty, along which a search can climb.
 *
 * Source: Contal et al. 2013 (UCB-PE); the penalty after Song et al. 2024 (Vizier).
 *
 * @param bound what is surely reached: the least mean over finished and open trials
 */
export function exploration(bound: number): Criterion {
  return {
    value(mean, sd, byMean, bySd) {
      const s = sd[0]!;
      const excess = mean[0]! - HOPE * s - bound;
      const isHopeless = excess > 0;
      if (byMean !== undefined && bySd !== undefined) {
        if (isHopeless) byMean[0]! -= PENALTY;
        bySd[0]! += 1 / s + (isHopeless ? PENALTY * HOPE : 0);
      }
      return Math.log(s) - (isHopeless ? PENALTY * excess : 0);
    },
  };
}
