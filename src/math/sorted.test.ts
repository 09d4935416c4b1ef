import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SortedNumbers } from './sorted.ts';
import { quantile } from './statistics.ts';

test('quantiles of none, one, two, and of infinities', () => {
  const numbers = new SortedNumbers();
  expect(numbers.quantile(0.5)).toBeNaN();
  numbers.insert(3);
  expect(numbers.quantile(0.5)).toBe(3);
  numbers.insert(Number.POSITIVE_INFINITY);
  numbers.insert(Number.POSITIVE_INFINITY);
  numbers.insert(Number.POSITIVE_INFINITY);
  expect(numbers.quantile(0.5)).toBe(Number.POSITIVE_INFINITY);
  expect(numbers.quantile(0)).toBe(3);
  expect(numbers.quantile(0.2)).toBe(Number.POSITIVE_INFINITY); // between 3 and infinity
  numbers.remove(99);
  expect(numbers.size).toBe(4);
});

describe('laws', () => {
  test('after any inserting and removing it is the sorted list', () => {
    const moves = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -5, max: 5 })), { maxLength: 80 });
    fc.assert(
      fc.property(moves, (all) => {
        const numbers = new SortedNumbers();
        const twin: number[] = [];
        for (const [adds, number] of all) {
          if (adds) {
            numbers.insert(number);
            twin.push(number);
          } else {
            numbers.remove(number);
            if (twin.includes(number)) twin.splice(twin.indexOf(number), 1);
          }
        }
        twin.sort((a, b) => a - b);
        expect(Array.from({ length: numbers.size }, (_, i) => numbers.at(i))).toEqual(twin);
        for (const bound of [-6, 0, 5]) {
          expect(numbers.rank(bound)).toBe(twin.filter((number) => number < bound).length);
          expect(numbers.countUpTo(bound)).toBe(twin.filter((number) => number <= bound).length);
        }
      }),
    );
  });

  test('quantiles are those of a sample sorted anew', () => {
    const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, fc.double({ min: 0, max: 1, noNaN: true }), (all, p) => {
        const numbers = new SortedNumbers();
        for (const number of all) numbers.insert(number);
        expect(numbers.quantile(p)).toBeCloseTo(quantile(all, p), 9);
      }),
    );
  });
});
