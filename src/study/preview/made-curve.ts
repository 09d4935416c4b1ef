import { exp, log } from '../../math/elementary.ts';
import type { Random } from '../../math/random.ts';

/** What a training that nobody has run might lose at each step; lower is better. */
export interface MadeCurve {
  /** @param step at least 1 */
  at(step: number): number;
}

/** Standard deviation of what one report is off, where asymptotes spread by about 0.5. */
const NOISE = 0.02;

/**
 * A made-up learning curve: the power law `a + b · step^(−c)` with some noise.
 *
 * The asymptote a is lognormal (median 1, σ 0.5), the height b uniform in 0.5 … 1.5, the rate c uniform in 0.3 … 1.2: early steps tell
 * something of the end, and not all. Only how trials rank among each other matters to most pruners, so the scale means nothing.
 *
 * Source: power laws are the family that fits most learning curves best (Viering and Loog 2022).
 */
export function madeCurve(stream: Random): MadeCurve {
  const asymptote = exp(0.5 * stream.normal());
  const height = 0.5 + stream.uniform();
  const rate = 0.3 + 0.9 * stream.uniform();
  return { at: (step) => asymptote + height * exp(-rate * log(step)) + NOISE * stream.fork(step).normal() };
}
