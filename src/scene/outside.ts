import { isSquarable } from '../math/squarable.ts';
import { counted } from './number-text.ts';

/** Do these values have an axis of their usual ones, which others lie beyond? Else it reaches all finite ones. */
const hasUsual = (lists: readonly ArrayLike<number>[]): boolean =>
  lists.some((list) => Array.prototype.some.call(list, isSquarable));

/** Which values the axis of `domainOfValues` reaches: not infinite ones, nor those near the end of what numbers hold. */
export const reaches = (lists: readonly ArrayLike<number>[]): ((value: number) => boolean) =>
  hasUsual(lists) ? isSquarable : Number.isFinite;

/** A sentence on the values that lie beyond the axis of `domainOfValues`; none where it reaches all. */
export function outsideWords(...lists: readonly ArrayLike<number>[]): readonly string[] {
  const isReached = reaches(lists);
  let count = 0;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) if (!Number.isNaN(list[i]!) && !isReached(list[i]!)) count++;
  if (count === 0) return [];
  return [
    `${counted(count, 'value')} ${count === 1 ? 'lies beyond the axis, and is' : 'lie beyond the axis, and are'} drawn at its end${count === 1 ? '' : 's'}.`,
  ];
}
