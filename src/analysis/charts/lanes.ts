import { Present } from './present.ts';

/** Which lane each segment lies in. */
export interface Lanes {
  /** Shape of the segments. */
  readonly lanes: Int32Array;
  /** The group that a lane belongs to, by lane: those of one group lie together. */
  readonly groups: readonly number[];
}

/**
 * Lays segments into as few lanes as there are segments at once, group by group: each takes the first lane of its group that is free.
 * Cost O(n log n).
 *
 * @param starts shape (n)
 * @param ends shape (n); not before the start, Infinity = open
 * @param groups shape (n): numbers from 0
 */
export function laidOut(starts: Float64Array, ends: Float64Array, groups: Int32Array): Lanes {
  const n = starts.length;
  const sorted = (by: Float64Array): Uint32Array =>
    Uint32Array.from(by.keys()).sort((a, b) => (by[a]! < by[b]! ? -1 : by[a]! > by[b]! ? 1 : a - b));
  const sizes: number[] = [];
  for (const group of groups) sizes[group] = (sizes[group] ?? 0) + 1;
  const free = sizes.map((size) => new Present(size + 1));
  const used = sizes.map(() => 0);
  const own = new Int32Array(n).fill(-1);
  const over = new Uint8Array(n);
  const byEnd = sorted(ends);
  let ended = 0;
  for (const i of sorted(starts)) {
    for (; ended < n && ends[byEnd[ended]!]! <= starts[i]!; ended++) {
      const before = byEnd[ended]!;
      over[before] = 1;
      if (own[before]! >= 0) free[groups[before]!]!.add(own[before]! + 1);
    }
    const group = groups[i]!;
    const found = free[group]!.after(0);
    if (found > 0) free[group]!.remove(found);
    own[i] = found > 0 ? found - 1 : used[group]!++;
    if (over[i] === 1) free[group]!.add(own[i]! + 1); // it took no time
  }
  const first: number[] = [];
  used.reduce((sum, lanes, group) => {
    first[group] = sum;
    return sum + lanes;
  }, 0);
  return {
    lanes: own.map((lane, i) => lane + first[groups[i]!]!),
    groups: used.flatMap((lanes, group) => Array.from({ length: lanes }, () => group)),
  };
}
