import type { HistoryView } from '../../history/view.ts';
import type { Untried } from '../untried.ts';
import { isCoarse, Pool, type Scene, scoreAll } from './candidates.ts';
import type { Effort } from './options.ts';

// The last configurations of a finite space. Loaded apart: most spaces are infinite.

export { Untried } from '../untried.ts';

/**
 * The configurations that are left, where they are no more than would be looked at; null elsewhere.
 *
 * @param mine configurations of trials that are asked for together
 */
export function left(
  untried: Untried,
  scene: Scene,
  { candidates, climbs, steps }: Effort,
  history: HistoryView,
  mine: readonly Float64Array[],
): readonly Float64Array[] | null {
  const most = isCoarse(scene) ? 2 * candidates + climbs * steps : candidates;
  const there = untried.atMost(history, most);
  return there?.filter((values) => !mine.some((other) => isSame(values, other))) ?? null;
}

/** The one of highest score among configurations, in the cases of branches that are fixed if any is. */
export function bestOf(configurations: readonly Float64Array[], scene: Scene): Float64Array {
  const { coordinates } = scene;
  const inCases = configurations.filter((values) => fits(values, scene));
  const among = inCases.length > 0 ? inCases : configurations;
  const pool = new Pool(coordinates.width, among.length);
  const point = new Float64Array(coordinates.width);
  for (const values of among) {
    coordinates.encode(point, 0, values);
    scoreAll(scene, pool, point, 1); // one by one: they may lack different coordinates
  }
  return among[pool.ranked()[0]!]!;
}

/** Has a configuration the cases of branches that are fixed? */
function fits(values: Float64Array, { coordinates, frame }: Scene): boolean {
  return coordinates.axes.every((_, axis) => {
    const fixed = frame[coordinates.offsetOf(axis)]!;
    return Number.isNaN(fixed) || values[coordinates.nodeOf(axis)] === fixed;
  });
}

const isSame = (a: Float64Array, b: Float64Array): boolean => a.every((value, i) => Object.is(value, b[i]));
