import { expect, test } from 'vitest';
import { byteUnit, counted, durationText, instantText, numberText } from './number-text.ts';

test.each([
  [0.1 + 0.2, '0.3'],
  [1234.5, '1234.5'],
  [-12_345, '-12,345'],
  [1_000_000, '1,000,000'],
  [123_456_789, '1.235e8'],
  [0.000_012_34, '1.234e-5'],
  [-0, '0'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NaN, 'none'],
  [1.797e308, '1.797e308'],
])('%s reads %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test.each([
  [0, '0 s'],
  [0.0123, '0.0123 s'],
  [59.7, '1 min'],
  [3599.9, '1 h'],
  [5400, '1 h 30 min'],
  [90_061, '1 d 1 h'],
  [86_401, '1 d'],
])('%s seconds read %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test('counts, instants and bytes', () => {
  expect([counted(1, 'trial'), counted(100_000, 'trial')]).toEqual(['1 trial', '100,000 trials']);
  expect([instantText(0), instantText(Number.NaN)]).toEqual(['1970-01-01 00:00:00', 'none']);
  expect([byteUnit(4.2e9).name, byteUnit(999).name]).toEqual(['GB', 'bytes']);
});
