import { PAUSED } from '../../history/applied.ts';
import { STATE_CODE, type TimedHistory } from '../../history/view.ts';

/** What trials cost. */
export type Price =
  | {
      /** What an hour of a running trial costs. */
      readonly perHour: number;
    }
  | {
      /** The number that trials report of their cost, the last value of each. */
      readonly metric: string;
    };

/** What each trial has used. Shape (size). */
export interface Spent {
  /** Seconds run, 0 where that is not known. */
  readonly seconds: Float64Array;
  /** Money; null where no price is known. */
  readonly cost: Float64Array | null;
}

/**
 * What each trial has used so far: ended and paused ones what is stored, running ones until `now` (left out: nothing but what they
 * ran before a pause). Who reports no cost is taken to cost what the others do in the same time; a negative cost counts as 0.
 */
export function spentBy(history: TimedHistory, price: Price | null, now = Number.NaN): Spent {
  const seconds = new Float64Array(history.size);
  for (let row = 0; row < seconds.length; row++) seconds[row] = secondsOf(history, row, now);
  if (price === null) return { seconds, cost: null };
  if ('perHour' in price) return { seconds, cost: seconds.map((run) => (run / 3600) * price.perHour) };
  const cost = new Float64Array(history.size).fill(Number.NaN);
  const told = { cost: 0, seconds: 0, count: 0 };
  for (let row = 0; row < cost.length; row++) {
    const last = history.states[row] === STATE_CODE.removed ? undefined : lastOf(history, row, price.metric);
    if (last === undefined || !Number.isFinite(last)) continue;
    cost[row] = Math.max(0, last);
    told.cost += cost[row]!;
    told.seconds += seconds[row]!;
    told.count++;
  }
  if (told.count === 0) return { seconds, cost: null };
  const rate = told.seconds > 0 ? told.cost / told.seconds : 0;
  return { seconds, cost: cost.map((own, row) => (Number.isNaN(own) ? rate * seconds[row]! : own)) };
}

function secondsOf(history: TimedHistory, row: number, now: number): number {
  const state = history.states[row]!;
  if (state === STATE_CODE.removed || state === STATE_CODE.waiting) return 0;
  const whole = history.seconds[row]!;
  if (!Number.isNaN(whole)) return Math.max(0, whole);
  const paused = history.attribute(row, 'system', PAUSED) as { readonly seconds?: number } | null | undefined;
  const since = state === STATE_CODE.running ? Math.max(0, now - history.startedAt[row]!) / 1000 : 0;
  return (paused?.seconds ?? 0) + (Number.isNaN(since) ? 0 : since);
}

/** The last number that a trial reported under a name, be it an objective or a metric. */
function lastOf(history: TimedHistory, row: number, name: string): number | undefined {
  const k = history.objectives.length;
  const index = history.objectives.findIndex((objective) => objective.name === name);
  if (index < 0) return history.metric(row, name)?.values.at(-1);
  const sign = history.objectives[index]!.direction === 'maximize' ? -1 : 1;
  const loss = history.losses[row * k + index]!;
  return sign * (Number.isNaN(loss) ? (history.reports(row).losses.at(index - k) ?? Number.NaN) : loss);
}
