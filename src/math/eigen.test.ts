import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { symmetricEigen } from './eigen.ts';
import golden from './eigen.golden.json' with { type: 'json' };
import { random } from './random.ts';

describe('values agree with 60 digits', () => {
  test.each(golden.cases.map((one, i) => [i, one] as const))('matrix %i', (_, { a, values }) => {
    const found = symmetricEigen(Float64Array.from(a.flat()), a.length).values;
    const norm = Math.max(Number.MIN_VALUE, ...values.map(Math.abs));
    values.forEach((value, j) => {
      expect(Math.abs(found[j]! - value)).toBeLessThanOrEqual(golden.tolerance * norm);
    });
  });
});

test('no row, one row, one on the diagonal', () => {
  expect(symmetricEigen(new Float64Array(0), 0).values).toEqual(new Float64Array(0));
  expect(symmetricEigen(Float64Array.of(-2), 1)).toEqual({ values: Float64Array.of(-2), vectors: Float64Array.of(1) });
  const diagonal = Float64Array.of(3, 0, 0, 0, 1, 0, 0, 0, 2);
  expect(symmetricEigen(diagonal, 3)).toEqual({
    values: Float64Array.of(1, 2, 3),
    vectors: Float64Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0),
  });
});

test('the upper triangle is not read, nothing is written', () => {
  const a = Float64Array.of(2, Number.NaN, 1, 2);
  expect(Array.from(symmetricEigen(a, 2).values, (x) => x.toFixed(12))).toEqual(['1.000000000000', '3.000000000000']);
  expect(a).toEqual(Float64Array.of(2, Number.NaN, 1, 2));
});

describe('laws', () => {
  test('A = V·diag(values)·Vᵀ with orthonormal columns, values ascending, at any scale', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(1e-200, 1e-3, 1, 1e200),
        fc.integer(),
        (n, rank, scale, seed) => {
          const stream = random(seed);
          const factors = Float64Array.from({ length: n * rank }, () => stream.normal());
          const a = new Float64Array(n * n); // of low rank now and then: repeated values
          for (let i = 0; i < n; i++)
            for (let j = 0; j < n; j++)
              for (let k = 0; k < rank; k++) a[i * n + j]! += scale * factors[i * rank + k]! * factors[j * rank + k]!;
          const { values, vectors } = symmetricEigen(a, n);
          const norm = Math.max(Math.abs(values[0]!), Math.abs(values[n - 1]!));
          for (let i = 0; i < n; i++) {
            if (i > 0) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]!);
            for (let j = 0; j < n; j++) {
              let entry = 0;
              let overlap = 0;
              for (let k = 0; k < n; k++) {
                entry += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
                overlap += vectors[k * n + i]! * vectors[k * n + j]!;
              }
              expect(Math.abs(entry - a[i * n + j]!)).toBeLessThanOrEqual(1e-14 * n * norm);
              expect(Math.abs(overlap - (i === j ? 1 : 0))).toBeLessThanOrEqual(1e-14 * n);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
