/** Does a dominate b: nowhere worse, somewhere better? Points start at `atA`, `atB`; lower is better. */
export function dominates(points: ArrayLike<number>, atA: number, atB: number, dimensions: number): boolean {
  let better = false;
  for (let k = 0; k < dimensions; k++) {
    const a = points[atA + k]!;
    const b = points[atB + k]!;
    if (a > b) return false;
    if (a < b) better = true;
  }
  return better;
}

/**
 * Non-domination ranks: 0 for points that none dominates, 1 for those that only rank 0 dominates, and so on.
 *
 * Equal points share a rank. Cost O(n log n) for two dimensions, else O(n log n + n · front), by insertion in lexicographic order.
 * Source: Zhang et al. 2015, "Efficient non-dominated sorting" (ENS-SS).
 *
 * @param points shape (n × dimensions), no NaN
 */
export function paretoRanks(points: Float64Array, dimensions: number): Int32Array {
  const n = points.length / dimensions;
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => lexicographic(points, a * dimensions, b * dimensions, dimensions) || a - b,
  );
  if (dimensions === 2) return planeRanks(points, order);
  const ranks = new Int32Array(n);
  const fronts: number[][] = [];
  for (const point of order) {
    // an earlier point in this order may dominate, a later one never does
    let rank = 0;
    while (
      rank < fronts.length &&
      fronts[rank]!.some((other) => dominates(points, other * dimensions, point * dimensions, dimensions))
    )
      rank++;
    (fronts[rank] ??= []).push(point);
    ranks[point] = rank;
  }
  return ranks;
}

/**
 * In the plane a front dominates a later point where its lowest second coordinate does, and what a front dominates all earlier
 * fronts do: the rank is found by bisection.
 *
 * @param order indices in lexicographic order
 */
function planeRanks(points: Float64Array, order: readonly number[]): Int32Array {
  const ranks = new Int32Array(order.length);
  const lowest = new Int32Array(order.length); // by front: its first point with the lowest second coordinate
  let fronts = 0;
  for (const point of order) {
    let rank = 0;
    for (let end = fronts; rank < end; ) {
      const middle = (rank + end) >> 1;
      if (dominates(points, 2 * lowest[middle]!, 2 * point, 2)) rank = middle + 1;
      else end = middle;
    }
    if (rank === fronts || points[2 * point + 1]! < points[2 * lowest[rank]! + 1]!) lowest[rank] = point;
    if (rank === fronts) fronts++;
    ranks[point] = rank;
  }
  return ranks;
}

function lexicographic(points: Float64Array, a: number, b: number, dimensions: number): number {
  for (let k = 0; k < dimensions; k++) {
    const own = points[a + k]!;
    const other = points[b + k]!;
    if (own !== other) return own < other ? -1 : 1; // infinities have no difference
  }
  return 0;
}
