import { bestSubset } from './hypervolume.ts';
import { paretoRanks } from './pareto.ts';

/**
 * The best of some points of several losses: front by front, the last one cut so that it keeps most of the hypervolume.
 *
 * @param losses shape (n × d), row-major, no NaN; lower is better
 * @returns indices of points, at most `count`, better fronts first
 * Source: Ozaki et al. 2022 (MOTPE), as in Optuna 5.
 */
export function bestFronts(losses: Float64Array, d: number, count: number): readonly number[] {
  const ranks = paretoRanks(losses, d);
  const fronts: number[][] = [];
  ranks.forEach((rank, i) => (fronts[rank] ??= []).push(i));
  const chosen: number[] = [];
  for (const front of fronts) {
    const room = count - chosen.length;
    if (room <= 0) break;
    for (const i of front.length <= room ? front : cut(losses, d, front, room)) chosen.push(i);
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
