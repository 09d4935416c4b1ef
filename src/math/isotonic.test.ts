import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isotonic } from './isotonic.ts';

const golden = JSON.parse(readFileSync(new URL('./isotonic.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  tolerance: number;
  cases: { points: [number, number][]; at: number[]; heights: number[] }[];
};

test(`agrees with ${golden.source}`, () => {
  for (const { points, at, heights } of golden.cases) {
    const fit = isotonic(points);
    at.forEach((x, i) => expect(Math.abs(fit(x) - heights[i]!)).toBeLessThan(golden.tolerance));
  }
});

describe('laws', () => {
  const point = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }));
  const points = fc.array(point, { minLength: 1, maxLength: 30 });

  test('it never falls, and stays between the least and the greatest height', () => {
    fc.assert(
      fc.property(points, fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 2 }), (told, places) => {
        const fit = isotonic(told);
        const heights = places.sort((a, b) => a - b).map(fit);
        heights.forEach((height, i) => expect(height).toBeGreaterThanOrEqual(i === 0 ? -20 : heights[i - 1]! - 1e-9));
        expect(Math.max(...heights)).toBeLessThanOrEqual(Math.max(...told.map(([, y]) => y)) + 1e-9);
      }),
    );
  });

  test('heights at the points add up to theirs', () => {
    fc.assert(
      fc.property(points, (told) => {
        const fit = isotonic(told);
        const sum = (of: (point: readonly [number, number]) => number) => told.reduce((all, each) => all + of(each), 0);
        expect(sum(([x]) => fit(x))).toBeCloseTo(
          sum(([, y]) => y),
          9,
        );
      }),
    );
  });

  test('points that do not fall are kept, in whatever order they are told', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (xs) => {
        const fit = isotonic(xs.map((x) => [x, x * x * x] as const));
        xs.forEach((x) => expect(fit(x)).toBe(x * x * x));
      }),
    );
  });
});
