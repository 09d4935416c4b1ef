import { expect, test } from 'vitest';
import { numberText } from 'vernier/scene';
import { exactText } from './exact-text.ts';

test('numbers to copy have six digits', () => {
  expect([0.000816453123, 5, -0.5, 0, 1234567, 16].map(exactText)).toEqual([
    '0.000816453',
    '5',
    '-0.5',
    '0',
    '1234570',
    '16',
  ]);
});

test('where other numbers are in powers of ten, they are, too, and can be read back', () => {
  for (const value of [1.48766e-5, 1e-7, -9.99999e-5, 1e7, 2.5e300, 0.0001, 9_999_990]) {
    const text = exactText(value);
    expect(text.includes('e'), text).toBe(numberText(value).includes('e'));
    expect(Number(text)).toBeCloseTo(value, 300);
  }
  expect(exactText(1.48766e-5)).toBe('1.48766e-5');
  expect(exactText(1e20)).toBe('1e20');
  expect([exactText(Number.POSITIVE_INFINITY), exactText(Number.NaN)]).toEqual(['Infinity', 'NaN']);
});
