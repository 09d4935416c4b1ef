import type { Random } from '../../math/random.ts';

/** The row of the prior kernel; trials start at 1. */
export const PRIOR = 0;

/**
 * A mixture's kernels on some of its axes. A kernel is a product over factors; all log densities are relative to the uniform one.
 *
 * Rows are kernels. What a factor answers depends on the set of rows added, not on the order of adding and removing.
 */
export interface Factor {
  /** Axes that this factor is about. */
  readonly axes: readonly number[];
  /** Adds a kernel at the point that starts at `from`. */
  add(row: number, point: ArrayLike<number>, from: number): void;
  remove(row: number): void;
  /** Brings bandwidths up to date; `kernels` counts the prior in. */
  prepare(kernels: number, floor: number): void;
  /**
   * Adds log factors: terms[i · count + j] += ln k_i(point j), for the first `size` of `members`.
   *
   * @param points shape (count × width); all of them lack the same coordinates
   */
  score(
    terms: Float64Array,
    members: Int32Array,
    size: number,
    points: Float64Array,
    count: number,
    width: number,
  ): void;
  /** Writes moved[i] = terms[i] + the change of ln k_i when one coordinate goes to `to` (at `point` it still is the old one). */
  move(
    moved: Float64Array,
    terms: Float64Array,
    members: Int32Array,
    size: number,
    axis: number,
    point: Float64Array,
    to: Float64Array,
  ): void;
  /**
   * Draws the coordinate of one axis from one kernel; from the prior's where the kernel lacks it.
   *
   * @param stops a normal kernel's draws stop at the ends of [0, 1] instead of being truncated there
   */
  draw(out: Float64Array, from: number, axis: number, row: number, stream: Random, stops: boolean): void;
  /** Takes one random step on one axis of the point, in place: to a neighbour, to another choice, to a similar ordering; none on a real one. */
  step(point: Float64Array, axis: number, stream: Random): void;
}
