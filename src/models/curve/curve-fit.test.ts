import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Calibration, chanceBelow } from './calibration.ts';
import { CurveFit, type Outlook } from './curve-fit.ts';
import { studentCdf } from './student.ts';

const golden = JSON.parse(readFileSync(new URL('./curve-fit.golden.json', import.meta.url), 'utf8')) as {
  readonly source: string;
  readonly tolerance: number;
  readonly cases: readonly { last: number; t: number[]; y: number[]; mean: number; sd: number }[];
  readonly students: readonly { t: number; freedom: number; p: number }[];
};

function outlookOf(last: number, t: readonly number[], y: readonly number[]): Outlook {
  const fit = new CurveFit(last);
  t.forEach((time, i) => fit.add(time, y[i]!));
  return fit.outlook();
}

const times = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe(`as ${golden.source}`, () => {
  test.each(golden.cases.map((one, i) => [i, one] as const))('curve %i', (_, { last, t, y, mean, sd }) => {
    const found = outlookOf(last, t, y);
    const scale = Math.max(...y) - Math.min(...y);
    expect(Math.abs(found.mean - mean) / scale).toBeLessThan(golden.tolerance);
    expect(Math.abs(found.sd / sd - 1)).toBeLessThan(1e-4);
  });

  test('the distribution function of Student', () => {
    for (const { t, freedom, p } of golden.students) expect(Math.abs(studentCdf(t, freedom) - p)).toBeLessThan(1e-14);
    expect([studentCdf(-1e200, 4), studentCdf(1e200, 4), studentCdf(Number.NaN, 4)]).toEqual([0, 1, Number.NaN]);
  });
});

describe('outlook', () => {
  test('a power law is recognised from its first fifth', () => {
    const power = times(10).map((t) => 0.2 + 0.8 / t);
    const { mean, sd } = outlookOf(52, times(10), power);
    expect(Math.abs(mean - (0.2 + 0.8 / 52))).toBeLessThan(0.04); // it is still to fall from 0.28
    expect(sd).toBeLessThan(0.08);
  });

  test('a single point and a flat line stay where they are, with nothing said of the error', () => {
    expect(outlookOf(52, [3], [0.7])).toEqual({ mean: 0.7, sd: 0 });
    expect(outlookOf(52, times(9), times(9).fill(0.7))).toEqual({ mean: 0.7, sd: 0 });
  });

  test('nothing is expected of nothing, nor of numbers too large to be squared', () => {
    expect(outlookOf(52, [], []).mean).toBeNaN();
    expect(Number.isFinite(outlookOf(52, [1, 2, 3], [1, -1e300, 1e300]).sd)).toBe(false);
  });

  test('a jump widens the outlook', () => {
    const smooth = times(20).map((t) => 1 / t);
    const jumped = smooth.map((y, i) => (i > 12 ? y - 0.5 : y));
    expect(outlookOf(52, times(20), jumped).sd).toBeGreaterThan(3 * outlookOf(52, times(20), smooth).sd);
  });
});

describe('laws', () => {
  const curves = fc.record({
    drop: fc.double({ min: 0.1, max: 3, noNaN: true }),
    rate: fc.double({ min: 0.2, max: 2, noNaN: true }),
    noise: fc.array(fc.double({ min: -0.01, max: 0.01, noNaN: true }), { minLength: 5, maxLength: 40 }),
  });
  type Curve = { drop: number; rate: number; noise: number[] };
  const valuesOf = ({ drop, rate, noise }: Curve): number[] =>
    noise.map((e, i) => drop * Math.exp(-rate * Math.log(i + 1)) + e);

  test('a shifted and scaled curve has a shifted and scaled outlook', () => {
    const [shifts, scales] = [
      fc.double({ min: -9, max: 9, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    ];
    fc.assert(
      fc.property(curves, shifts, scales, (curve, shift, scale) => {
        const y = valuesOf(curve);
        const plain = outlookOf(50, times(y.length), y);
        const moved = outlookOf(
          50,
          times(y.length),
          y.map((one) => scale * (one + shift)),
        );
        expect(Math.abs(moved.mean / scale - shift - plain.mean)).toBeLessThan(1e-6);
        expect(Math.abs(moved.sd / scale - plain.sd)).toBeLessThan(1e-6);
      }),
    );
  });

  test('more points of the same curve do not widen the outlook by much', () => {
    fc.assert(
      fc.property(curves, (curve) => {
        const y = valuesOf(curve);
        const before = outlookOf(50, times(y.length), y);
        const more = [...y, curve.drop * Math.exp(-curve.rate * Math.log(y.length + 1))];
        expect(outlookOf(50, times(more.length), more).sd).toBeLessThan(1.5 * before.sd + 0.02);
      }),
    );
  });
});

describe('calibration', () => {
  const kept = (z: readonly number[]) =>
    z.map((off, row) => ({ row, outlook: { mean: row, sd: 0.1 }, final: row + 0.1 * off }));

  test('outlooks that were always too high are lowered, and vague ones that were right become sharp', () => {
    const { mean, sd } = new Calibration(kept(Array.from({ length: 50 }, () => -3))).forecast({ mean: 0, sd: 0.1 });
    expect(mean).toBeCloseTo(-0.3, 1);
    expect(sd).toBeLessThan(0.1);
  });

  test('of curves of one point, what counts is how far others moved from there', () => {
    const finals = [0.1, 0.2, 0.15, 0.12, 0.18, 0.16];
    const steps = finals.map((final, row) => ({ row, outlook: { mean: final + 0.5, sd: 0 }, final }));
    const forecast = new Calibration(steps.map((one, i) => ({ ...one, final: one.final + 0.01 * (i % 2) }))).forecast({
      mean: 1,
      sd: 0,
    });
    expect(forecast.mean).toBeGreaterThan(0.4);
    expect(forecast.mean).toBeLessThan(0.7);
    expect(chanceBelow(forecast, 0.9)).toBeGreaterThan(0.9);
  });

  test('few curves leave more doubt than many', () => {
    const far = { mean: 0, sd: 0.1 };
    const chance = (n: number): number =>
      chanceBelow(new Calibration(kept(Array.from({ length: n }, (_, i) => (i % 2) - 0.5))).forecast(far), -0.3);
    expect(chance(4)).toBeGreaterThan(3 * chance(40));
  });
});
