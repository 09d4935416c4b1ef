import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './matern.golden.json' with { type: 'json' };
import { matern52, matern52Pair, squaredDistances } from './matern.ts';
import { plainMatern52, plainMatern52Pair, plainSquaredDistances } from './plain-matern.ts';
import { random } from './random.ts';
import { wasmDense } from './wasm/dense.ts';

const plain = { squaredDistances: plainSquaredDistances, matern52: plainMatern52, matern52Pair: plainMatern52Pair };

describe.each([
  ['JavaScript', plain],
  ['WebAssembly', wasmDense()!],
  ['chosen', { squaredDistances, matern52, matern52Pair }],
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
});

describe('laws', () => {
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 25 }),
    fc.integer(),
  );

  test('WebAssembly = JavaScript, bit for bit', () => {
    fc.assert(
      fc.property(sizes, ([rowsA, rowsB, columns, seed]) => {
        const stream = random(seed);
        const draw = (count: number, scale: number) =>
          Float64Array.from({ length: count }, () => scale * stream.uniform());
        const a = draw(rowsA * columns, 1);
        const b = draw(rowsB * columns, 1);
        const weights = draw(columns, 10 ** (6 * stream.uniform()));
        const variance = 3 * stream.uniform();
        const count = rowsA * rowsB;
        const [one, two] = [plain, wasmDense()!].map((its) => {
          const [r2, k, value, slope] = Array.from({ length: 4 }, () => new Float64Array(count));
          its.squaredDistances(a, rowsA, b, rowsB, columns, weights, r2!);
          its.matern52(r2!, count, variance, k!);
          its.matern52Pair(r2!, count, variance, value!, slope!);
          return [r2, k, value, slope];
        });
        expect(two).toEqual(one);
      }),
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
