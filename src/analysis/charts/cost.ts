import type { Objective } from '../../history/record.ts';
import { STATE_CODE, type TimedHistory } from '../../history/view.ts';
import type { Forecast } from '../forecast.ts';
import { type Chosen, chosenObjective, OUTCOME_CODE, outcomesOf, valuesOf } from './outcome.ts';
import { type Price, type Spent, spentBy } from './spent.ts';

/** What was spent, against what it brought. One entry a trial that ended, in the order in which they ended. */
export interface CostChart {
  readonly objective: Objective;
  readonly trials: Int32Array;
  /** Instants of the ends, milliseconds since 1970 UTC; NaN = not known. */
  readonly instants: Float64Array;
  /** Seconds of computing, of all trials that had ended by then. */
  readonly seconds: Float64Array;
  /** Money, likewise; null where no price is known. */
  readonly cost: Float64Array | null;
  /** The best value by then; NaN before the first. */
  readonly incumbent: Float64Array;
  /** All that was used, trials that have not ended included. */
  readonly total: { readonly seconds: number; readonly cost: number | null };
  /** What the last hour before the last end brought, by the clock and by computing; null where that is not known. */
  readonly lastHour: { readonly byClock: Stretch | null; readonly byComputing: Stretch | null };
  /** The forecast, as values: ends of a band at so much more computing. Empty where there is none. */
  readonly ahead: readonly Ahead[];
  /** Why there is no forecast; null where there is one, or none was given. */
  readonly noForecast: string | null;
}

/** What a stretch of a study brought. */
export interface Stretch {
  /** Trials that ended in it. */
  readonly trials: number;
  readonly seconds: number;
  readonly cost: number | null;
  /** By how much the best value became better, at least 0; null where there was none before it. */
  readonly gain: number | null;
}

/** One point of the band of a forecast: in 80 of 100 cases the best value will lie between its ends. */
export interface Ahead {
  readonly trials: number;
  /** Spent by then, in all; null where that is not known. */
  readonly seconds: number | null;
  readonly cost: number | null;
  readonly expected: number;
  /** The end that gains least, and the one that gains most. */
  readonly least: number;
  readonly most: number;
}

/** What a chart of cost is made with. */
export interface CostOptions {
  readonly objective?: string;
  /** What trials cost; left out = time alone. */
  readonly price?: Price | null;
  /** What `forecast` says of this history; left out = no band. One objective. */
  readonly forecast?: Forecast;
  /** For what running trials have used by now; milliseconds since 1970 UTC. */
  readonly now?: number;
}

const HOUR = 3600;

/**
 * Cost against gain: what all trials have used by the end of each, in seconds of computing and in money, against the incumbent. Trials that
 * failed or were pruned have cost what they ran. Trials without an instant of their end come first.
 *
 * @throws `values-invalid` for a name that is no objective
 */
export function costChart(history: TimedHistory, options: CostOptions = {}): CostChart {
  const chosen = chosenObjective(history, options.objective);
  const spent = spentBy(history, options.price ?? null, options.now);
  const trials = endedRows(history);
  const instants = Float64Array.from(trials, (row) => history.finishedAt[row]!);
  const sums = (of: Float64Array): Float64Array => {
    let sum = 0;
    return Float64Array.from(trials, (row) => (sum += of[row]!));
  };
  const seconds = sums(spent.seconds);
  const cost = spent.cost === null ? null : sums(spent.cost);
  const incumbent = incumbentOver(history, trials, chosen);
  const total = { seconds: sumOf(spent.seconds), cost: spent.cost === null ? null : sumOf(spent.cost) };
  const course = { trials, instants, seconds, cost, incumbent };
  return {
    objective: chosen.objective,
    ...course,
    total,
    lastHour: {
      byClock: lastHour(course, instants, 1000 * HOUR, chosen),
      byComputing: lastHour(course, seconds, HOUR, chosen),
    },
    ...aheadOf(options.forecast, incumbent.at(-1) ?? Number.NaN, total, spent, chosen),
  };
}

/** Trials that have ended, by their ends; those without an instant come first, by number. */
function endedRows({ size, states, finishedAt }: TimedHistory): Int32Array {
  const rows = Int32Array.from({ length: size }, (_, row) => row).filter(
    (row) => states[row]! >= STATE_CODE.complete && states[row]! <= STATE_CODE.failed,
  );
  const at = (row: number): number => (Number.isNaN(finishedAt[row]!) ? Number.NEGATIVE_INFINITY : finishedAt[row]!);
  return rows.sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : a - b));
}

function incumbentOver(history: TimedHistory, trials: Int32Array, chosen: Chosen): Float64Array {
  const values = valuesOf(history, chosen);
  const outcomes = outcomesOf(history);
  let best = Number.NaN;
  return Float64Array.from(trials, (row) => {
    const isBetter = Number.isNaN(best) || chosen.sign * values[row]! < chosen.sign * best;
    if (outcomes[row] === OUTCOME_CODE.feasible && !Number.isNaN(values[row]!) && isBetter) best = values[row]!;
    return best;
  });
}

/** What the trials brought that ended within a distance of the last end. @param at ascending */
function lastHour(
  { trials, seconds, cost, incumbent }: Pick<CostChart, 'trials' | 'seconds' | 'cost' | 'incumbent'>,
  at: Float64Array,
  length: number,
  { sign }: Chosen,
): Stretch | null {
  const last = trials.length - 1;
  if (last < 0 || !(at[last]! > 0)) return null;
  let from = last;
  while (from > 0 && at[from - 1]! > at[last]! - length) from--;
  const since = (sums: Float64Array): number => sums[last]! - (from === 0 ? 0 : sums[from - 1]!);
  const before = from === 0 ? Number.NaN : incumbent[from - 1]!;
  const gain = sign * (before - incumbent[last]!);
  return {
    trials: last - from + 1,
    seconds: since(seconds),
    cost: cost === null ? null : since(cost),
    gain: Number.isNaN(gain) ? null : gain + 0,
  };
}

function aheadOf(
  forecast: Forecast | undefined,
  best: number,
  total: CostChart['total'],
  spent: Spent,
  { sign }: Chosen,
): Pick<CostChart, 'ahead' | 'noForecast'> {
  if (forecast === undefined || Number.isNaN(best)) return { ahead: [], noForecast: forecast?.reason ?? null };
  const perSecond = spent.cost === null || total.seconds === 0 ? null : total.cost! / total.seconds;
  return {
    noForecast: forecast.reason,
    ahead: forecast.outlooks.map(({ trials, gain, low, high, seconds, cost }): Ahead => {
      const more = cost ?? (seconds === null || perSecond === null ? null : seconds * perSecond);
      return {
        trials,
        seconds: seconds === null ? null : total.seconds + seconds,
        cost: more === null || total.cost === null ? null : total.cost + more,
        expected: best - sign * gain,
        least: best - sign * low,
        most: best - sign * high,
      };
    }),
  };
}

const sumOf = (numbers: Float64Array): number => numbers.reduce((sum, number) => sum + number, 0);
