import { bestRuns } from '../best-runs.ts';
import { STANDING } from '../standing.ts';
import type { Ledger } from './ledger.ts';

/**
 * So many of the best trials of a study with one objective, best first.
 *
 * @param ranked finished trials by standing: complete, paused and pruned, infeasible
 */
export function bestOf(
  { history, standing }: Ledger,
  ranked: Int32Array,
  most: number,
): ArrayLike<number> & Iterable<number> {
  const whole = countUpTo(STANDING.complete, ranked, standing);
  const runs = countUpTo(STANDING.pruned, ranked, standing);
  if (history === undefined || whole === 0 || whole === runs) return ranked.subarray(0, most);
  const best = bestRuns(history, ranked.subarray(0, whole), ranked.subarray(whole, runs), most);
  return [...best, ...ranked.subarray(runs, runs + most - best.length)];
}

/** How many rows have at most this standing. */
function countUpTo(most: number, ranked: Int32Array, standing: Uint8Array): number {
  let [low, high] = [0, ranked.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (standing[ranked[middle]!]! <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
