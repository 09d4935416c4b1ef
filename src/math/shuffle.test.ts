import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from './random.ts';
import { LARGEST, permutation, shuffle } from './shuffle.ts';

test('the largest permutation gives different places within it', () => {
  const order = permutation(LARGEST, random(3));
  const places = Array.from({ length: 1000 }, (_, i) => order(i));
  expect(new Set(places).size).toBe(1000);
  expect(places.every((place) => place >= 0 && place < LARGEST && Number.isInteger(place))).toBe(true);
});

test('every place is as likely as any other', () => {
  const counts = new Float64Array(10);
  for (let seed = 0; seed < 10_000; seed++) counts[permutation(10, random(seed))(3)]! += 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(27.9); // 9 degrees of freedom, probability 0.001
});

test('every order of three is as likely as any other', () => {
  const counts = new Map<string, number>();
  const stream = random(5);
  for (let i = 0; i < 6000; i++) {
    const items = Int32Array.of(1, 2, 3);
    shuffle(items, stream);
    counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(20.5); // 5 degrees of freedom, probability 0.001
});

describe('laws', () => {
  test('it is a permutation, whatever the size and the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (size, seed) => {
        const order = permutation(size, random(seed));
        return new Set(Array.from({ length: size }, (_, i) => order(i))).size === size;
      }),
    );
  });
});
