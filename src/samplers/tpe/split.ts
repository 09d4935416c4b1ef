import { bestSubset } from '../../math/hypervolume.ts';
import { paretoRanks } from '../../math/pareto.ts';
import { STANDING } from '../standing.ts';
import type { Ledger } from './ledger.ts';

/**
 * The best trials of a study with several objectives: feasible before pruned before infeasible; complete ones by front, the
 * last front cut so that it keeps most of the hypervolume.
 *
 * Source: Ozaki et al. 2022 (MOTPE), as in Optuna 5.
 *
 * @param rows finished trials by number
 */
export function bestOfSeveral(ledger: Ledger, rows: Int32Array, count: number): readonly number[] {
  const complete: number[] = [];
  const rest: number[] = [];
  for (const row of rows) (isComparable(ledger, row) ? complete : rest).push(row);
  const chosen = bestFronts(ledger, complete, count);
  if (chosen.length < count) {
    rest.sort((a, b) => ledger.standing[a]! - ledger.standing[b]! || ledger.keys[a]! - ledger.keys[b]! || a - b);
    chosen.push(...rest.slice(0, count - chosen.length));
  }
  return chosen;
}

function isComparable(ledger: Ledger, row: number): boolean {
  if (ledger.standing[row] !== STANDING.complete) return false;
  for (let o = 0; o < ledger.objectives; o++)
    if (Number.isNaN(ledger.losses[row * ledger.objectives + o]!)) return false;
  return true;
}

function bestFronts(ledger: Ledger, rows: readonly number[], count: number): number[] {
  const d = ledger.objectives;
  const losses = new Float64Array(rows.length * d);
  rows.forEach((row, i) => losses.set(ledger.losses.subarray(row * d, (row + 1) * d), i * d));
  const ranks = paretoRanks(losses, d);
  const chosen: number[] = [];
  for (let rank = 0; chosen.length < count; rank++) {
    const front = rows.flatMap((_, i) => (ranks[i] === rank ? [i] : []));
    if (front.length === 0) break;
    const room = count - chosen.length;
    if (front.length <= room) chosen.push(...front.map((i) => rows[i]!));
    else chosen.push(...cut(losses, d, front, room).map((i) => rows[i]!));
  }
  return chosen;
}

function cut(losses: Float64Array, d: number, front: readonly number[], room: number): readonly number[] {
  const points = new Float64Array(front.length * d);
  front.forEach((i, j) => points.set(losses.subarray(i * d, (i + 1) * d), j * d));
  for (let at = 0; at < points.length; at++) points[at] = Math.max(-1e300, Math.min(1e300, points[at]!)); // infinities have no volume
  return bestSubset(points, referencePoint(points, d), room).map((j) => front[j]!);
}

/** A little worse than the worst in every objective; Optuna's rule. */
function referencePoint(points: Float64Array, d: number): Float64Array {
  const worst = new Float64Array(d).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < points.length; at++) worst[at % d] = Math.max(worst[at % d]!, points[at]!);
  return worst.map((w) => {
    const reference = Math.max(1.1 * w, 0.9 * w);
    return reference === w ? w + 1e-12 : reference;
  });
}
