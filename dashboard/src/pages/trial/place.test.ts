import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOf, valueAt, type WireDistribution } from './place.ts';

const float = (low: number, high: number, more: object = {}) =>
  ({ kind: 'float', low, high, log: false, step: null, ...more }) as Exclude<WireDistribution, { kind: 'categorical' }>;

test('places are on the scale of the parameter', () => {
  expect(placeOf(float(0, 10), 2.5)).toBe(0.25);
  expect(placeOf(float(1e-4, 1, { log: true }), 1e-2)).toBeCloseTo(0.5);
  expect(placeOf(float(3, 3), 3)).toBe(0.5);
  const optimizer: WireDistribution = { kind: 'categorical', choices: ['a', null, { number: 'NaN' }], ordered: false };
  expect(placeOf(optimizer, null)).toBe(0.5);
  expect(placeOf(optimizer, Number.NaN)).toBe(1);
});

test('what is not in the range has no place', () => {
  for (const value of [-1, 11, Number.NaN, '5', null, undefined]) expect(placeOf(float(0, 10), value)).toBeNull();
});

test('values keep to steps and whole numbers', () => {
  expect(valueAt(float(0, 0.5, { step: 0.05 }), 0.61)).toBe(0.3);
  expect(valueAt({ kind: 'int', low: 1, high: 8, log: false, step: 1 }, 0.5)).toBe(5);
  expect(valueAt({ kind: 'int', low: 1, high: 512, log: true, step: 1 }, 0.5)).toBe(23);
  expect(valueAt(float(1e-5, 0.1, { log: true }), 1)).toBe(0.1);
});

describe('laws', () => {
  test('a value that a place names lies at that place, as far as its digits go', () => {
    const bounds = fc.tuple(
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      fc.double({ min: 1.5, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(bounds, fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), ([low, high], log, place) => {
        const distribution = float(low, high, { log });
        const value = valueAt(distribution, place);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
        expect(Math.abs(placeOf(distribution, value)! - place)).toBeLessThan(2e-3);
      }),
    );
  });
});
