import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exploration, explores } from './batch.ts';

const at = (bound: number, mean: number, sd: number): number =>
  exploration(bound).value(Float64Array.of(mean), Float64Array.of(sd));

test('beside four open trials or fewer every trial looks for a gain, beside more every second one explores', () => {
  const trials = [20, 21, 22, 23];
  expect(trials.filter((trial) => explores(trial, 4))).toEqual([]);
  expect(trials.filter((trial) => explores(trial, 5))).toEqual([20, 22]);
});

describe('exploration', () => {
  test('where the best may lie, only the spread counts', () => {
    expect(at(0, -3, 0.5)).toBe(Math.log(0.5));
    expect(at(0, 0.2, 0.5)).toBe(Math.log(0.5));
  });

  test('the hopeless loses to the hopeful, however uncertain it is', () => {
    expect(at(0, 3, 1)).toBeLessThan(at(0, 0.01, 0.05));
  });
});

describe('laws', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

  test('derivatives are those of differences, away from the edge', () => {
    fc.assert(
      fc.property(number(-2, 2), number(-2, 2), number(0.1, 2), (bound, mean, sd) => {
        fc.pre(Math.abs(mean - 0.5 * sd - bound) > 1e-3);
        const byMean = new Float64Array(1);
        const bySd = new Float64Array(1);
        exploration(bound).value(Float64Array.of(mean), Float64Array.of(sd), byMean, bySd);
        const h = 1e-6;
        expect(byMean[0]).toBeCloseTo((at(bound, mean + h, sd) - at(bound, mean - h, sd)) / (2 * h), 4);
        expect(bySd[0]).toBeCloseTo((at(bound, mean, sd + h) - at(bound, mean, sd - h)) / (2 * h), 4);
      }),
    );
  });

  test('more spread is always worth more, a higher mean never', () => {
    fc.assert(
      fc.property(number(-2, 2), number(-2, 2), number(0.1, 2), number(0.01, 1), (bound, mean, sd, more) => {
        expect(at(bound, mean, sd + more)).toBeGreaterThan(at(bound, mean, sd));
        expect(at(bound, mean + more, sd)).toBeLessThanOrEqual(at(bound, mean, sd));
      }),
    );
  });
});
