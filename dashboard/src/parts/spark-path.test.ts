import { expect, test } from 'vitest';
import { sparkPath } from './spark-path.ts';

test('steps from left to right, the largest on top', () => {
  expect(sparkPath([3, 1, 2], 104, 24)).toBe('M2.0 2.0H52.0V22.0H102.0V12.0');
});

test('too few numbers are no course', () => {
  expect(sparkPath([], 100, 20)).toBeNull();
  expect(sparkPath([1], 100, 20)).toBeNull();
  expect(sparkPath([Number.NaN, 1, Number.POSITIVE_INFINITY], 100, 20)).toBeNull();
});

test('what is no number breaks the line; the largest and the least of numbers fit into it', () => {
  const path = sparkPath([Number.MAX_VALUE, Number.NaN, -Number.MAX_VALUE, 0], 100, 20)!;
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path).not.toMatch(/NaN|Infinity/);
});

test('one value all the time is a line in the middle', () => {
  expect(sparkPath([5, 5], 100, 20)).toBe('M2.0 10.0H98.0V10.0');
});
