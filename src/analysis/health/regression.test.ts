import { expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { normalQuantile } from '../../math/special.ts';
import { normalOfF, Regression } from './regression.ts';

const column = (count: number, key: number): Float64Array => {
  const stream = random(key);
  return Float64Array.from({ length: count }, () => stream.uniform());
};

test('slopes and what is left are those of least squares', () => {
  // y = 2 + 3a − b, exactly.
  const [a, b] = [column(20, 1), column(20, 2)];
  const y = a.map((x, i) => 2 + 3 * x - b[i]!);
  const { slope, residual, freedom, residualFreedom } = new Regression([a, b], y).add([0], [1]);
  expect(slope).toBeCloseTo(-1, 10);
  expect(residual).toBeCloseTo(0, 10);
  expect({ freedom, residualFreedom }).toEqual({ freedom: 1, residualFreedom: 17 });
});

test('one column: the textbook slope and its error', () => {
  // x = 1 … 5, y = 2, 4, 5, 4, 5: slope 0.6, residual 2.4, error √(0.8 / 10).
  const found = new Regression([Float64Array.of(1, 2, 3, 4, 5)], Float64Array.of(2, 4, 5, 4, 5)).add([], [0]);
  expect(found.slope).toBeCloseTo(0.6, 12);
  expect(found.residual).toBeCloseTo(2.4, 12);
  expect(found.explained).toBeCloseTo(3.6, 12);
  expect(found.slopeError).toBeCloseTo(Math.sqrt(0.08), 12);
});

test('a column that others make says nothing new', () => {
  const a = column(30, 3);
  const found = new Regression([a, a.map((x) => 1 - x), new Float64Array(30).fill(4)], column(30, 4)).add([0], [1, 2]);
  expect(found).toMatchObject({ freedom: 0, own: [0, 0], slope: 0 });
  expect(normalOfF(found)).toBe(Number.NEGATIVE_INFINITY);
});

test('F as a normal number: tables of F at 5 % and 0.1 %', () => {
  const of = (freedom: number, residualFreedom: number, f: number): number =>
    normalOfF({
      freedom,
      explained: f * freedom,
      residual: residualFreedom,
      residualFreedom,
      slope: 0,
      slopeError: 0,
      own: [],
    });
  // F(5, 20), F(10, 60) and F(3, 100) by Fisher's tables.
  for (const [freedom, residual, at5, at01] of [
    [5, 20, 2.711, 6.461],
    [10, 60, 1.993, 3.687],
    [3, 100, 2.696, 5.857],
  ] as const) {
    expect(of(freedom, residual, at5)).toBeCloseTo(normalQuantile(0.95), 1);
    expect(Math.abs(of(freedom, residual, at01) - normalQuantile(0.999))).toBeLessThan(0.1);
  }
});

test('what has no influence exceeds a level as often as it says', () => {
  let above = 0;
  for (let i = 0; i < 400; i++) {
    const data = [0, 1, 2, 3].map((c) => column(40, 1000 + 10 * i + c));
    if (normalOfF(new Regression(data, column(40, 1009 + 10 * i)).add([0, 1], [2, 3])) > normalQuantile(0.95)) above++;
  }
  expect(above).toBeGreaterThan(8);
  expect(above).toBeLessThan(34);
});
