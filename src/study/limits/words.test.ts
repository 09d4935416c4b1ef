import { expect, test } from 'vitest';
import { amountWords, moneyWords } from './words.ts';

test('an amount of money is told as it was given, to the hundredth, or to four digits below 1', () => {
  expect(moneyWords(12_345, 'EUR')).toBe('12345 EUR');
  expect(moneyWords(1_234.567, undefined)).toBe('1234.57');
  expect(moneyWords(0.002, 'EUR')).toBe('0.002 EUR');
  expect(moneyWords(0.0034567, undefined)).toBe('0.003457');
  expect(amountWords(0.128, 50)).toBe('0.13');
});
