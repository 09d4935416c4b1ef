import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grown } from './growing.ts';

test('an array that has room is kept', () => {
  const array = Float64Array.of(1, 2);
  expect(grown(array, 2)).toBe(array);
  expect(grown(array, 0)).toBe(array);
});

test('one that has not is copied to at least twice its length, of the same kind', () => {
  expect(grown(new Uint8Array(40).fill(7), 41, 9)).toEqual(Uint8Array.from({ length: 80 }, (_, i) => (i < 40 ? 7 : 9)));
  expect(grown(Int32Array.of(1), 100)).toHaveLength(100);
  expect(grown(new Float64Array(0), 1, Number.NaN)).toEqual(new Float64Array(16).fill(Number.NaN));
});

test('a large one gets a quarter more, or what is asked for', () => {
  expect(grown(new Uint8Array(100_000), 100_001)).toHaveLength(125_000);
  expect(grown(new Uint8Array(100_000), 300_000)).toHaveLength(300_000);
});

describe('laws', () => {
  test('what was in it is kept, and the rest is the filling', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.nat(400_000), (numbers, size) => {
        const larger = grown(Float64Array.from(numbers), size, -1);
        expect(larger.length).toBeGreaterThanOrEqual(size);
        expect([...larger.subarray(0, numbers.length)]).toEqual(numbers);
        expect(larger.subarray(numbers.length).every((number) => number === -1)).toBe(true);
      }),
    );
  });

  test('an element is copied five times at most on the average, and beyond the large ones a fifth of the room is free at most', () => {
    fc.assert(
      fc.property(fc.nat(3_000_000), (size) => {
        let array = new Uint8Array(0);
        let copied = 0;
        for (let used = 1; used <= size; used = array.length + 1) {
          copied += array.length;
          array = grown(array, used);
        }
        expect(copied).toBeLessThanOrEqual(5 * size);
        if (array.length > 131_072) expect(array.length).toBeLessThanOrEqual(1.25 * size);
      }),
    );
  });
});
