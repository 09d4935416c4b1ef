import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './matern.golden.json' with { type: 'json' };
import { matern52, matern52Pair, pairDistances, pairSums, squaredDistances } from './matern.ts';
import { random } from './random.ts';

/** Columns none of which holds codes. */
const numbers = (columns: number) => new Uint8Array(columns);

test('values and slopes agree with 60 digits', () => {
  for (const [r2, variance, value, slope] of golden.cases as [number, number, number, number][]) {
    const [k, pairK, pairSlope] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
    matern52(Float64Array.of(r2), 1, variance, k);
    matern52Pair(Float64Array.of(r2), 1, variance, pairK, pairSlope);
    const bound = golden.tolerance * Math.max(4, Math.sqrt(5 * r2));
    expect(pairK).toEqual(k);
    expect(Math.abs(k[0]! - value), `k(${r2})`).toBeLessThanOrEqual(bound * value);
    expect(Math.abs(pairSlope[0]! - slope), `slope(${r2})`).toBeLessThanOrEqual(bound * -slope);
  }
});

test('far away it is 0, not a subnormal number', () => {
  const out = new Float64Array(1);
  matern52(Float64Array.of(1e6), 1, 1, out);
  expect(out[0]).toBe(0);
});

test('in place, and no further than asked', () => {
  const r2 = Float64Array.of(0, 1, 2, 7);
  matern52(r2, 3, 2, r2);
  expect(r2[0]).toBe(2);
  expect(r2[3]).toBe(7);
});

test('distances of rows: in the order of the columns, weighted', () => {
  const out = new Float64Array(7).fill(-1);
  const a = Float64Array.of(0, 0, 1, 2);
  const b = Float64Array.of(0, 0, 3, 4, 1, 2);
  squaredDistances(a, 2, b, 3, 2, Float64Array.of(1, 0.5), out, numbers(2));
  expect(out).toEqual(Float64Array.of(0, 17, 3, 3, 6, 0, -1));
});

test('codes are equal or not, however far apart', () => {
  const out = new Float64Array(3);
  const points = Float64Array.of(0, 4, 1, 7, 1, 7);
  const codes = Uint8Array.of(0, 1);
  squaredDistances(points, 1, points, 3, 2, Float64Array.of(1, 0.5), out, codes);
  expect(out).toEqual(Float64Array.of(0, 1.5, 1.5));
  pairDistances(points, 3, 2, Float64Array.of(1, 0.5), out, codes);
  expect(out).toEqual(Float64Array.of(1.5, 1.5, 0));
  pairSums(Float64Array.of(10, 100, 1000), points, 3, 2, out, codes);
  expect(out).toEqual(Float64Array.of(110, 110, 0));
});

test('no row, one row: no pair', () => {
  for (const n of [0, 1]) {
    const sums = Float64Array.of(5);
    pairDistances(new Float64Array(n), n, 1, Float64Array.of(1), new Float64Array(0), numbers(1));
    pairSums(new Float64Array(0), new Float64Array(n), n, 1, sums, numbers(1));
    expect(sums[0]).toBe(0);
  }
});

describe('laws', () => {
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 25 }),
    fc.integer(),
  );

  /** Coordinates on a grid, so that codes meet. */
  function drawn(rows: number, columns: number, seed: number) {
    const stream = random(seed);
    const draw = (count: number, scale: number) => Float64Array.from({ length: count }, () => scale * stream.uniform());
    return {
      points: draw(rows * columns, 8).map((x) => Math.floor(x) / 7),
      weights: draw(columns, 10 ** (6 * stream.uniform())),
      codes: Uint8Array.from({ length: columns }, () => (stream.uniform() < 0.3 ? 1 : 0)),
      factors: Float64Array.from({ length: (rows * (rows - 1)) / 2 }, () => stream.normal()),
    };
  }

  test('pairs are the lower triangle, bit for bit; their sums are the slopes by the weights', () => {
    fc.assert(
      fc.property(sizes, ([n, , columns, seed]) => {
        const { points, weights, codes, factors } = drawn(n, columns, seed);
        const square = new Float64Array(n * n);
        const pairs = new Float64Array(factors.length);
        const sums = new Float64Array(columns);
        squaredDistances(points, n, points, n, columns, weights, square, codes);
        pairDistances(points, n, columns, weights, pairs, codes);
        pairSums(factors, points, n, columns, sums, codes);
        let weighted = 0;
        let size = 0;
        for (let i = 0, pair = 0; i < n; i++)
          for (let j = 0; j < i; j++, pair++) {
            expect(pairs[pair]).toBe(square[i * n + j]);
            weighted += factors[pair]! * pairs[pair]!;
            size += Math.abs(factors[pair]! * pairs[pair]!);
          }
        const bySlopes = sums.reduce((sum, slope, c) => sum + slope * weights[c]!, 0);
        expect(Math.abs(bySlopes - weighted)).toBeLessThanOrEqual(1e-13 * size);
      }),
      { numRuns: 30 },
    );
  });

  test('a set is at distance 0 from itself, and as far from another as that from it', () => {
    fc.assert(
      fc.property(sizes, ([rowsA, rowsB, columns, seed]) => {
        const stream = random(seed);
        const points = Float64Array.from({ length: (rowsA + rowsB) * columns }, () => stream.normal());
        const a = points.subarray(0, rowsA * columns);
        const b = points.subarray(rowsA * columns);
        const weights = new Float64Array(columns).fill(0.7);
        const there = new Float64Array(rowsA * rowsB);
        const back = new Float64Array(rowsA * rowsB);
        const own = new Float64Array(rowsA * rowsA);
        squaredDistances(a, rowsA, b, rowsB, columns, weights, there, numbers(columns));
        squaredDistances(b, rowsB, a, rowsA, columns, weights, back, numbers(columns));
        squaredDistances(a, rowsA, a, rowsA, columns, weights, own, numbers(columns));
        for (let i = 0; i < rowsA; i++) {
          expect(own[i * rowsA + i]).toBe(0);
          for (let j = 0; j < rowsB; j++) expect(there[i * rowsB + j]).toBe(back[j * rowsA + i]);
        }
      }),
      { numRuns: 30 },
    );
  });
});
