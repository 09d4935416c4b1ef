import { FROM, isRepeated } from '../history/lineage.ts';
import type { HistoryView } from '../history/view.ts';
import { exp, log } from '../math/elementary.ts';
import { median } from '../math/statistics.ts';

/** How long the trials of a study have been. */
export interface RecordedLength {
  /** Seconds of a whole trial, in the middle. */
  readonly seconds: number;
  /** Seconds of these before the first step begins: starting, loading data. */
  readonly start: number;
  /** Standard deviation of the logarithm of a trial's seconds, against what is expected for its steps. */
  readonly spread: number;
  /** Steps of a whole trial; null = those that ended did not report. */
  readonly steps: number | null;
  /** Trials that this rests on. */
  readonly trials: number;
}

/** What a median absolute deviation has to be multiplied by to be a normal distribution's standard deviation. */
const NORMAL = 1.4826;

/** The newest trials that are looked at: pairs of them are compared. */
const MOST = 300;

/**
 * How long whole trials last, by those that have ended: also by stopped ones, where they reported. Time is `start + steps · each`: what
 * a step takes is told by pairs of trials that ran different numbers of steps, the start by what is left of all of them. Medians
 * throughout: a few trials that a machine slept through change nothing.
 *
 * @param steps of a whole trial; null = not known: what complete ones reported last
 * @returns null where no trial tells
 * Source: Theil 1950, Sen 1968 (the median of slopes; weighted by the distance of the pair: Jaeckel 1972).
 */
export function recordedLength(history: HistoryView, steps: number | null): RecordedLength | null {
  const ran: Ran[] = [];
  const whole: Ran[] = [];
  const lasts: number[] = [];
  for (let row = history.size - 1; row >= 0 && Math.max(ran.length, whole.length) < MOST; row--) {
    const state = history.state(row);
    const seconds = history.seconds[row]!;
    if ((state !== 'complete' && state !== 'pruned') || isRepeated(history, row) || !(seconds > 0)) continue;
    const last = history.reports(row).steps.at(-1) ?? 0;
    const origin = history.attribute(row, 'system', FROM) as { readonly step?: number } | undefined;
    const count = last - (origin?.step ?? 0);
    if (count > 0) ran.push({ seconds, steps: count });
    if (state !== 'complete') continue;
    whole.push({ seconds, steps: 1 });
    if (last > 0) lasts.push(last);
  }
  const most = steps ?? (lasts.length === 0 ? null : Math.round(median(lasts)));
  if (most !== null && ran.length > 0) return { ...fitted(ran, most), steps: most };
  return whole.length === 0 ? null : { ...fitted(whole, 1), steps };
}

/** What one trial took. */
interface Ran {
  readonly seconds: number;
  readonly steps: number;
}

function fitted(trials: readonly Ran[], most: number): Omit<RecordedLength, 'steps'> {
  const slope = medianSlope(trials);
  const start = slope > 0 ? Math.max(0, median(trials.map(({ seconds, steps }) => seconds - slope * steps))) : 0;
  // A start that is none leaves all of the time to the steps.
  const each = start > 0 ? slope : exp(median(trials.map(({ seconds, steps }) => log(seconds / steps))));
  const logs = trials.map(({ seconds, steps }) => log(seconds / (start + each * steps)));
  const middle = median(logs);
  const spread = NORMAL * median(logs.map((one) => Math.abs(one - middle)));
  return { seconds: start + each * most, start, spread, trials: trials.length };
}

/** Seconds a step, by all pairs of trials that ran different numbers of steps; 0 where there are none. */
function medianSlope(trials: readonly Ran[]): number {
  const slopes: { readonly slope: number; readonly weight: number }[] = [];
  for (const [i, a] of trials.entries())
    for (let j = 0; j < i; j++) {
      const weight = Math.abs(a.steps - trials[j]!.steps);
      if (weight > 0) slopes.push({ slope: (a.seconds - trials[j]!.seconds) / (a.steps - trials[j]!.steps), weight });
    }
  slopes.sort((a, b) => a.slope - b.slope);
  let left = slopes.reduce((sum, { weight }) => sum + weight, 0) / 2;
  return slopes.find(({ weight }) => (left -= weight) <= 0)?.slope ?? 0;
}
