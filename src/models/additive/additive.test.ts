import { expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { AdditiveFits, predictedAt } from './additive.ts';

const columns = [
  { cells: 32, isChoice: false },
  { cells: 4, isChoice: true },
  { cells: 16, isChoice: false },
];

function drawn(rows: number, noise: number, seed = 1) {
  const stream = random(seed);
  const points = Float64Array.from({ length: 3 * rows }, (_, i) =>
    Math.floor(stream.uniform() * columns[i % 3]!.cells),
  );
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b] = [points[3 * row]!, points[3 * row + 1]!];
    return 5 + Math.cos((Math.PI * 2 * (a + 0.5)) / 32) + [0, 1, -2, 1][b]! + noise * stream.normal();
  });
  return { points, targets };
}

const ones = (rows: number): Float64Array => new Float64Array(rows).fill(1);

test('finds the curves of a sum, and none where there is none', () => {
  const { points, targets } = drawn(300, 0.05);
  const { mean, curves } = new AdditiveFits(columns, points, ones(300)).fit(targets);
  expect(Math.abs(mean - 5)).toBeLessThan(0.05);
  curves[0]!.forEach((value, a) =>
    expect(Math.abs(value - Math.cos((Math.PI * 2 * (a + 0.5)) / 32))).toBeLessThan(0.1),
  );
  expect(Math.abs(curves[1]![2]! + 2)).toBeLessThan(0.05);
  curves[2]!.forEach((value) => expect(Math.abs(value)).toBeLessThan(0.05));
  for (const curve of curves) expect(Math.abs(curve.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
});

test('leverages tell what a fit without a row would say of it', () => {
  const { points, targets } = drawn(80, 0.3);
  const weights = Float64Array.from({ length: 80 }, (_, row) => (row % 2 === 0 ? 1.5 : 0.5));
  const whole = new AdditiveFits(columns, points, weights).fit(targets, 1);
  for (const row of [0, 7, 31]) {
    // Weights of mean 1 without this row; the grip grows with them.
    const scale = 80 / (80 - weights[row]!);
    const without = weights.map((weight, i) => (i === row ? 0 : scale * weight));
    const other = new AdditiveFits(columns, points, without).fit(targets, scale);
    const off = targets[row]! - predictedAt(whole, points, 3 * row);
    const expected = targets[row]! - predictedAt(other, points, 3 * row);
    expect(Math.abs(off / (1 - whole.leverages[row]!) - expected)).toBeLessThan(1e-6);
  }
});

test('one row, equal targets, a column of one cell', () => {
  const one = new AdditiveFits([{ cells: 1, isChoice: false }], new Float64Array(1), ones(1)).fit(Float64Array.of(3));
  expect(one.mean).toBe(3);
  expect([...one.curves[0]!]).toEqual([0]);
  const { points } = drawn(20, 0);
  const flat = new AdditiveFits(columns, points, ones(20)).fit(new Float64Array(20).fill(2));
  expect(flat.mean).toBeCloseTo(2, 12);
  for (const curve of flat.curves) curve.forEach((value) => expect(Math.abs(value)).toBeLessThan(1e-9));
});
