import type { TimedHistory } from '../../history/view.ts';
import { counted, percent } from '../health/words.ts';
import { type Seen, sumOf } from './seen.ts';
import { moneyText, stretchText, timeText } from './words.ts';

/** How long the study took, by the clock and in computing, and what it cost. */
export function effortWords({ history, options, spent }: Seen): readonly string[] {
  const { first, last } = stretchOf(history.startedAt, history.finishedAt, history.size);
  const computed = sumOf(spent.seconds);
  const cost = spent.cost === null ? null : sumOf(spent.cost);
  const isTimed = Number.isFinite(first) && last > first;
  const wall = (last - first) / 1000;
  return [
    ...(isTimed ? [`${stretchText(first, last)}: ${timeText(wall)} by the clock.`] : []),
    computed === 0
      ? `${isKnown(history) ? 'Trials took next to no time' : 'How long trials ran is not known'}.`
      : `Trials ran for ${timeText(computed)} in all${isTimed ? atOnceWords(computed / wall) : ''}.`,
    ...(cost === null
      ? []
      : [`That cost ${moneyText(cost, options.currency)}${each(cost, spent.seconds, options.currency)}.`]),
  ];
}

const isKnown = ({ seconds, size }: TimedHistory): boolean => seconds.subarray(0, size).some(Number.isFinite);

function atOnceWords(atOnce: number): string {
  if (atOnce < 0.5) return `, ${percent(atOnce)} of that time`;
  return atOnce < 1.5 ? ', one at a time' : `, about ${Math.round(atOnce)} at a time`;
}

function each(cost: number, seconds: Float64Array, currency: string | undefined): string {
  const ran = seconds.reduce((sum, run) => sum + (run > 0 ? 1 : 0), 0);
  return ran < 2 ? '' : `, ${moneyText(cost / ran, currency)} for each of ${counted(ran, 'trial')}`;
}

/** From the first start to the last end; a study that rests between two runs is as long as both and the rest. */
function stretchOf(startedAt: Float64Array, finishedAt: Float64Array, size: number) {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < size; row++) {
    if (startedAt[row]! < first) first = startedAt[row]!;
    if (finishedAt[row]! > last) last = finishedAt[row]!;
  }
  return { first, last };
}
