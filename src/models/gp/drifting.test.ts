import { expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { DriftingProcess } from './drifting.ts';

const apartOf = (points: readonly (readonly [x: number, time: number])[]) => (i: number, j: number) => ({
  squared: (points[i]![0] - points[j]![0]) ** 2,
  time: Math.abs(points[i]![1] - points[j]![1]),
});

test('the posterior is that of the formula, written out for two points', () => {
  const points = [
    [0, 0],
    [0.3, 1],
    [0.1, 2],
  ] as const;
  const model = new DriftingProcess([1, 3], apartOf(points));
  const { length, forgetting, noise } = model.drift;
  const k = (i: number, j: number): number => {
    const { squared, time } = apartOf(points)(i, j);
    return (
      (1 - noise) * Math.exp(-squared / (2 * length ** 2)) * (1 - forgetting) ** (time / 2) + (i === j ? noise : 0)
    );
  };
  // Inverse of [[1, b], [b, 1]]; the values standardised are −1 and 1 over their deviation.
  const b = k(0, 1);
  const [p, q] = [k(2, 0), k(2, 1)];
  const deviation = Math.SQRT2; // of 1 and 3, with n − 1
  const z = 1 / deviation;
  const weights = [(-z - b * z) / (1 - b * b), (z + b * z) / (1 - b * b)];
  expect(model.mean(2)).toBeCloseTo(2 + deviation * (p * weights[0]! + q * weights[1]!), 12);
  const explained = (p * p - 2 * b * p * q + q * q) / (1 - b * b);
  expect(model.deviations([2], [])[0]).toBeCloseTo(deviation * Math.sqrt(1 - noise - explained), 12);
});

test('what was seen long ago tells less: the newer of two contradicting values counts more', () => {
  const points = [...Array.from({ length: 12 }, (_, i) => [0.5, i < 6 ? 0 : 20] as const), [0.5, 21] as const];
  const model = new DriftingProcess([5, 5.1, 4.9, 5, 5.1, 4.9, -5, -5.1, -4.9, -5, -5.1, -4.9], apartOf(points));
  expect(model.mean(12)).toBeLessThan(-3);
});

test('a point on its way makes its neighbourhood known, and changes no mean', () => {
  const points = [
    [0, 0],
    [0.5, 0],
    [1, 0],
    [0.75, 1],
    [0.76, 1],
  ] as const;
  const model = new DriftingProcess([1, 2, 1.5], apartOf(points));
  const before = model.mean(4);
  const [free] = model.deviations([4], []);
  const [beside] = model.deviations([4], [3]);
  expect(beside).toBeLessThan(free!);
  expect(model.mean(4)).toBe(before);
});

test('values that are all equal, and many points in one place, are no fault', () => {
  const places = Array.from({ length: 20 }, () => [0.5, 3] as const);
  const equal = new DriftingProcess(
    Array.from({ length: 19 }, () => 2),
    apartOf(places),
  );
  expect(equal.mean(19)).toBe(2);
  expect(equal.deviations([19], []).every(Number.isFinite)).toBe(true);
});

test('the function is found again from noisy values', () => {
  const stream = random(4);
  const points = Array.from({ length: 60 }, () => [stream.uniform(), Math.floor(4 * stream.uniform())] as const);
  const f = (x: number): number => Math.sin(6 * x);
  const values = points.slice(0, 50).map(([x]) => f(x) + 0.1 * stream.normal());
  const model = new DriftingProcess(values, apartOf(points));
  const errors = points.slice(50).map(([x], i) => (model.mean(50 + i) - f(x)) ** 2);
  expect(Math.sqrt(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.2);
});
