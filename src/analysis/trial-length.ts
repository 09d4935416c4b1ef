import { FROM, isRepeated } from '../history/lineage.ts';
import type { HistoryView } from '../history/view.ts';
import { exp, log } from '../math/elementary.ts';
import { median } from '../math/statistics.ts';

/** How long the trials of a study have been. */
export interface RecordedLength {
  /** Seconds of a whole trial, in the middle. */
  readonly seconds: number;
  /** Standard deviation of their logarithm. */
  readonly spread: number;
  /** Steps of a whole trial; null = those that ended did not report. */
  readonly steps: number | null;
  /** Trials that this rests on. */
  readonly trials: number;
}

/** What a median absolute deviation has to be multiplied by to be a normal distribution's standard deviation. */
const NORMAL = 1.4826;

/**
 * How long whole trials last, by those that have ended: also by stopped ones, where they reported, for their seconds per step tell it.
 * Middle and spread are medians: a few trials that a machine slept through change neither.
 *
 * @param steps of a whole trial; null = not known: what complete ones reported last
 * @returns null where no trial tells
 */
export function recordedLength(history: HistoryView, steps: number | null): RecordedLength | null {
  const perStep: number[] = [];
  const whole: number[] = [];
  const lasts: number[] = [];
  for (let row = 0; row < history.size; row++) {
    const state = history.state(row);
    const seconds = history.seconds[row]!;
    if ((state !== 'complete' && state !== 'pruned') || isRepeated(history, row) || !(seconds > 0)) continue;
    const last = history.reports(row).steps.at(-1) ?? 0;
    const origin = history.attribute(row, 'system', FROM) as { readonly step?: number } | undefined;
    const ran = last - (origin?.step ?? 0);
    if (ran > 0) perStep.push(seconds / ran);
    if (state !== 'complete') continue;
    whole.push(seconds);
    if (last > 0) lasts.push(last);
  }
  const most = steps ?? (lasts.length === 0 ? null : Math.round(median(lasts)));
  if (most !== null && perStep.length > 0) return { ...middleOf(perStep, most), steps: most };
  return whole.length === 0 ? null : { ...middleOf(whole, 1), steps };
}

function middleOf(seconds: readonly number[], times: number): Omit<RecordedLength, 'steps'> {
  const logs = seconds.map(log);
  const middle = median(logs);
  const spread = NORMAL * median(logs.map((one) => Math.abs(one - middle)));
  return { seconds: times * exp(middle), spread, trials: seconds.length };
}
