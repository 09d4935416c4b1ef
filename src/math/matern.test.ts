import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './matern.golden.json' with { type: 'json' };
import { covariances } from './covariance.ts';
import { pairEffects, pairFalls } from './main-effects.ts';
import { matern52, matern52Pair, pairDistances, pairSums, squaredDistances } from './matern.ts';
import { plainCovariances } from './plain-covariance.ts';
import { bump, fall, plainPairEffects, plainPairFalls } from './plain-main-effects.ts';
import {
  plainMatern52,
  plainMatern52Pair,
  plainPairDistances,
  plainPairSums,
  plainSquaredDistances,
} from './plain-matern.ts';
import { random } from './random.ts';
import { wasmDense } from './wasm/dense.ts';

const plain = {
  squaredDistances: plainSquaredDistances,
  pairDistances: plainPairDistances,
  pairSums: plainPairSums,
  matern52: plainMatern52,
  matern52Pair: plainMatern52Pair,
  pairEffects: plainPairEffects,
  pairFalls: plainPairFalls,
  covariances: plainCovariances,
};

describe.each([
  ['JavaScript', plain],
  ['WebAssembly', wasmDense()!],
  ['chosen', { squaredDistances, pairDistances, pairSums, matern52, matern52Pair, pairEffects, pairFalls }],
])('%s', (_, its) => {
  test('values and slopes agree with 60 digits', () => {
    for (const [r2, variance, value, slope] of golden.cases as [number, number, number, number][]) {
      const [k, pairK, pairSlope] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
      its.matern52(Float64Array.of(r2), 1, variance, k);
      its.matern52Pair(Float64Array.of(r2), 1, variance, pairK, pairSlope);
      const bound = golden.tolerance * Math.max(4, Math.sqrt(5 * r2));
      expect(pairK).toEqual(k);
      expect(Math.abs(k[0]! - value), `k(${r2})`).toBeLessThanOrEqual(bound * value);
      expect(Math.abs(pairSlope[0]! - slope), `slope(${r2})`).toBeLessThanOrEqual(bound * -slope);
    }
  });

  test('far away it is 0, not a subnormal number', () => {
    const out = new Float64Array(1);
    its.matern52(Float64Array.of(1e6), 1, 1, out);
    expect(out[0]).toBe(0);
  });

  test('in place, and no further than asked', () => {
    const r2 = Float64Array.of(0, 1, 2, 7);
    its.matern52(r2, 3, 2, r2);
    expect(r2[0]).toBe(2);
    expect(r2[3]).toBe(7);
  });

  test('distances of rows: in the order of the columns, weighted', () => {
    const out = new Float64Array(7).fill(-1);
    const a = Float64Array.of(0, 0, 1, 2);
    const b = Float64Array.of(0, 0, 3, 4, 1, 2);
    its.squaredDistances(a, 2, b, 3, 2, Float64Array.of(1, 0.5), out);
    expect(out).toEqual(Float64Array.of(0, 17, 3, 3, 6, 0, -1));
  });

  test('codes are equal or not, however far apart', () => {
    const out = new Float64Array(3);
    const points = Float64Array.of(0, 4, 1, 7, 1, 7);
    const codes = Uint8Array.of(0, 1);
    its.squaredDistances(points, 1, points, 3, 2, Float64Array.of(1, 0.5), out, codes);
    expect(out).toEqual(Float64Array.of(0, 1.5, 1.5));
    its.pairDistances(points, 3, 2, Float64Array.of(1, 0.5), out, codes);
    expect(out).toEqual(Float64Array.of(1.5, 1.5, 0));
    its.pairSums(Float64Array.of(10, 100, 1000), points, 3, 2, out, codes);
    expect(out).toEqual(Float64Array.of(110, 110, 0));
  });

  test('main effects: each column alone, up to its reach; one without a reach takes no part', () => {
    const points = Float64Array.of(0, 4, 0.25, 4, 2, 4);
    const reach = Float64Array.of(2, 0);
    const pairs = new Float64Array(4).fill(-1);
    const falls = new Float64Array(2);
    its.pairEffects(points, 3, 2, reach, pairs);
    its.pairFalls(Float64Array.of(10, 100, 1000), points, 3, 2, reach, falls);
    expect(pairs).toEqual(Float64Array.of(0.5 ** 4 * 3, 0, 0, -1)); // (1 − r)⁴(4r + 1) at r = 1/2
    expect(falls).toEqual(Float64Array.of(10 * 20 * 0.5 ** 2 * 0.5 ** 3, 0)); // 20 r²(1 − r)³
  });

  test('no row, one row: no pair', () => {
    for (const n of [0, 1]) {
      const sums = Float64Array.of(5);
      its.pairDistances(new Float64Array(n), n, 1, Float64Array.of(1), new Float64Array(0));
      its.pairSums(new Float64Array(0), new Float64Array(n), n, 1, sums);
      expect(sums[0]).toBe(0);
    }
  });
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
      variance: 3 * stream.uniform(),
      factors: Float64Array.from({ length: (rows * (rows - 1)) / 2 }, () => stream.normal()),
    };
  }

  test('WebAssembly = JavaScript, bit for bit', () => {
    fc.assert(
      fc.property(sizes, ([rowsA, rowsB, columns, seed]) => {
        const { points, weights, codes, variance, factors } = drawn(rowsA + rowsB, columns, seed);
        const b = points.subarray(rowsA * columns);
        const count = rowsA * rowsB;
        const reach = weights.map((weight, c) => (codes[c] === 1 ? 0 : Math.sqrt(weight)));
        const effects = seed % 2 === 0 ? null : { variance: 0.4 * columns, each: 0.4, reach };
        const kernel = { columns, codes, weights, signal: variance, slope: 0.3, bend: 0.2, twist: 0.1, effects };
        const places = (x: Float64Array) => ({ x, z: x.map((value) => 2 * value - 1), zz: x, qq: x.toReversed() });
        const [one, two] = [plain, wasmDense()!].map((its) => {
          const [r2, k, value, slope, sum] = Array.from({ length: 5 }, () => new Float64Array(count));
          const pairs = factors.slice();
          const sums = new Float64Array(columns);
          const alone = factors.slice();
          const falls = new Float64Array(columns);
          its.squaredDistances(points, rowsA, b, rowsB, columns, weights, r2!, codes);
          its.matern52(r2!, count, variance, k!);
          its.matern52Pair(r2!, count, variance, value!, slope!);
          its.pairDistances(points, rowsA + rowsB, columns, weights, pairs, codes);
          its.pairSums(factors, points, rowsA + rowsB, columns, sums, codes);
          its.pairEffects(points, rowsA + rowsB, columns, reach, alone);
          its.pairFalls(factors, points, rowsA + rowsB, columns, reach, falls);
          its.covariances(kernel, places(points), rowsA, places(b), rowsB, sum!);
          return [r2, k, value, slope, pairs, sums, alone, falls, sum];
        });
        expect(two).toEqual(one);
      }),
      { numRuns: 40 },
    );
  });

  test('covariances: the Matérn kernel and the products of a trend', () => {
    const point = (...x: number[]) => {
      const length = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
      const all = Float64Array.from(x);
      return { x: all, z: all, zz: Float64Array.of(length(x)), qq: Float64Array.of(length(x.map((u) => u * u))) };
    };
    const [one, near] = [new Float64Array(1), new Float64Array(1)];
    const shape = { columns: 2, codes: new Uint8Array(2), weights: Float64Array.of(1, 4), signal: 2, effects: null };
    covariances({ ...shape, slope: 0.5, bend: 0.25, twist: 0.125 }, point(1, 2), 1, point(3, -1), 1, one);
    matern52(Float64Array.of(4 + 4 * 9), 1, 2, near);
    // z·z′ = 1, z²·z′² = 9 + 4, z₁z₂·z′₁z′₂ twice = 1 − 13.
    const sum = near[0]! + 0.5 * 1 + 0.25 * 13 + 0.125 * (1 - 13);
    expect(one[0]).toBeCloseTo(sum, 14);
    const effects = { variance: 1, each: 0.5, reach: Float64Array.of(0.25, 0.5) }; // 2 · ¼ is within reach, 3 · ½ is not
    covariances({ ...shape, slope: 0.5, bend: 0.25, twist: 0.125, effects }, point(1, 2), 1, point(3, -1), 1, one);
    expect(one[0]).toBeCloseTo(sum + 0.5 * 0.5 ** 4 * 3, 14);
  });

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
        squaredDistances(a, rowsA, b, rowsB, columns, weights, there);
        squaredDistances(b, rowsB, a, rowsA, columns, weights, back);
        squaredDistances(a, rowsA, a, rowsA, columns, weights, own);
        for (let i = 0; i < rowsA; i++) {
          expect(own[i * rowsA + i]).toBe(0);
          for (let j = 0; j < rowsB; j++) expect(there[i * rowsB + j]).toBe(back[j * rowsA + i]);
        }
      }),
      { numRuns: 30 },
    );
  });
});
