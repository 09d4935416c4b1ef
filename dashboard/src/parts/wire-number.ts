import { numberText } from 'vernier/scene';
import { partWords as words } from '../words/parts.ts';

/** A number as the server writes it: those that JSON has no word for are texts. */
export type WireNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** The number itself. */
export const numberOf = (wire: WireNumber): number => Number(wire);

/** A number for a person; `null` and what is not a number are said in words. */
export const shownNumber = (wire: WireNumber | null): string => {
  if (wire === null) return words.noNumber;
  const value = numberOf(wire);
  return Number.isNaN(value) ? 'NaN' : numberText(value);
};
