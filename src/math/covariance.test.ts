import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covariances } from './covariance.ts';
import type { Kernel, Places } from './kernel.ts';
import { matern52 } from './matern.ts';
import { plainCovariances } from './plain-covariance.ts';
import { random } from './random.ts';
import { wasmDense } from './wasm/dense.ts';

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

describe('laws', () => {
  /** Coordinates on a grid, so that codes meet. */
  function placesOf(rows: number, columns: number, seed: number): Places {
    const stream = random(seed);
    const draw = (count: number) => Float64Array.from({ length: count }, () => stream.normal());
    const x = Float64Array.from({ length: rows * columns }, () => Math.floor(8 * stream.uniform()) / 7);
    return { x, z: x.map((value) => 2 * value - 1), zz: draw(rows), qq: draw(rows) };
  }

  function kernelOf(columns: number, seed: number): Kernel {
    const stream = random(seed);
    const codes = Uint8Array.from({ length: columns }, () => (stream.uniform() < 0.3 ? 1 : 0));
    const steepness = 10 ** (6 * stream.uniform()); // up to where all is 0
    const weights = Float64Array.from(codes, () => steepness * stream.uniform());
    const reach = Float64Array.from(codes, (code) => (code === 1 ? 0 : 3 * stream.uniform()));
    const trend = stream.uniform() < 0.3 ? 0 : stream.uniform();
    return {
      columns,
      codes,
      weights,
      signal: 3 * stream.uniform(),
      slope: 3 * trend,
      bend: 2 * trend,
      twist: trend,
      effects: stream.uniform() < 0.3 ? null : { variance: 0.4 * columns, each: 0.4, reach },
    };
  }

  test('WebAssembly = JavaScript = what is chosen, bit for bit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 25 }),
        fc.nat(1e6),
        (rowsA, rowsB, columns, seed) => {
          const kernel = kernelOf(columns, seed);
          const a = placesOf(rowsA, columns, seed + 1);
          const b = placesOf(rowsB, columns, seed + 2);
          const [plain, wasm, chosen] = [plainCovariances, wasmDense()!.covariances, covariances].map((its) => {
            const out = new Float64Array(rowsA * rowsB + 1).fill(-7); // the last one is no one's
            its(kernel, a, rowsA, b, rowsB, out);
            return out;
          });
          expect(wasm).toEqual(plain);
          expect(chosen).toEqual(plain);
          expect(plain!.at(-1)).toBe(-7);
        },
      ),
      { numRuns: 60 },
    );
  });
});
