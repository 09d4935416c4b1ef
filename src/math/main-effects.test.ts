import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bump, fall, pairEffects, pairFalls } from './main-effects.ts';

test('main effects: each column alone, up to its reach; one without a reach takes no part', () => {
  const points = Float64Array.of(0, 4, 0.25, 4, 2, 4);
  const reach = Float64Array.of(2, 0);
  const pairs = new Float64Array(4).fill(-1);
  const falls = new Float64Array(2);
  pairEffects(points, 3, 2, reach, pairs);
  pairFalls(Float64Array.of(10, 100, 1000), points, 3, 2, reach, falls);
  expect(pairs).toEqual(Float64Array.of(0.5 ** 4 * 3, 0, 0, -1)); // (1 − r)⁴(4r + 1) at r = 1/2
  expect(falls).toEqual(Float64Array.of(10 * 20 * 0.5 ** 2 * 0.5 ** 3, 0)); // 20 r²(1 − r)³
});

describe('laws', () => {
  test('a bell falls from 1 to 0 within its reach, as steeply as it says', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 2, noNaN: true }), (r) => {
        expect(bump(0)).toBe(1);
        expect(bump(r)).toBeLessThan(1);
        expect(bump(r)).toBeGreaterThanOrEqual(0);
        const slope = (bump(r * (1 + 1e-6)) - bump(r * (1 - 1e-6))) / 2e-6;
        expect(fall(r)).toBeCloseTo(-slope, 6);
      }),
    );
  });
});
