import { quantile } from '../../math/statistics.ts';

/** A curve of which order and noise are to be found: steps ascending, lower is better. */
export interface Trace {
  readonly steps: Int32Array | readonly number[];
  readonly losses: Float64Array | readonly number[];
}

/**
 * Do two rungs rank the same trials alike? They do where each trial that stands at some place in the later order had a loss at
 * the earlier rung that differs by at most `epsilon` from the one of whoever stood at that place then.
 *
 * @param earlier losses at the earlier rung, ascending order or not
 * @param later the indices of `earlier` in the order of the later rung, best first
 * Source: Bohdal et al. 2023, "PASHA", soft ranking.
 */
export function ranksAlike(earlier: Float64Array, later: ArrayLike<number>, epsilon: number): boolean {
  const sorted = earlier.slice().sort();
  for (let place = 0; place < sorted.length; place++) {
    const had = earlier[later[place]!]!;
    if (had !== sorted[place]! && !(Math.abs(had - sorted[place]!) <= epsilon)) return false;
  }
  return true;
}

/**
 * How much two trials may differ by noise alone: the 90th percentile of the differences, at the last step that both have, of
 * pairs whose curves crossed and crossed back; NaN where no pair did. What nobody can tell from noise lies below it.
 *
 * @param above only pairs count whose last common step is above this one
 * Source: Bohdal et al. 2023, "PASHA", §4.2.
 */
export function crossingNoise(traces: readonly Trace[], above: number): number {
  const distances: number[] = [];
  for (let i = 0; i < traces.length; i++)
    for (let j = i + 1; j < traces.length; j++) {
      const distance = distanceIfCrossing(traces[i]!, traces[j]!, above);
      if (distance < Number.POSITIVE_INFINITY) distances.push(distance);
    }
  return quantile(distances, 0.9);
}

/** The last difference of two curves that crossed at least twice; NaN for others. From the end backwards. */
function distanceIfCrossing(a: Trace, b: Trace, above: number): number {
  let distance = Number.NaN;
  let isAbove = false;
  let hasCrossed = false;
  for (let i = a.steps.length - 1, j = b.steps.length - 1; i >= 0 && j >= 0; ) {
    const difference = a.steps[i]! - b.steps[j]!;
    if (difference > 0) i--;
    else if (difference < 0) j--;
    else {
      const now = a.losses[i--]! > b.losses[j--]!;
      if (Number.isNaN(distance)) {
        if (!(a.steps[i + 1]! > above)) return Number.NaN;
        distance = Math.abs(a.losses[i + 1]! - b.losses[j + 1]!);
        if (Number.isNaN(distance)) return Number.NaN;
        isAbove = now;
      } else if (now !== isAbove) hasCrossed = true;
      else if (hasCrossed) return distance;
    }
  }
  return Number.NaN;
}
