import { isFeasible } from '../../history/best.ts';
import type { HistoryView } from '../../history/view.ts';
import type { Supply } from '../limits/limit.ts';
import type { Wanted } from '../../history/repeats.ts';

/** Of time, computation or money, no more than this share is kept back from the search. */
export const LARGEST_SHARE = 1 / 3;

/**
 * Milliseconds before a supply is used up at which the search ends, so that the best trials can be run again within it: as long
 * as whole trials have taken on average, once for those that run by then, and as often as the repeats take on all lanes.
 *
 * @param more how many more trials run on all lanes than do now
 */
export function reserveMs(history: HistoryView, wanted: Wanted, lanes: number, supply: Supply, more: number): number {
  let [sum, count] = [0, 0];
  for (let row = 0; row < history.size; row++)
    if (isFeasible(history, row) && Number.isFinite(history.seconds[row]!)) {
      sum += history.seconds[row]!;
      count++;
    }
  if (count === 0) return 0;
  const rounds = 1 + Math.ceil((wanted.top * wanted.repeats) / lanes);
  return 1000 * Math.min((rounds * sum) / count, (LARGEST_SHARE * supply.most) / supply.perSecond(more));
}
