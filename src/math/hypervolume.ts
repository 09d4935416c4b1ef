/**
 * The volume that a set of points dominates within a reference point; lower is better, in every dimension. Exact.
 *
 * Points beyond the reference count as nothing. Two dimensions by a sweep, three by a sweep with a staircase, both
 * O(n log n) (n² moves of numbers at worst in three); more by WFG, exponential in d at worst: meant for fronts of a few
 * hundred points up to d = 5. Source: While, Bradstreet, Barone 2012, "A fast way of calculating exact hypervolumes".
 *
 * @param points shape (n × d), no NaN
 */
export function hypervolume(points: Float64Array, reference: Float64Array): number {
  const d = reference.length;
  const inside: Float64Array[] = [];
  for (let at = 0; at < points.length; at += d) {
    const point = points.subarray(at, at + d);
    if (point.every((x, k) => x < reference[k]!)) inside.push(point);
  }
  return volume(inside, reference, d);
}

/** Volume over the first `d` coordinates, all points being within the reference. */
function volume(points: readonly Float64Array[], reference: Float64Array, d: number): number {
  if (points.length === 0) return 0;
  if (points.length === 1) return box(points[0]!, reference, d);
  if (d === 1) return reference[0]! - points.reduce((least, point) => Math.min(least, point[0]!), reference[0]!);
  if (d === 2) return area(points, reference);
  if (d === 3) return swept(points, reference);
  return sliced(points, reference, d);
}

function box(point: Float64Array, reference: Float64Array, d: number): number {
  let product = 1;
  for (let k = 0; k < d; k++) product *= reference[k]! - point[k]!;
  return product;
}

/**
 * WFG: each point adds its box less what the points after it have in common with it. Taken from the worst last coordinate to the
 * best, all that is in common shares that coordinate, so the recursion loses a dimension.
 */
function sliced(points: readonly Float64Array[], reference: Float64Array, d: number): number {
  const last = d - 1;
  const order = nonDominated(points, d).sort((a, b) => b[last]! - a[last]!);
  let sum = 0;
  order.forEach((point, i) => {
    const common = order.slice(i + 1).map((other) => other.map((x, k) => Math.max(x, point[k]!)));
    const base = box(point, reference, last) - volume(nonDominated(common, last), reference, last);
    sum += (reference[last]! - point[last]!) * base;
  });
  return sum;
}

/** The points that none dominates in the first `d` coordinates; of equal ones, the first. */
function nonDominated(points: readonly Float64Array[], d: number): Float64Array[] {
  const front: Float64Array[] = [];
  for (const point of points) {
    if (front.some((other) => covers(other, point, d))) continue;
    for (let i = front.length - 1; i >= 0; i--) if (covers(point, front[i]!, d)) front.splice(i, 1);
    front.push(point);
  }
  return front;
}

/** Is a nowhere worse than b? */
function covers(a: Float64Array, b: Float64Array, d: number): boolean {
  for (let k = 0; k < d; k++) if (a[k]! > b[k]!) return false;
  return true;
}

/** Three dimensions: upwards along the last one, with the staircase of the first two and the area above it. */
function swept(points: readonly Float64Array[], reference: Float64Array): number {
  const [right, top, end] = reference as unknown as [number, number, number];
  const order = [...points].sort((a, b) => a[2]! - b[2]!);
  const xs = [Number.NEGATIVE_INFINITY, right]; // ascending; ys descending; the first and the last are walls
  const ys = [top, Number.NEGATIVE_INFINITY];
  let base = 0;
  let sum = 0;
  order.forEach((point, i) => {
    const x = point[0]!;
    const y = point[1]!;
    const at = firstAbove(xs, x); // steps before it are at or left of x
    if (ys[at - 1]! > y) {
      let upper = ys[at - 1]!;
      let left = x;
      let to = at;
      // Over every step that the point sinks below, the area between them.
      for (; ; to++) {
        base += (xs[to]! - left) * (upper - y);
        if (!(ys[to]! >= y)) break;
        left = xs[to]!;
        upper = ys[to]!;
      }
      const from = xs[at - 1] === x ? at - 1 : at;
      xs.splice(from, to - from, x);
      ys.splice(from, to - from, y);
    }
    sum += base * ((i + 1 < order.length ? order[i + 1]![2]! : end) - point[2]!);
  });
  return sum;
}

function firstAbove(sorted: readonly number[], x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

function area(points: readonly Float64Array[], reference: Float64Array): number {
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
