import { RunOrder } from '../run-order.ts';
import { STANDING } from '../standing.ts';
import type { Ledger } from './ledger.ts';

/** So many of the best of ranked trials; with one objective, best first. */
export type BestOf = (ranked: Int32Array, most: number) => ArrayLike<number> & Iterable<number>;

/** The best of a study with one objective: complete, paused and pruned ones in the order of `RunOrder`, then infeasible ones. */
export function bestOf(ledger: Ledger): BestOf {
  const order = new RunOrder();
  return (ranked, most) => {
    const { history, standing, keys } = ledger;
    const whole = countUpTo(STANDING.complete, ranked, standing);
    const runs = countUpTo(STANDING.pruned, ranked, standing);
    if (history === undefined || whole === 0 || whole === runs) return ranked.subarray(0, most);
    const partial = ranked.subarray(whole, runs);
    const best = order.best(history, { whole: ranked.subarray(0, whole), partial, lastOf: (row) => -keys[row]! }, most);
    return [...best, ...ranked.subarray(runs, runs + most - best.length)];
  };
}

/** How many rows, the first ones, have at most this standing. */
function countUpTo(most: number, ranked: Int32Array, standing: Uint8Array): number {
  let [low, high] = [0, ranked.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (standing[ranked[middle]!]! <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
