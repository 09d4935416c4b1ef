import { bestFronts } from '../../math/best-fronts.ts';
import { STANDING } from '../standing.ts';
import type { BestOf } from './best.ts';
import type { Ledger } from './ledger.ts';

/**
 * The best trials of a study with several objectives: feasible before pruned before infeasible; complete ones by front, the
 * last front cut so that it keeps most of the hypervolume.
 *
 * Source: Ozaki et al. 2022 (MOTPE), as in Optuna 5.
 */
export const bestOfSeveral =
  (ledger: Ledger): BestOf =>
  (rows, count) => {
    const complete: number[] = [];
    const rest: number[] = [];
    for (const row of rows) (isComparable(ledger, row) ? complete : rest).push(row);
    const chosen = best(ledger, complete, count);
    if (chosen.length < count) {
      rest.sort((a, b) => ledger.standing[a]! - ledger.standing[b]! || ledger.keys[a]! - ledger.keys[b]! || a - b);
      chosen.push(...rest.slice(0, count - chosen.length));
    }
    return chosen;
  };

function isComparable(ledger: Ledger, row: number): boolean {
  if (ledger.standing[row] !== STANDING.complete) return false;
  for (let o = 0; o < ledger.objectives; o++)
    if (Number.isNaN(ledger.losses[row * ledger.objectives + o]!)) return false;
  return true;
}

function best(ledger: Ledger, rows: readonly number[], count: number): number[] {
  const d = ledger.objectives;
  const losses = new Float64Array(rows.length * d);
  rows.forEach((row, i) => losses.set(ledger.losses.subarray(row * d, (row + 1) * d), i * d));
  return bestFronts(losses, d, count).map((i) => rows[i]!);
}
