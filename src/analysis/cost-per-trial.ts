import { reportedCost } from '../history/reported-cost.ts';
import type { HistoryView } from '../history/view.ts';
import type { Price } from './charts/spent.ts';
import { endedRows, meanSeconds } from './forecast.ts';

/**
 * What a trial has cost on average: the same trials as of `meanSeconds`, so that time and money of a forecast agree. Those that reported no cost are taken
 * to have cost what the others did in the same time. null where nothing is known of it.
 */
export function costPerTrial(history: HistoryView, price: Price): number | null {
  const seconds = meanSeconds(history);
  if ('perHour' in price) return seconds === null ? null : (seconds / 3600) * price.perHour;
  const told = { cost: 0, seconds: 0, count: 0 };
  for (const row of endedRows(history)) {
    const cost = reportedCost(history, row, price.metric);
    if (cost === null) continue;
    const ran = history.seconds[row]!;
    told.cost += cost;
    told.seconds += ran > 0 ? ran : 0;
    told.count++;
  }
  if (told.count === 0) return null;
  return seconds === null || told.seconds === 0 ? told.cost / told.count : (told.cost / told.seconds) * seconds;
}
