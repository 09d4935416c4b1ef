import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choleskyRows, solveLower, solveLowerTransposed } from './cholesky.ts';
import { covariances } from './covariance.ts';
import type { Kernel, Places } from './kernel.ts';
import { PlainPosterior } from './plain-posterior.ts';
import { type Conditioned, type Posterior, SUMS } from './conditioned.ts';
import { random } from './random.ts';
import { wasmPosterior } from './wasm/posterior.ts';

/** Points on a grid, so that codes meet; the last columns hold codes. */
function placesOf(rows: number, columns: number, codes: Uint8Array, seed: number): Places {
  const stream = random(seed);
  const x = Float64Array.from({ length: rows * columns }, () => Math.floor(16 * stream.uniform()) / 15);
  const z = x.map((value, i) => (codes[i % columns] === 1 ? 0 : 2 * value - 1));
  const sums = (power: (value: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) =>
      z.subarray(i * columns, (i + 1) * columns).reduce((sum, value) => sum + power(value), 0),
    );
  return { x, z, zz: sums((value) => value * value), qq: sums((value) => value * value * (value * value)) };
}

function conditioned(rows: number, known: number, columns: number, seed: number): Conditioned {
  const stream = random(seed);
  const codes = Uint8Array.from({ length: columns }, () => (stream.uniform() < 0.3 ? 1 : 0));
  const reach = Float64Array.from(codes, (code) => (code === 1 ? 0 : 3 * stream.uniform()));
  const steepness = seed % 4 === 0 ? 1e6 : 4; // the first until the kernel is 0
  const trend = seed % 5 === 0 ? 0 : stream.uniform();
  const kernel: Kernel = {
    columns,
    codes,
    weights: Float64Array.from(codes, () => 0.1 + steepness * stream.uniform()),
    signal: 0.5 + stream.uniform(),
    slope: 0.3 * trend,
    bend: 0.2 * trend,
    twist: 0.1 * trend,
    effects: seed % 3 === 0 ? null : { variance: 0.4, each: 0.4 / columns, reach },
  };
  const places = placesOf(rows, columns, codes, seed + 1);
  const stride = rows + 3;
  const square = new Float64Array(rows * rows);
  covariances(kernel, places, rows, places, rows, square);
  const l = new Float64Array(rows * stride);
  for (let i = 0; i < rows; i++) {
    l.set(square.subarray(i * rows, (i + 1) * rows), i * stride);
    l[i * stride + i]! += 0.01;
  }
  expect(choleskyRows(l, stride, 0, rows)).toBe(rows);
  const alpha = Float64Array.from({ length: rows }, (_, i) => (i < known ? stream.normal() : 0));
  solveLower(l, stride, known, alpha);
  solveLowerTransposed(l, stride, known, alpha);
  return { kernel, places, rows, known, l, stride, alpha, owner: {} };
}

/** All that one says of some points: means, both together, and the sums of the first one. */
function said(posterior: Posterior, { kernel }: Conditioned, points: Places, count: number): Float64Array[] {
  const [alone, mean, explained] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const sums = new Float64Array(SUMS * (kernel.columns + 1));
  posterior.predict(alone, null, points, count);
  posterior.predict(mean, explained, points, count);
  posterior.slopes(points, sums);
  return [alone, mean, explained, sums];
}

describe('laws', () => {
  test('WebAssembly = JavaScript, bit for bit, whoever was asked in between', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 140 }), // up to three panels
        fc.integer({ min: 1, max: 12 }),
        fc.nat(1e6),
        (known, open, count, columns, seed) => {
          const given = [0, 1, 2, 3, 4, 5].map((k) => conditioned(known + open + k, known, columns, seed + k));
          given.push({ ...given[0]!, alpha: given[0]!.alpha.map((value) => -value) }); // of the same owner
          const wasm = given.map((each) => wasmPosterior(each)!);
          const points = given.map(({ kernel }) => placesOf(count, columns, kernel.codes, seed + 9));
          for (const k of [0, 1, 0, 2, 3, 4, 5, 0, 6, 3, 0])
            expect(said(wasm[k]!, given[k]!, points[k]!, count)).toEqual(
              said(new PlainPosterior(given[k]!), given[k]!, points[k]!, count),
            );
        },
      ),
      { numRuns: 25 },
    );
  });

  test('the mean and the explained part of one point are those of many, up to rounding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(1e6),
        (rows, columns, seed) => {
          const given = conditioned(rows, rows, columns, seed);
          const points = placesOf(1, columns, given.kernel.codes, seed + 9);
          const [alone, mean, explained, sums] = said(wasmPosterior(given)!, given, points, 1);
          expect(alone).toEqual(mean);
          expect(Math.abs(sums![0]! - mean![0]!)).toBeLessThan(1e-10 * (1 + Math.abs(mean![0]!)));
          expect(Math.abs(sums![1]! - explained![0]!)).toBeLessThan(1e-10 * (1 + explained![0]!));
        },
      ),
      { numRuns: 25 },
    );
  });
});
