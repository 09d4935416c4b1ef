import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalCdf } from './special.ts';
import golden from './truncnorm.golden.json' with { type: 'json' };
import { logNormalMass, logTruncatedNormal, truncatedNormalQuantile } from './truncnorm.ts';

const near = (found: number, wanted: number, where: string): void =>
  expect(Math.abs(found - wanted) / Math.max(1, Math.abs(wanted)), where).toBeLessThan(golden.tolerance);

test('the mass of an interval agrees with 50 digits, far tails too', () => {
  for (const [a, b, wanted] of golden.cases.logNormalMass as [number, number, number][])
    near(logNormalMass(a, b), wanted, `${a} … ${b}`);
  expect(logNormalMass(1, 1)).toBe(Number.NEGATIVE_INFINITY);
});

test('densities agree with 50 digits, and are none outside', () => {
  for (const [x, mean, sd, low, high, wanted] of golden.cases.logTruncatedNormal as number[][])
    near(logTruncatedNormal(x!, mean!, sd!, low!, high!), wanted!, `${[x, mean, sd, low, high]}`);
  expect(logTruncatedNormal(1.1, 0.5, 1, 0, 1)).toBe(Number.NEGATIVE_INFINITY);
});

test('quantiles keep to the interval where it has hardly any mass', () => {
  for (const u of [1e-16, 0.5, 1 - 1e-16]) {
    const x = truncatedNormalQuantile(u, 0, 1, 30, 31);
    expect(x).toBeGreaterThanOrEqual(30);
    expect(x).toBeLessThanOrEqual(31);
  }
});

describe('laws', () => {
  test('the mass below the quantile of u is u', () => {
    const unit = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(
        unit,
        fc.double({ min: -0.5, max: 1.5, noNaN: true }),
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        (u, mean, sd) => {
          const cdf = (x: number): number => normalCdf((x - mean) / sd);
          fc.pre(cdf(1) - cdf(0) > 1e-9);
          const x = truncatedNormalQuantile(u, mean, sd, 0, 1);
          expect((cdf(x) - cdf(0)) / (cdf(1) - cdf(0))).toBeCloseTo(u, 5);
        },
      ),
    );
  });
});
