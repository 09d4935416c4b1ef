import type { Choice } from '../../space/distribution.ts';

/** A number in at most four digits. */
export function brief(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? rounded.toExponential().replace('e+', 'e') : String(rounded);
}

/** A share as whole per cent; what is not quite all or nothing never reads as such. */
export function percent(share: number): string {
  const rounded = Math.round(100 * share);
  const shown = share > 0 && rounded === 0 ? '<1' : share < 1 && rounded === 100 ? '>99' : String(rounded);
  return `${shown} %`;
}

/** A choice as a user writes it. */
export const choiceText = (choice: Choice): string => (typeof choice === 'string' ? choice : String(choice));

/** `1 trial`, `2 trials`. */
export const counted = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;

/** A length of time: `40 s`, `12 min`, `3.4 h`. */
export function lengthText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${brief(seconds / 3600)} h`;
}
