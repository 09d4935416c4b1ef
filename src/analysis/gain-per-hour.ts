import type { HistoryView } from '../history/view.ts';
import { forecast, type ForecastOptions, meanSeconds } from './forecast.ts';

/** What an hour more is expected to gain; in 80 of 100 cases the gain lies from `low` to `high`. In the objective's unit, at least 0. */
export interface HourlyGain {
  readonly gain: number;
  readonly low: number;
  readonly high: number;
}

/** The trials that are looked ahead. */
const AHEAD = 25;

/** Every result is asked until so many trials, then one in so many. */
const FEW = 50;
const EVERY = 10;

/** Trials shorter than this, in seconds, are judged by their records alone: a model would take longer than they do. */
const SHORT = 1;

/**
 * What an hour of computing gains at the pace of the next 25 trials: the function that `whenGainPerHourBelow` asks.
 *
 * Beyond 50 trials it answers at every tenth alone, null in between, so that it takes next to no time.
 *
 * @returns null where that cannot be told: too few results, several objectives, no times
 */
export function gainPerHour(options: Pick<ForecastOptions, 'seed' | 'space' | 'isGuided'>) {
  return (history: HistoryView): HourlyGain | null => {
    const ended = history.size - history.open.length;
    if (ended > FEW && ended % EVERY !== 0) return null;
    const seconds = meanSeconds(history);
    if (seconds === null) return null;
    const space = seconds < SHORT ? null : options.space;
    const outlook = forecast(history, { ...options, space, trials: [AHEAD] }).outlooks[0];
    if (outlook === undefined || outlook.perHour === null) return null;
    const inAnHour = (gain: number): number =>
      gain === 0 ? 0 : Math.min(Number.MAX_VALUE, (3600 * gain) / outlook.seconds!);
    return { gain: outlook.perHour, low: inAnHour(outlook.low), high: inAnHour(outlook.high) };
  };
}
