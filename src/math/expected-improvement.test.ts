import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './expected-improvement.golden.json' with { type: 'json' };
import { log1mexp, logExpectedImprovement, logExpectedImprovementSlope, normalPdf } from './special.ts';

test.each(golden.cases as [number, number, number][])('at z = %d agrees with 60 digits', (z, value, slope) => {
  const error = Math.abs(logExpectedImprovement(z) - value);
  expect(error).toBeLessThanOrEqual(golden.tolerance * Math.max(1, Math.abs(value)));
  expect(Math.abs(logExpectedImprovementSlope(z) / slope - 1)).toBeLessThanOrEqual(1e-12);
});

test('density and log1mexp at known points', () => {
  expect(normalPdf(0)).toBeCloseTo(0.3989422804014327, 16);
  expect(normalPdf(-2)).toBeCloseTo(0.05399096651318806, 16);
  expect(log1mexp(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(log1mexp(Number.NEGATIVE_INFINITY)).toBe(-0);
  expect(log1mexp(-1e-300)).toBeCloseTo(Math.log(1e-300), 10);
  expect(log1mexp(-50)).toBe(-Math.exp(-50));
});

describe('laws', () => {
  // Both sides of the seams at −30 and −1, and everything else.
  const points = fc.oneof(
    fc.double({ min: -31, max: 3, noNaN: true }),
    fc.double({ min: -1e8, max: 1e8, noNaN: true }),
    fc.constantFrom(-30, -1).chain((seam) => fc.double({ min: seam - 1e-6, max: seam + 1e-6, noNaN: true })),
  );

  test('rises, by its slope', () => {
    fc.assert(
      fc.property(points, (z) => {
        const step = 1e-4 * Math.max(1, Math.abs(z));
        const rise = (logExpectedImprovement(z + step) - logExpectedImprovement(z - step)) / (2 * step);
        const slope = logExpectedImprovementSlope(z);
        expect(slope).toBeGreaterThan(0);
        expect(Math.abs(rise / slope - 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 500 },
    );
  });
});
