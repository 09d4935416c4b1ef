/** A number as sentences and legends say it: four digits that count, exponents where it is very small or large. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'none';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return exponent(value, 3);
  return grouped(String(Number(value.toPrecision(size >= 1000 ? 7 : 4))));
}

/** `1 trial`, `24 trials`. */
export const counted = (count: number, noun: string): string => `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;

/**
 * Texts of numbers along an axis: as many digits as tell neighbours apart, the same for all.
 *
 * @param step the distance between them
 */
export function tickTexts(values: readonly number[], step: number): readonly string[] {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (most < 1e6 && digits <= 4) return values.map((value) => grouped(value.toFixed(digits)));
  const mantissa = Math.min(15, Math.max(0, Math.ceil(Math.log10(most / step) - 1e-9)));
  return values.map((value) => (value === 0 ? '0' : exponent(value, mantissa)));
}

/** `1.5e-7`, without zeros that say nothing. */
function exponent(value: number, digits: number): string {
  return value
    .toExponential(digits)
    .replace(/(\.\d*?)0+e/, '$1e')
    .replace('.e', 'e')
    .replace('e+', 'e');
}

/** 12345.6 as `12,345.6`; four digits stay together. */
function grouped(text: string): string {
  const [whole = '', rest] = text.split('.');
  if (whole.replace('-', '').length < 5) return text.replace(/^-(0(?:\.0*)?)$/, '$1');
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? parted : `${parted}.${rest}`;
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** Seconds as `1 h 30 min`: the two largest units, parts of a second below ten. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return numberText(seconds);
  if (Math.abs(seconds) < 10) return `${Number(seconds.toPrecision(3))} s`;
  let left = Math.round(seconds);
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${numberText(count)} ${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.join(' ') || '0 s';
}

/** An instant as `2026-01-31 12:00:05`, UTC. @param ms since 1970 */
export function instantText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'none' : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** A number of bytes in the unit that suits the largest of them. */
export function byteUnit(most: number): { readonly size: number; readonly name: string } {
  for (const [i, name] of ['TB', 'GB', 'MB', 'kB'].entries()) {
    const size = 1000 ** (4 - i);
    if (most >= size) return { size, name };
  }
  return { size: 1, name: 'bytes' };
}
