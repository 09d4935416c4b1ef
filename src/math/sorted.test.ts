import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SortedNumbers } from './sorted.ts';

test('median of none, one, two, and of infinities', () => {
  const numbers = new SortedNumbers();
  expect(numbers.median()).toBeNaN();
  numbers.insert(3);
  expect(numbers.median()).toBe(3);
  numbers.insert(Number.POSITIVE_INFINITY);
  numbers.insert(Number.POSITIVE_INFINITY);
  numbers.insert(Number.POSITIVE_INFINITY);
  expect(numbers.median()).toBe(Number.POSITIVE_INFINITY);
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
      }),
    );
  });
});
