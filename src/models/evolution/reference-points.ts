import { index, type Random } from '../../math/random.ts';
import { paretoRanks } from '../../math/pareto.ts';
import { frontsOf } from './crowding.ts';

/**
 * Evenly spread directions: all points of the simplex whose coordinates are multiples of 1/p, for the largest p that gives at
 * most `most` of them. Source: Das and Dennis 1998.
 *
 * @returns shape (count × k)
 */
export function directions(k: number, most: number): Float64Array {
  if (k === 1) return Float64Array.of(1);
  let p = 1;
  while (combinations(k + p, p + 1) <= most) p++;
  const found: number[] = [];
  const walk = (prefix: readonly number[], left: number): void => {
    if (prefix.length === k - 1) found.push(...prefix, left / p);
    else for (let i = 0; i <= left; i++) walk([...prefix, i / p], left - i);
  };
  walk([], p);
  return Float64Array.from(found);
}

function combinations(n: number, r: number): number {
  let count = 1;
  for (let i = 1; i <= r; i++) count = (count * (n - r + i)) / i;
  return Math.round(count);
}

/**
 * Picks `count` points: whole fronts first, and of the last one those whose directions have the fewest points so far.
 *
 * Source: Deb and Jain 2014, "An evolutionary many-objective optimization algorithm using reference-point-based nondominated
 * sorting" (NSGA-III).
 *
 * @param losses shape (n × k), no NaN
 * @returns indices, those of better fronts first
 */
export function pickByDirections(
  losses: Float64Array,
  k: number,
  count: number,
  towards: Float64Array,
  stream: Random,
): readonly number[] {
  const finite = losses.map((loss) => Math.max(-1e300, Math.min(1e300, loss)));
  const picked: number[] = [];
  for (const front of frontsOf(paretoRanks(losses, k))) {
    const room = count - picked.length;
    if (room === 0) break;
    if (front.length <= room) picked.push(...front);
    else picked.push(...pickFrom(finite, k, picked, front, room, towards, stream));
  }
  return picked;
}

function pickFrom(
  losses: Float64Array,
  k: number,
  kept: readonly number[],
  front: readonly number[],
  room: number,
  towards: Float64Array,
  stream: Random,
): number[] {
  const all = [...kept, ...front];
  const scaled = normalised(losses, k, all);
  const near = all.map((_, i) => nearestDirection(scaled, i * k, k, towards));
  const taken = new Int32Array(towards.length / k);
  for (let i = 0; i < kept.length; i++) taken[near[i]!.direction]!++;
  const waiting = new Map<number, number[]>();
  front.forEach((_, j) => {
    const own = near[kept.length + j]!.direction;
    const list = waiting.get(own);
    if (list === undefined) waiting.set(own, [j]);
    else list.push(j);
  });
  const picked: number[] = [];
  while (picked.length < room) {
    let fewest = Number.POSITIVE_INFINITY;
    for (const direction of waiting.keys()) fewest = Math.min(fewest, taken[direction]!);
    const candidates = [...waiting.keys()].filter((direction) => taken[direction] === fewest).sort((a, b) => a - b);
    const direction = candidates[index(stream, candidates.length)]!;
    const list = waiting.get(direction)!;
    // The first point of a direction is the nearest one, further ones are drawn.
    const distance = (j: number): number => near[kept.length + j]!.distance;
    const at =
      fewest === 0
        ? list.reduce((best, j, i) => (distance(j) < distance(list[best]!) ? i : best), 0)
        : index(stream, list.length);
    picked.push(front[list.splice(at, 1)[0]!]!);
    taken[direction]!++;
    if (list.length === 0) waiting.delete(direction);
  }
  return picked;
}

/** Losses from the ideal point, in units of where the plane through the extreme points meets the axes. */
function normalised(losses: Float64Array, k: number, points: readonly number[]): Float64Array {
  const out = new Float64Array(points.length * k);
  const ideal = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  const worst = new Float64Array(k).fill(Number.NEGATIVE_INFINITY);
  for (const point of points)
    for (let o = 0; o < k; o++) {
      ideal[o] = Math.min(ideal[o]!, losses[point * k + o]!);
      worst[o] = Math.max(worst[o]!, losses[point * k + o]!);
    }
  // By the range first, so that the units in which losses are given do not matter to what is extreme.
  points.forEach((point, i) => {
    for (let o = 0; o < k; o++) out[i * k + o] = (losses[point * k + o]! - ideal[o]!) / (worst[o]! - ideal[o]! || 1);
  });
  const meets = intercepts(out, k);
  if (meets !== null) for (let i = 0; i < out.length; i++) out[i]! /= meets[i % k]!;
  return out;
}

/** Where the plane through the extreme points meets the axes; null where there is no such plane. */
function intercepts(shifted: Float64Array, k: number): Float64Array | null {
  const rows: Float64Array[] = [];
  for (let o = 0; o < k; o++) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < shifted.length; at += k) {
      let most = 0; // the achievement scalarisation for axis o
      for (let c = 0; c < k; c++) most = Math.max(most, shifted[at + c]! / (c === o ? 1 : 1e-6));
      if (most < least) {
        least = most;
        best = at;
      }
    }
    rows.push(Float64Array.of(...shifted.subarray(best, best + k), 1));
  }
  const solution = solved(rows, k);
  if (solution === null || !solution.every((x) => x > 1e-300 && Number.isFinite(1 / x))) return null;
  return solution.map((x) => 1 / x);
}

/** Gaussian elimination with pivots; null for a singular system. */
function solved(rows: readonly Float64Array[], k: number): Float64Array | null {
  const order = [...rows];
  for (let column = 0; column < k; column++) {
    let pivot = column;
    for (let i = column + 1; i < k; i++) if (Math.abs(order[i]![column]!) > Math.abs(order[pivot]![column]!)) pivot = i;
    [order[column], order[pivot]] = [order[pivot]!, order[column]!];
    const top = order[column]!;
    if (!(Math.abs(top[column]!) > 1e-12 * Math.abs(order[0]![0]!))) return null;
    for (let i = 0; i < k; i++) {
      if (i === column) continue;
      const factor = order[i]![column]! / top[column]!;
      for (let c = column; c <= k; c++) order[i]![c]! -= factor * top[c]!;
    }
  }
  return Float64Array.from(order, (row, i) => row[k]! / row[i]!);
}

function nearestDirection(points: Float64Array, at: number, k: number, towards: Float64Array) {
  let direction = 0;
  let distance = Number.POSITIVE_INFINITY;
  let square = 0;
  for (let o = 0; o < k; o++) square += points[at + o]! * points[at + o]!;
  for (let from = 0; from < towards.length; from += k) {
    let along = 0;
    let length = 0;
    for (let o = 0; o < k; o++) {
      along += points[at + o]! * towards[from + o]!;
      length += towards[from + o]! * towards[from + o]!;
    }
    const off = square - (along * along) / length;
    if (off < distance) {
      distance = off;
      direction = from / k;
    }
  }
  return { direction, distance };
}
