import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './special.golden.json' with { type: 'json' };
import * as special from './special.ts';

type Name = keyof typeof golden.cases;

describe.each(Object.keys(golden.cases) as Name[])('%s', (name) => {
  test('agrees with 50 digits', () => {
    for (const [x, wanted] of golden.cases[name] as [number, number][]) {
      const scale = Math.max(Math.abs(wanted), name === 'erf' ? 1e-5 : Number.MIN_VALUE);
      expect(Math.abs(special[name](x) - wanted) / scale, `${name}(${x})`).toBeLessThan(golden.tolerance);
    }
  });
});

test('ends of the range', () => {
  expect(special.normalQuantile(0.5)).toBe(0);
  expect(special.normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(special.normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(special.normalQuantile(1.5)).toBeNaN();
  expect(special.erfc(30)).toBe(0);
  expect(special.logSumExp(new Float64Array(0), 0)).toBe(Number.NEGATIVE_INFINITY);
  expect(special.logAddExp(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
});

describe('laws', () => {
  const terms = fc.array(fc.double({ min: -800, max: 800, noNaN: true }), { minLength: 1, maxLength: 40 });

  test('the quantile undoes the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (z) => {
        expect(special.normalQuantile(special.normalCdf(z))).toBeCloseTo(z, 6);
      }),
    );
  });

  test('logSumExp is the sum, whatever is added to all terms', () => {
    fc.assert(
      fc.property(terms, fc.double({ min: -500, max: 500, noNaN: true }), (list, shift) => {
        const sum = special.logSumExp(Float64Array.from(list), list.length);
        expect(list.reduce(special.logAddExp)).toBeCloseTo(sum, 8);
        expect(
          special.logSumExp(
            Float64Array.from(list, (x) => x + shift),
            list.length,
          ),
        ).toBeCloseTo(sum + shift, 8);
      }),
    );
  });

  test('logSumExpColumns is logSumExp of each column, bit for bit', () => {
    fc.assert(
      fc.property(terms, fc.integer({ min: 1, max: 5 }), (list, columns) => {
        const rows = Math.floor(list.length / columns);
        const out = new Float64Array(columns);
        special.logSumExpColumns(out, Float64Array.from(list), rows, columns);
        for (let j = 0; j < columns; j++) {
          const column = Float64Array.from({ length: rows }, (_, i) => list[i * columns + j]!);
          expect(out[j]).toBe(special.logSumExp(column, rows));
        }
      }),
    );
  });
});
