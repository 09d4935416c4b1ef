import { PAUSED } from '../../history/applied.ts';
import { reportedCost } from '../../history/reported-cost.ts';
import { STATE_CODE, type TimedHistory } from '../../history/view.ts';

/** What trials cost. */
export type Price =
  | {
      /** What an hour of a running trial costs. */
      readonly perHour: number;
    }
  | {
      /** The number that trials report of their cost: the last value of each, and what they had spent on steps that they ran again. */
      readonly metric: string;
    };

/** Until when running trials have run, milliseconds since 1970 UTC: all of them, or each row: what nobody computes any more until its last sign of life. */
export type Until = number | ((row: number) => number);

/** What each trial has used. Shape (size). */
export interface Spent {
  /** Seconds run, 0 where that is not known. */
  readonly seconds: Float64Array;
  /** Money; null where no price is known. */
  readonly cost: Float64Array | null;
}

/**
 * What each trial has used so far: ended and paused ones what is stored, running ones until `now`, the same or one of each row, in milliseconds
 * since 1970 UTC (left out: nothing but what they ran before a pause). Who reports no cost is taken to cost what the others do in the same time; a negative cost counts as 0.
 */
export function spentBy(history: TimedHistory, price: Price | null, now: Until = Number.NaN): Spent {
  const seconds = new Float64Array(history.size);
  for (let row = 0; row < seconds.length; row++) seconds[row] = secondsOf(history, row, now);
  if (price === null) return { seconds, cost: null };
  if ('perHour' in price) return { seconds, cost: seconds.map((run) => (run / 3600) * price.perHour) };
  const cost = new Float64Array(history.size).fill(Number.NaN);
  const told = { cost: 0, seconds: 0, count: 0 };
  for (let row = 0; row < cost.length; row++) {
    const own = history.states[row] === STATE_CODE.removed ? null : reportedCost(history, row, price.metric);
    if (own === null) continue;
    cost[row] = own;
    told.cost += own;
    told.seconds += seconds[row]!;
    told.count++;
  }
  if (told.count === 0) return { seconds, cost: null };
  const rate = told.seconds > 0 ? told.cost / told.seconds : 0;
  return { seconds, cost: cost.map((own, row) => (Number.isNaN(own) ? rate * seconds[row]! : own)) };
}

function secondsOf(history: TimedHistory, row: number, now: Until): number {
  const state = history.states[row]!;
  if (state === STATE_CODE.removed || state === STATE_CODE.waiting) return 0;
  const whole = history.seconds[row]!;
  if (!Number.isNaN(whole)) return Math.max(0, whole);
  const paused = history.attribute(row, 'system', PAUSED) as { readonly seconds?: number } | null | undefined;
  const since = state === STATE_CODE.running ? Math.max(0, untilOf(now, row) - history.startedAt[row]!) / 1000 : 0;
  return (paused?.seconds ?? 0) + (Number.isNaN(since) ? 0 : since);
}

const untilOf = (now: Until, row: number): number => (typeof now === 'number' ? now : now(row));
