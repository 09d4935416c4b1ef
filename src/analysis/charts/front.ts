import { dominates } from '../../math/pareto.ts';

/**
 * Which points none dominates: 1, the others 0; of equal ones all. Lower is better, infinities count as numbers.
 *
 * Points are taken in lexicographic order, where only an earlier one can dominate. Up to two objectives cost O(n log n), more O(n log n +
 * n · front) at worst: whoever dominated last is asked first, so what is far from the front is told at once.
 *
 * @param points shape (n × k), no NaN
 */
export function onFront(points: Float64Array, k: number): Uint8Array {
  const n = points.length / k;
  const sorted = Uint32Array.from(new Uint32Array(n).keys()).sort(
    (a, b) => lexicographic(points, a * k, b * k, k) || a - b,
  );
  const isOn = new Uint8Array(n);
  const front: number[] = [];
  for (const i of sorted) {
    // With two objectives the last one of the front has the lowest second value so far.
    const by = k <= 2 ? lastThatDominates(points, front, i, k) : anyThatDominates(points, front, i, k);
    if (by < 0) {
      isOn[i] = 1;
      front.push(i);
    } else if (k > 2) swap(front, 0, by);
  }
  return isOn;
}

function swap(list: number[], a: number, b: number): void {
  const one = list[a]!;
  list[a] = list[b]!;
  list[b] = one;
}

function lastThatDominates(points: Float64Array, front: readonly number[], i: number, k: number): number {
  const last = front.length - 1;
  return last >= 0 && dominates(points, front[last]! * k, i * k, k) ? last : -1;
}

function anyThatDominates(points: Float64Array, front: readonly number[], i: number, k: number): number {
  for (let at = 0; at < front.length; at++) if (dominates(points, front[at]! * k, i * k, k)) return at;
  return -1;
}

/** Which of two numbers is less; infinities have no difference. */
export const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

function lexicographic(points: Float64Array, a: number, b: number, k: number): number {
  for (let o = 0; o < k; o++) {
    const way = order(points[a + o]!, points[b + o]!);
    if (way !== 0) return way;
  }
  return 0;
}
