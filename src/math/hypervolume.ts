import { dominates } from './pareto.ts';

/**
 * The volume that a set of points dominates within a reference point; lower is better, in every dimension.
 *
 * Points beyond the reference count as nothing. One and two dimensions by a sweep, more by slicing along the last one
 * (HSO), O(n^(d−1)): meant for fronts of some dozen points. Source: While et al. 2006.
 *
 * @param points shape (n × d)
 */
export function hypervolume(points: Float64Array, reference: Float64Array): number {
  const d = reference.length;
  const inside: Float64Array[] = [];
  for (let at = 0; at < points.length; at += d) {
    const point = points.slice(at, at + d);
    if (point.every((x, k) => x < reference[k]!)) inside.push(point);
  }
  return volume(inside, reference, d);
}

/** Volume over the first `d` coordinates. */
function volume(points: Float64Array[], reference: Float64Array, d: number): number {
  if (points.length === 0) return 0;
  if (d === 1) return reference[0]! - Math.min(...points.map((point) => point[0]!));
  if (d === 2) return area(points, reference);
  const last = d - 1;
  const sorted = [...points].sort((a, b) => a[last]! - b[last]!);
  let sum = 0;
  const slice: Float64Array[] = [];
  for (let i = 0; i < sorted.length; i++) {
    insert(slice, sorted[i]!, last);
    const depth = (i + 1 < sorted.length ? sorted[i + 1]![last]! : reference[last]!) - sorted[i]![last]!;
    if (depth > 0) sum += depth * volume(slice, reference, last);
  }
  return sum;
}

/** Keeps only points that none dominates in the first `d` coordinates. */
function insert(front: Float64Array[], point: Float64Array, d: number): void {
  const equal = (other: Float64Array): boolean => other.subarray(0, d).every((x, k) => x === point[k]);
  if (front.some((other) => equal(other) || dominates([...other, ...point], 0, other.length, d))) return;
  for (let i = front.length - 1; i >= 0; i--)
    if (dominates([...point, ...front[i]!], 0, point.length, d)) front.splice(i, 1);
  front.push(point);
}

function area(points: Float64Array[], reference: Float64Array): number {
  const sorted = [...points].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  let height = reference[1]!;
  let sum = 0;
  for (const point of sorted) {
    if (point[1]! >= height) continue;
    sum += (reference[0]! - point[0]!) * (height - point[1]!);
    height = point[1]!;
  }
  return sum;
}

/**
 * Which `count` of the points keep most of the volume: greedily, the one that adds most first, earlier ones among equals.
 *
 * At least 1 − 1/e of the best possible (Nemhauser et al. 1978). What a point adds only shrinks while the set grows, so a
 * point is looked at again only when its last known gain is the largest ("lazy greedy", Minoux 1978).
 *
 * @param points shape (n × d)
 * @returns indices of points, in the order they were taken
 */
export function bestSubset(points: Float64Array, reference: Float64Array, count: number): readonly number[] {
  const d = reference.length;
  const n = points.length / d;
  const gains = Float64Array.from({ length: n }, (_, i) => hypervolume(points.subarray(i * d, (i + 1) * d), reference));
  const known = new Int32Array(n); // size of the set when the gain was computed
  const taken: number[] = [];
  const left = new Set(Array.from({ length: n }, (_, i) => i));
  let chosen = new Float64Array(0);
  let total = 0;
  while (taken.length < count && left.size > 0) {
    let top = -1;
    for (const i of left) if (top < 0 || gains[i]! > gains[top]!) top = i;
    if (known[top] === taken.length) {
      taken.push(top);
      left.delete(top);
      chosen = joined(chosen, points.subarray(top * d, (top + 1) * d));
      total = hypervolume(chosen, reference);
    } else {
      gains[top] = hypervolume(joined(chosen, points.subarray(top * d, (top + 1) * d)), reference) - total;
      known[top] = taken.length;
    }
  }
  return taken;
}

function joined(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
