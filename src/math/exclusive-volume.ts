import { hypervolume } from './hypervolume.ts';

/**
 * How much of the dominated volume each point holds alone: what `hypervolume` would lose without it.
 *
 * 0 for points that are dominated, doubled, or beyond the reference. Lower is better. Cost: n hypervolumes of at most n − 1
 * points, where a front in two dimensions needs only a sort.
 *
 * @param points shape (n × d), no NaN
 */
export function exclusiveVolumes(points: Float64Array, reference: Float64Array): Float64Array {
  const d = reference.length;
  const n = points.length / d;
  const areas = d === 2 ? exclusiveAreas(points, reference) : null;
  if (areas !== null) return areas;
  const shares = new Float64Array(n);
  const common = new Float64Array(points.length - (n > 0 ? d : 0));
  for (let i = 0; i < n; i++) {
    let own = 1;
    for (let k = 0; k < d; k++) own *= Math.max(0, reference[k]! - points[i * d + k]!);
    if (own === 0 || !limit(common, points, i, n, d)) continue;
    shares[i] = Math.max(0, own - hypervolume(common, reference));
  }
  return shares;
}

/** What each other point has in common with point i. False if one of them covers it. */
function limit(common: Float64Array, points: Float64Array, i: number, n: number, d: number): boolean {
  let at = 0;
  for (let j = 0; j < n; j++) {
    if (j === i) continue;
    let covered = true;
    for (let k = 0; k < d; k++) {
      const own = points[i * d + k]!;
      const other = points[j * d + k]!;
      if (other > own) covered = false;
      common[at++] = other > own ? other : own;
    }
    if (covered) return false;
  }
  return true;
}

/** Along a front each point holds the rectangle between its two neighbours. Null if a point within the reference is dominated. */
function exclusiveAreas(points: Float64Array, reference: Float64Array): Float64Array | null {
  const n = points.length / 2;
  const x = (i: number): number => points[2 * i]!;
  const y = (i: number): number => points[2 * i + 1]!;
  const front = Array.from({ length: n }, (_, i) => i)
    .filter((i) => x(i) < reference[0]! && y(i) < reference[1]!)
    .sort((i, j) => x(i) - x(j));
  for (let at = 1; at < front.length; at++) {
    // Strictly right and strictly below, or it is covered (or, at equal x, covers).
    if (!(x(front[at]!) > x(front[at - 1]!) && y(front[at]!) < y(front[at - 1]!))) return null;
  }
  const shares = new Float64Array(n);
  front.forEach((i, at) => {
    const right = at + 1 < front.length ? x(front[at + 1]!) : reference[0]!;
    const above = at > 0 ? y(front[at - 1]!) : reference[1]!;
    shares[i] = (right - x(i)) * (above - y(i));
  });
  return shares;
}
