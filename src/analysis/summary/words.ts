import type { ConfirmedTrial } from '../../history/confirmation.ts';
import type { ParamValue } from '../../space/shape.ts';

/** A number as sentences say it: four digits that count, exponents where it is very small or large. */
export function valueText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'none' : value > 0 ? '∞' : '-∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  const rounded = Number(value.toPrecision(4));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? rounded.toExponential().replace('e+', 'e') : String(rounded);
}

/** `0.942 ± 0.003`: a mean and its standard error, both to the second digit of the latter. */
export function scoreText({ score, standardError }: Pick<ConfirmedTrial, 'score' | 'standardError'>): string {
  const value = score ?? Number.NaN;
  if (standardError === null || !(standardError > 0)) return valueText(value);
  const digits = Math.max(0, 1 - Math.floor(Math.log10(standardError)));
  return digits <= 8 && Math.abs(value) < 1e7
    ? `${value.toFixed(digits)} ± ${standardError.toFixed(digits)}`
    : `${valueText(value)} ± ${valueText(standardError)}`;
}

/** A parameter's value on one line. */
export function paramText(value: ParamValue | undefined): string {
  if (typeof value === 'number') return valueText(value);
  if (Array.isArray(value)) return `[${value.map(paramText).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, part]) => `${key}: ${paramText(part as ParamValue)}`)
      .join(', ')}}`;
  return String(value);
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** Seconds as `1 h 30 min`: the two largest units. */
export function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'an unknown time';
  if (seconds < 10) return `${Number(seconds.toPrecision(2))} s`;
  const at = Math.max(
    0,
    UNITS.findIndex(([size]) => seconds >= size),
  );
  const [size, name] = UNITS[at]!;
  const [small, smallName] = UNITS[at + 1] ?? [1, 's'];
  const parts = Math.round(seconds / small);
  if (size === 1) return `${parts} s`;
  const [whole, rest] = [Math.floor(parts / (size / small)), parts % (size / small)];
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${smallName}`;
}

/** Money to the hundredth, or to three digits where it is less than 1. */
export function moneyText(amount: number, currency: string | undefined): string {
  const text = amount >= 1 ? amount.toFixed(2) : String(Number(amount.toPrecision(3)));
  return currency === undefined ? text : `${text} ${currency}`;
}

/** `From 2026-01-31 12:00 to 14:30 UTC`; the day of the end where it is another one. @param from ms since 1970, as `to` */
export function stretchText(from: number, to: number): string {
  const [first, last] = [from, to].map((ms) => new Date(ms).toISOString().slice(0, 16).replace('T', ' '));
  if (first === last) return `At ${first} UTC`;
  const isOneDay = first!.slice(0, 10) === last!.slice(0, 10);
  return `From ${first} to ${isOneDay ? last!.slice(11) : last} UTC`;
}

/** `a, b and c`; of more than `most` the first ones, and how many others there are. */
export function listText(words: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `is` or `are`, by how many. */
export const be = (many: number): string => (many === 1 ? 'is' : 'are');
