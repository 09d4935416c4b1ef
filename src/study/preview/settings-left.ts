import type { HistoryView } from '../../history/view.ts';
import { isNew } from '../../samplers/is-new.ts';
import { feasibilityOf } from '../../space/feasibility.ts';
import { pointsOf } from '../../space/points.ts';
import type { SearchSpace } from '../../space/space.ts';
import { ENUMERABLE } from '../another.ts';

/**
 * How many settings of a space no trial has, of those that meet its constraints; null = too many to be counted. Cost O(settings).
 *
 * @param levels of each continuous parameter, as a grid may have them; infinite = a continuous parameter has no end of them
 */
export async function settingsLeft(
  history: HistoryView,
  space: SearchSpace,
  levels = Number.POSITIVE_INFINITY,
): Promise<number | null> {
  const points = pointsOf(space, levels);
  if (points.size > ENUMERABLE) return null;
  const { satisfies } = await feasibilityOf(space);
  let left = 0;
  for (let i = 0; i < points.size; i++) {
    const values = points.valuesAt(i);
    if (satisfies(space, values) && isNew(space, values, history)) left++;
  }
  return left;
}
