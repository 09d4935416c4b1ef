import { index, type Random } from '../../math/random.ts';
import { axisWidth } from '../../models/mixture/axis.ts';
import { allowed, type Pool, type Scene, scoreAll } from './candidates.ts';
import type { Ledger } from './ledger.ts';

/** Trials around which points are drawn; the second guards against a lucky first. */
const CENTRES = 2;

/** Length of a step, in differences of two good trials. */
const STEP = 0.5;

/** Fewest good trials whose differences say anything. */
export const LEAST_GOOD = 4;

/**
 * Draws points near the best trials and scores them as all others.
 *
 * All real coordinates move by half the difference of two good trials, so that steps have the lengths and directions in which
 * good trials lie, and shrink as these close in; one coordinate, if it is discrete, goes a step. Kernels along the axes know
 * neither directions nor lengths below their least bandwidth.
 *
 * Source: the mutation of differential evolution, Storn and Price 1997.
 *
 * @param good rows of good trials, best first, at least `LEAST_GOOD`
 */
export function drawNearby(
  scene: Scene,
  ledger: Ledger,
  good: ArrayLike<number>,
  pool: Pool,
  count: number,
  stream: Random,
): void {
  const { coordinates, below, free, frame } = scene;
  const { points, width } = ledger;
  const drawn = new Float64Array(count * width);
  const rowAmong = (first: number): number => good[index(stream, first)]! * width;
  for (let j = 0; j < count; j++) {
    const point = drawn.subarray(j * width, (j + 1) * width);
    point.set(frame);
    const centre = rowAmong(CENTRES);
    const a = rowAmong(good.length);
    const b = rowAmong(good.length);
    const stepped = free[index(stream, free.length)]!;
    const kernel = below.pick(stream);
    for (const axis of free) {
      const at = coordinates.offsetOf(axis);
      const kind = coordinates.axes[axis]!;
      if (Number.isNaN(points[centre + at]!)) {
        below.draw(point, 0, axis, kernel, stream); // another branch's best has no such coordinate
        continue;
      }
      for (let i = at; i < at + axisWidth(kind); i++) point[i] = points[centre + i]!;
      if (kind.kind === 'real') {
        const difference = points[a + at]! - points[b + at]!;
        if (!Number.isNaN(difference)) point[at] = Math.min(1, Math.max(0, point[at]! + STEP * difference));
      } else if (axis === stepped) below.step(point, axis, stream);
    }
    allowed(scene, point, stream);
  }
  scoreAll(scene, pool, drawn, count);
}
