import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dominates } from '../math/pareto.ts';
import { vectorOrder } from './vector-order.ts';

const order = (losses: readonly (readonly number[])[]): readonly number[] => [
  ...vectorOrder(Float64Array.from(losses.flat()), losses.length, losses[0]?.length ?? 2),
];

test('fronts, then exclusive volumes, by hand', () => {
  expect(order([])).toEqual([]);
  expect(order([[3], [1], [2], [1]])).toEqual([1, 3, 2, 0]);
  // Front 0: rows 0, 2, 3; scaled to (0, 1), (.5, .25), (1, 0). Alone they hold .5 × .1, .5 × .75 and .1 × .25.
  expect(
    order([
      [0, 4],
      [3, 3],
      [1, 1],
      [2, 0],
    ]),
  ).toEqual([2, 0, 3, 1]);
});

test('what is no number comes last, infinities are the ends', () => {
  expect(
    order([
      [Number.NaN, 0],
      [5, 5],
      [1, 1],
      [0, Number.NaN],
      [Number.POSITIVE_INFINITY, 9],
      [Number.NEGATIVE_INFINITY, 9],
    ]),
  ).toEqual([2, 5, 1, 4, 0, 3]);
  expect(order([[Number.NaN, Number.NaN]])).toEqual([0]);
});

test('losses at the limits of numbers do not overflow', () => {
  const max = Number.MAX_VALUE;
  expect(
    order([
      [-max, max],
      [0, 0],
      [max, -max],
    ]),
  ).toEqual([1, 0, 2]);
});

describe('laws', () => {
  const row = (k: number) =>
    fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.constant(Number.NaN)), {
      minLength: k,
      maxLength: k,
    });
  const rows = fc.integer({ min: 1, max: 4 }).chain((k) => fc.array(row(k), { minLength: 1, maxLength: 12 }));

  test('each row once, none before one that dominates it, NaN at the end', () => {
    fc.assert(
      fc.property(rows, (losses) => {
        const k = losses[0]!.length;
        const found = order(losses);
        expect([...found].sort((a, b) => a - b)).toEqual([...losses.keys()]);
        const place = losses.map((_, i) => found.indexOf(i));
        const flat = Float64Array.from(losses.flat());
        const isWhole = (i: number): boolean => !losses[i]!.some(Number.isNaN);
        for (let a = 0; a < losses.length; a++)
          for (let b = 0; b < losses.length; b++) {
            if (isWhole(a) && isWhole(b) && dominates(flat, a * k, b * k, k)) expect(place[a]).toBeLessThan(place[b]!);
            if (isWhole(a) && !isWhole(b)) expect(place[a]).toBeLessThan(place[b]!);
          }
      }),
    );
  });

  test('one objective: ascending, ties by row', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }), (losses) => {
        const expected = [...losses.keys()].sort((a, b) => losses[a]! - losses[b]! || a - b);
        expect([...vectorOrder(Float64Array.from(losses), losses.length, 1)]).toEqual(expected);
      }),
    );
  });

  test('the unit of an objective changes nothing', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(0.25, 2, 1024), (losses, unit) => {
        const k = losses[0]!.length;
        const scaled = losses.map((vector) => vector.map((loss, j) => (j === k - 1 ? loss * unit : loss)));
        expect(order(scaled)).toEqual(order(losses));
      }),
    );
  });
});
