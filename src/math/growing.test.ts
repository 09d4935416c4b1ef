import { expect, test } from 'vitest';
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
