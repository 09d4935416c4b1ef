/** A stretch of points on which the fit is level. */
interface Level {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly count: number;
}

/**
 * Isotonic regression: of all functions that do not fall, the one nearest to points by squares. Between level stretches it is
 * straight, beyond the first and the last point level.
 *
 * Cost O(n log n); a value of it O(log n). The order of the points does not matter.
 *
 * @param points [x, y] each, finite, at least one
 * Source: pooling of adjacent violators, Ayer et al. 1955; between the stretches as scikit-learn has it.
 */
export function isotonic(points: readonly (readonly [x: number, y: number])[]): (x: number) => number {
  const levels: Level[] = [];
  for (const level of levelsOfEachX(points)) {
    levels.push(level);
    while (levels.length > 1 && heightOf(levels.at(-2)!) >= heightOf(levels.at(-1)!))
      levels.push(joined(...(levels.splice(-2) as [Level, Level])));
  }
  return (x) => heightAt(levels, x);
}

/** What points share an x has one height. */
function levelsOfEachX(points: readonly (readonly [x: number, y: number])[]): Level[] {
  const ascending = points.toSorted(([x, y], [other, height]) => x - other || y - height);
  const levels: Level[] = [];
  for (const [x, y] of ascending) {
    const level = { from: x, to: x, sum: y, count: 1 };
    const before = levels.at(-1);
    if (before?.to === x) levels[levels.length - 1] = joined(before, level);
    else levels.push(level);
  }
  return levels;
}

const joined = (one: Level, next: Level): Level => ({
  from: one.from,
  to: next.to,
  sum: one.sum + next.sum,
  count: one.count + next.count,
});

const heightOf = ({ sum, count }: Level): number => sum / count;

function heightAt(levels: readonly Level[], x: number): number {
  let [low, high] = [0, levels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (levels[middle]!.from <= x) low = middle + 1;
    else high = middle;
  }
  const [at, next] = [levels[low - 1], levels[low]];
  if (at === undefined) return heightOf(next!);
  if (next === undefined || x <= at.to) return heightOf(at);
  const share = (x - at.to) / (next.from - at.to);
  return (1 - share) * heightOf(at) + share * heightOf(next);
}
