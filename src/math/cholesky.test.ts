import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './cholesky.golden.json' with { type: 'json' };
import {
  choleskyRows,
  invertFromCholesky,
  logDeterminant,
  solveLower,
  solveLowerMany,
  solveLowerTransposed,
} from './cholesky.ts';
import { plainCholeskyRows } from './plain-cholesky.ts';
import { random } from './random.ts';
import { wasmDense } from './wasm/dense.ts';

/** A positive definite matrix with rows `stride` apart; NaN where nobody may look. */
function definite(n: number, stride: number, seed: number): Float64Array {
  const stream = random(seed);
  const places = Float64Array.from({ length: n }, () => n * stream.uniform());
  const a = new Float64Array(n * stride).fill(Number.NaN);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) a[i * stride + j] = Math.exp(-Math.abs(places[i]! - places[j]!)) + (i === j ? 0.1 : 0);
  return a;
}

function near(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(wanted.length);
  const scale = Math.max(...Array.from(wanted, Math.abs));
  for (let i = 0; i < found.length; i++)
    expect(Math.abs(found[i]! - wanted[i]!)).toBeLessThanOrEqual(tolerance * scale);
}

describe.each([
  ['JavaScript', plainCholeskyRows],
  ['WebAssembly', wasmDense()!.choleskyRows],
  ['chosen', choleskyRows],
])('%s', (_, its) => {
  test.each(golden.cases.map((one) => [one.b.length, one] as const))('%i rows agree with 60 digits', (n, wanted) => {
    const l = Float64Array.from(wanted.a.flat());
    expect(its(l, n, 0, n)).toBe(n);
    for (let i = 0; i < n; i++) near(l.subarray(i * n, i * n + i + 1), wanted.l[i]!.slice(0, i + 1), golden.tolerance);
  });

  test('the first row without a pivot is told; rows before it are done', () => {
    for (const n of [1, 2, 5, 30, 41])
      for (const bad of [0, 1, 3, 4, 17, n - 1].filter((row) => row < n))
        for (const pivot of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
          const l = definite(n, n, 1);
          const whole = l.slice();
          its(whole, n, 0, n);
          l[bad * n + bad] = pivot;
          expect(its(l, n, 0, n)).toBe(bad);
          for (let i = 0; i < bad; i++)
            expect(l.subarray(i * n, i * n + i + 1)).toEqual(whole.subarray(i * n, i * n + i + 1));
        }
  });

  test('nothing to do', () => {
    expect(its(new Float64Array(0), 0, 0, 0)).toBe(0);
  });
});

describe.each(golden.cases.map((one) => [one.b.length, one] as const))('%i rows', (n, wanted) => {
  const l = Float64Array.from(wanted.a.flat());
  choleskyRows(l, n, 0, n);

  test('single right-hand sides, from any offset', () => {
    for (const [solve, solution] of [
      [solveLower, wanted.lower],
      [solveLowerTransposed, wanted.transposed],
    ] as const) {
      const x = Float64Array.of(7, ...wanted.b, 8);
      solve(l, n, n, x, 1);
      near(x.subarray(1, n + 1), solution, golden.tolerance);
      expect([x[0], x[n + 1]]).toEqual([7, 8]);
    }
  });

  test('many right-hand sides, each alike', () => {
    const count = 37;
    const x = Float64Array.from({ length: n * count }, (_, at) => wanted.b[Math.floor(at / count)]!);
    solveLowerMany(l, n, n, x, count);
    for (let j = 0; j < count; j++)
      near(
        wanted.b.map((_, i) => x[i * count + j]!),
        wanted.lower,
        golden.tolerance,
      );
  });

  test('the inverse, over whatever was there', () => {
    const inverse = new Float64Array(n * n).fill(Number.NaN);
    invertFromCholesky(l, n, n, inverse, n);
    near(inverse, wanted.inverse.flat(), golden.tolerance);
  });

  test('the determinant', () => {
    expect(Math.abs(logDeterminant(l, n, n) - wanted.logDeterminant)).toBeLessThan(1e-12);
  });
});

test('no row: nothing to solve and nothing to invert', () => {
  const empty = new Float64Array(0);
  solveLowerMany(empty, 0, 0, empty, 0);
  invertFromCholesky(empty, 0, 0, empty, 0);
  expect(logDeterminant(empty, 0, 0)).toBe(0);
});

describe('laws', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 0, max: 9 }), fc.integer());

  test('appending = factoring, bit for bit, however the rows are split', () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 4 }), ([n, spare, seed], cuts) => {
        const stride = n + spare;
        const whole = definite(n, stride, seed);
        const grown = whole.slice();
        choleskyRows(whole, stride, 0, n);
        let from = 0;
        for (const to of [...cuts.filter((cut) => cut < n).sort((a, b) => a - b), n])
          from = choleskyRows(grown, stride, from, to);
        expect(grown).toEqual(whole);
      }),
    );
  });

  test('a row of L solves L·x = its row of A, bit for bit', () => {
    fc.assert(
      fc.property(sizes, ([n, spare, seed]) => {
        const stride = n + spare;
        const a = definite(n, stride, seed);
        const l = a.slice();
        choleskyRows(l, stride, 0, n);
        const x = a.slice((n - 1) * stride, n * stride);
        solveLower(l, stride, n - 1, x);
        expect(x.subarray(0, n - 1)).toEqual(l.subarray((n - 1) * stride, n * stride - spare - 1));
      }),
    );
  });

  test('WebAssembly = JavaScript, bit for bit, whatever is factored already', () => {
    fc.assert(
      fc.property(sizes, fc.nat(17), ([n, spare, seed], fours) => {
        const stride = n + spare;
        const from = Math.min(4 * fours, n & ~3);
        const l = definite(n, stride, seed);
        plainCholeskyRows(l, stride, 0, from);
        const [one, two] = [plainCholeskyRows, wasmDense()!.choleskyRows].map((its) => {
          const own = l.slice();
          return [its(own, stride, from, n), own];
        });
        expect(two).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });

  test('L·Lᵀ = A, A·A⁻¹ = 1, and a column is solved alike whoever stands beside it', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 20 }), ([n, spare, seed], count) => {
        const stride = n + spare;
        const a = definite(n, stride, seed);
        const l = a.slice();
        choleskyRows(l, stride, 0, n);
        const inverse = new Float64Array(n * n);
        invertFromCholesky(l, stride, n, inverse, n);
        const entry = (i: number, j: number) => a[Math.max(i, j) * stride + Math.min(i, j)]!;
        const worst = { product: 0, unit: 0, skew: 0 };
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++) {
            let product = 0;
            let unit = 0;
            for (let k = 0; k <= j; k++) product += l[i * stride + k]! * l[j * stride + k]!;
            for (let k = 0; k < n; k++) unit += entry(i, k) * inverse[k * n + j]!;
            worst.product = Math.max(worst.product, Math.abs(product - entry(i, j)));
            worst.unit = Math.max(worst.unit, Math.abs(unit - (i === j ? 1 : 0)));
            worst.skew = Math.max(worst.skew, Math.abs(inverse[j * n + i]! - inverse[i * n + j]!));
          }
        expect(worst.product).toBeLessThan(1e-14);
        expect(worst.unit).toBeLessThan(1e-12);
        expect(worst.skew).toBe(0);
        const stream = random(seed);
        const b = Float64Array.from({ length: n * count }, () => stream.normal());
        const alone = Float64Array.from({ length: n }, (_, i) => b[i * count]!);
        solveLowerMany(l, stride, n, b, count);
        solveLowerMany(l, stride, n, alone, 1);
        expect(alone).toEqual(Float64Array.from({ length: n }, (_, i) => b[i * count]!));
      }),
      { numRuns: 40 },
    );
  });
});
