import { quantile } from '../../math/statistics.ts';
import type { Outlook } from '../forecast.ts';
import { percent } from '../health/words.ts';
import type { Seen } from './seen.ts';
import { moneyText, timeText, valueText } from './words.ts';

/** Is going on worth it? `unknown` where there is no forecast. */
export type Worth = 'worth it' | 'perhaps' | 'hardly' | 'unknown';

/** Gains are judged against the spread of good results: from the best to the middle one. */
const MUCH = 0.05;
const LITTLE = 0.01;

/** A chance of any gain below this is hardly one. */
const UNLIKELY = 0.1;

/** The trials ahead that are judged. */
const SHOWN = 25;

/** What going on is expected to gain, and whether that is worth it. */
export function aheadWords(seen: Seen): readonly string[] {
  const { forecast, spent } = seen;
  const outlook = outlookOf(seen);
  if (outlook === undefined) return [reasonWords(forecast.reason ?? 'nothing is known.')];
  const { trials, gain, low, high, chance, seconds, cost } = outlook;
  const band = high === 0 ? 'most likely nothing' : `with a chance of 80 % from ${digits(low)} to ${digits(high)}`;
  const time = seconds === null || seconds === 0 ? [] : [`${timeText(seconds)} of computing`];
  const money = cost === null || spent.cost === null ? [] : [moneyText(cost, seen.options.currency)];
  const price = [...time, ...money].join(' and ');
  return [
    `${trials} more trials are expected to gain ${digits(gain)} (${band})${price === '' ? '' : `, for about ${price}`}. The chance that they find anything better is ${percent(chance)}.`,
    VERDICTS[worthOf(seen)],
  ];
}

/** Is going on for some more trials worth it? */
export function worthOf(seen: Seen): Worth {
  const outlook = outlookOf(seen);
  if (outlook === undefined) return 'unknown';
  const losses = seen.evidence.lossesOf(seen.evidence.results, 0);
  const spread = quantile(losses, 0.5) - losses.reduce((best, loss) => Math.min(best, loss), Number.POSITIVE_INFINITY);
  const share = spread > 0 ? outlook.gain / spread : 0;
  if (outlook.chance < UNLIKELY || share < LITTLE) return 'hardly';
  return share < MUCH ? 'perhaps' : 'worth it';
}

const VERDICTS: Readonly<Record<Worth, string>> = {
  'worth it': 'Going on looks worth it: that is a good part of what sets the best result apart from the middle one.',
  perhaps:
    'Whether that is worth it depends on what a small gain is worth: it is little against what the search has gained.',
  hardly: 'Going on the same way is hardly worth it.',
  unknown: '',
};

const outlookOf = ({ forecast }: Seen): Outlook | undefined =>
  forecast.outlooks.find(({ trials }) => trials === SHOWN) ?? forecast.outlooks[0];

/** A gain to two digits: it is no more exact. */
const digits = (gain: number): string => valueText(Number(gain.toPrecision(2)));

const reasonWords = (reason: string): string =>
  reason.startsWith('There is no forecast') ? reason : `There is no forecast: ${reason}`;
