import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceBelow } from './calibration.ts';
import { likelihoodRatio, type Normal, pooled, type Told, trustOf } from './neighbours.ts';

const own = { mean: 0.3, sd: 0.1, freedom: 30 };
const told = (changes: Partial<Told> = {}): Told => ({
  beside: { mean: 0.2, sd: 0.1 },
  near: { mean: 0.22, sd: 0.1 },
  all: { mean: 0.5, sd: 0.3 },
  trust: 0.8,
  ...changes,
});

describe('a curve and its neighbours', () => {
  test('where runs end as their neighbours, opinions count by their precision', () => {
    const { forecast, chance } = pooled(own, told({ trust: 1, beside: { mean: 0.2, sd: 0.05 } }), 0.25);
    expect(forecast.mean).toBeCloseTo((0.3 / 0.01 + 0.2 / 0.0025) / (1 / 0.01 + 1 / 0.0025), 12);
    expect(forecast.sd).toBeCloseTo(Math.sqrt(1 / (1 / 0.01 + 1 / 0.0025)), 12);
    expect(chance).toBeCloseTo(chanceBelow(forecast, 0.25), 12);
  });

  test('where they do not, the curve stands alone', () => {
    const { forecast, chance } = pooled(own, told({ trust: 0 }), 0.25);
    expect(forecast.mean).toBeCloseTo(own.mean, 12);
    expect(forecast.sd).toBeCloseTo(own.sd, 12);
    expect(chance).toBe(chanceBelow(own, 0.25));
  });

  test('a run whose curve contradicts sure neighbours is believed the more, the surer its curve is', () => {
    const plateau = told({
      beside: { mean: 0.6, sd: 0.01 },
      near: { mean: 0.6, sd: 0.01 },
      all: { mean: 0.55, sd: 0.15 },
    });
    const chances = [0.2, 0.1, 0.05, 0.02].map((sd) => pooled({ mean: 0.2, sd, freedom: 30 }, plateau, 0.25).chance);
    expect(chances[0]).toBeLessThan(0.25);
    expect(chances.at(-1)).toBeGreaterThan(0.95);
    expect(chances).toEqual(chances.toSorted((a, b) => a - b));
  });

  test('trust follows from how often runs ended as told', () => {
    const ratio = (end: number, near: Normal): number =>
      likelihoodRatio({ mean: end, sd: 0 }, { near, all: { mean: 0, sd: 1 } });
    const right = ratio(1.01, { mean: 1, sd: 0.05 });
    const wrong = ratio(-1, { mean: 1, sd: 0.05 });
    expect(right).toBeGreaterThan(10);
    expect(wrong).toBeLessThan(1e-6);
    expect(trustOf([])).toBe(0.5);
    const six = [...Array(60).fill(right), ...Array(40).fill(wrong)] as number[];
    expect(Math.abs(trustOf(six) - 0.6)).toBeLessThan(0.02);
    expect(trustOf(Array(100).fill(1) as number[])).toBeCloseTo(0.5, 6); // told nothing
  });
});

describe('laws', () => {
  const normal = fc.record({
    mean: fc.double({ min: -3, max: 3, noNaN: true }),
    sd: fc.double({ min: 1e-3, max: 3, noNaN: true }),
  });

  test('a chance is a probability, a mean lies between both opinions', () => {
    fc.assert(
      fc.property(
        normal,
        normal,
        normal,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (mine, beside, all, trust) => {
          const forecast = { ...mine, freedom: 30 };
          const { chance, forecast: both } = pooled(forecast, { beside, near: beside, all, trust }, 0);
          expect(chance).toBeGreaterThanOrEqual(0);
          expect(chance).toBeLessThanOrEqual(1);
          expect(both.sd).toSatisfy(Number.isFinite);
          expect(both.mean).toBeGreaterThanOrEqual(Math.min(mine.mean, beside.mean) - 1e-9);
          expect(both.mean).toBeLessThanOrEqual(Math.max(mine.mean, beside.mean) + 1e-9);
        },
      ),
    );
  });

  test('units do not matter', () => {
    fc.assert(
      fc.property(normal, normal, normal, fc.double({ min: 0.01, max: 100, noNaN: true }), (mine, near, all, unit) => {
        const scaled = ({ mean, sd }: Normal): Normal => ({ mean: unit * mean, sd: unit * sd });
        const one = pooled({ ...mine, freedom: 8 }, { beside: near, near, all, trust: 0.7 }, 0.1);
        const other = pooled(
          { ...scaled(mine), freedom: 8 },
          { beside: scaled(near), near: scaled(near), all: scaled(all), trust: 0.7 },
          0.1 * unit,
        );
        expect(other.chance).toBeCloseTo(one.chance, 8);
        expect(other.forecast.mean / unit).toBeCloseTo(one.forecast.mean, 8);
      }),
    );
  });
});
