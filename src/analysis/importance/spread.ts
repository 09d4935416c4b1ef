import { exp, log } from '../../math/elementary.ts';
import { cardinality, type Distribution } from '../../space/distribution.ts';
import { toUnit } from '../../space/encode.ts';
import type { Evidence } from './evidence.ts';

/** Stretches of a range in which values are counted. */
const BINS = 10;

/** The weighted results are to be worth this share of them at least. */
const WORTH = 1 / 3;

/** How well some results cover the space. */
export interface Spread {
  /** As many results, drawn evenly from the space, would say as much of it. */
  readonly worth: number;
  /** Shape (results): how much each is to count, mean 1: more where the search has hardly been. */
  readonly weights: Float64Array;
}

/**
 * How evenly a search has looked at the space, by the product of its parameters' densities.
 *
 * Results weigh as its inverse, to the largest power that leaves enough of them with a say, so that the favourite corner of a
 * search is not taken for the whole space.
 */
export function spreadOf({ parts, count }: Evidence): Spread {
  const logs = new Float64Array(count);
  for (const { distribution, values } of parts) {
    const bins = Math.min(BINS, cardinality(distribution));
    const counts = new Float64Array(bins);
    let active = 0;
    for (let i = 0; i < count; i++) {
      const bin = binOf(distribution, values[i]!, bins);
      if (bin < 0) continue;
      counts[bin]!++;
      active++;
    }
    for (let i = 0; i < count; i++) {
      const bin = binOf(distribution, values[i]!, bins);
      if (bin >= 0) logs[i]! -= log(((counts[bin]! + 1) * bins) / (active + bins));
    }
  }
  const most = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weightsOf = (power: number): Float64Array => {
    const raw = logs.map((value) => exp(power * (value - most)));
    const mean = raw.reduce((sum, value) => sum + value / count, 0);
    return raw.map((value) => value / mean);
  };
  const whole = weightsOf(1);
  const worth = count * shareOf(whole);
  if (shareOf(whole) >= WORTH) return { worth, weights: whole };
  let [low, high] = [0, 1];
  for (let step = 0; step < 10; step++) {
    const power = (low + high) / 2;
    if (shareOf(weightsOf(power)) >= WORTH) low = power;
    else high = power;
  }
  return { worth, weights: weightsOf(low) };
}

function binOf(distribution: Distribution, value: number, bins: number): number {
  return Number.isNaN(value) ? -1 : Math.min(bins - 1, Math.floor(toUnit(distribution, value) * bins));
}

/** Of weights with mean 1: which share of as many equal ones they are worth. Source: Kish 1965. */
function shareOf(weights: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < weights.length; i++) squares += (weights[i]! * weights[i]!) / weights.length;
  return 1 / squares;
}
