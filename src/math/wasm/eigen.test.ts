import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainEigen } from '../plain-eigen.ts';
import { random } from '../random.ts';
import { wasmEigen } from './eigen.ts';

test('this runtime has the WebAssembly one', () => {
  expect(wasmEigen()).not.toBeNull();
});

describe('laws', () => {
  test('WebAssembly = JavaScript, bit for bit, in any order of sizes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom(1e-200, 1e-3, 1, 1e200),
        fc.boolean(),
        fc.integer(),
        (n, rank, scale, isWhole, seed) => {
          const stream = random(seed);
          const a = new Float64Array(n * n).fill(Number.NaN); // above the diagonal nothing is read
          for (let i = 0; i < n; i++) a.fill(0, i * n, i * n + i + 1);
          for (let k = 0; k < rank; k++) {
            const factor = Float64Array.from({ length: n }, () => stream.normal()).map(
              (x) => (isWhole ? Math.round(x) : x), // many zeros, repeated values
            );
            for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j]! += scale * factor[i]! * factor[j]!;
          }
          const [plain, wasm] = [plainEigen, wasmEigen()!].map((eigen) => {
            const { values, rows, stride } = eigen(a, n);
            const vectors = Array.from({ length: n }, (_, i) => rows.slice(i * stride, i * stride + n));
            return { values: values.slice(), vectors };
          });
          expect(wasm).toEqual(plain);
        },
      ),
      { numRuns: 200 },
    );
  });
});
