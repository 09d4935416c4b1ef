import { durationText, instantText, numberText, tickTexts } from './number-text.ts';

/** Values of an axis that are named. */
export interface Named {
  readonly values: readonly number[];
  readonly texts: readonly string[];
}

/** Round numbers within [low, high]: steps of 1, 2 or 5 times a power of ten; about `count` at most. */
export function linearTicks(low: number, high: number, count: number, isWhole = false): Named {
  const span = high - low;
  if (!Number.isFinite(span)) return { values: [low, 0, high], texts: [low, 0, high].map(numberText) };
  const step = Math.max(roundStep(span / count), isWhole ? 1 : 0);
  const values = multiples(low, high, step);
  // Where numbers are as close as their digits reach, ends say enough.
  if (values.length === 0 || values.length < Math.floor(span / step))
    return { values: low === high ? [low] : [low, high], texts: (low === high ? [low] : [low, high]).map(String) };
  return { values, texts: tickTexts(values, step) };
}

/** Powers of ten within [low, high], and their doubles and fives where they are few. */
export function logTicks(low: number, high: number, count: number): Named {
  const from = Math.floor(Math.log10(low) + 1e-9);
  const to = Math.ceil(Math.log10(high) - 1e-9);
  const decades = Math.max(1, to - from);
  const factors = decades * 3 <= count ? [1, 2, 5] : [1];
  const every = Math.ceil((decades + 1) / count);
  const values: number[] = [];
  for (let power = from; power <= to; power++)
    for (const factor of factors) {
      const value = Number(`${factor}e${power}`);
      const isShown = every === 1 || power % every === 0;
      if (isShown && value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) values.push(value);
    }
  if (values.length < 2) return linearTicks(low, high, count);
  return { values, texts: values.map(powerText) };
}

const powerText = (value: number): string =>
  value >= 1e-3 && value < 1e5 ? numberText(value) : value.toExponential(0).replace('e+', 'e');

/** Round lengths of time within [low, high] seconds. */
export function durationTicks(low: number, high: number, count: number): Named {
  const step = timeStep((high - low) / count);
  const values = multiples(low, high, step);
  if (step < 1) return { values, texts: tickTexts(values, step).map((text) => (text === '0' ? '0' : `${text} s`)) };
  return { values, texts: values.map((value) => (value === 0 ? '0' : durationText(value))) };
}

/** Round instants within [low, high] milliseconds since 1970: times of day, with the date where a day begins. */
export function timeTicks(low: number, high: number, count: number): Named {
  const step = timeStep((high - low) / 1000 / count);
  const values = multiples(low / 1000, high / 1000, step);
  return {
    values: values.map((value) => value * 1000),
    texts: values.map((value, i) => timeText(value, values[i - 1], step)),
  };
}

function timeText(seconds: number, before: number | undefined, step: number): string {
  const ms = Math.round(seconds * 1000);
  const [date = '', time = ''] = instantText(ms).split(' ');
  if (step >= 86_400) return date;
  if (before !== undefined && Math.floor(before / 86_400) !== Math.floor(seconds / 86_400)) return date.slice(5);
  if (step < 1)
    return `${time}${((((ms % 1000) + 1000) % 1000) / 1000).toFixed(3).slice(1).replace(/0+$/, '').replace(/\.$/, '')}`;
  return step < 60 ? time : time.slice(0, 5);
}

const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  1_209_600, 2_592_000,
];

/** A round length of time of at least that many seconds. */
function timeStep(least: number): number {
  if (least <= 0.5) return roundStep(least);
  return TIME_STEPS.find((step) => step >= least) ?? 86_400 * roundStep(least / 86_400);
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  const power = Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) {
    const step = Number(`${factor}e${power}`);
    if (step >= least * (1 - 1e-9)) return step;
  }
  return Number(`1e${power + 1}`);
}

function multiples(low: number, high: number, step: number): readonly number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  if (!(last - first <= 1000) || !(step > 0) || step === Number.POSITIVE_INFINITY) return [];
  // By division where the step is below one: 3 / 10 is 0.3, and 3 * 0.1 is not.
  const parts = 1 / step;
  const isParted = step < 1 && Number.isFinite(parts);
  const values: number[] = [];
  for (let k = first; values.length <= last - first; k++) {
    const value = isParted ? k / Math.round(parts) : k * step;
    // Among numbers too large for the step some are the same.
    if (k > last || (values.length > 0 && !(value > values.at(-1)!))) break;
    values.push(value);
  }
  return values;
}
