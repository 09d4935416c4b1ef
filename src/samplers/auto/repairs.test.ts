import { expect, test } from 'vitest';
import { linear } from '../../space/constraint.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { repairsOf } from './repairs.ts';

const sumBelow = (dimensions: number, atMost: number) => {
  const names = Array.from({ length: dimensions }, (_, i) => `x${i}`);
  return space(Object.fromEntries(names.map((name) => [name, float(0, 1)])), {
    constraints: [linear(Object.fromEntries(names.map((name) => [name, 1])), atMost)],
  });
};

test('the less room constraints leave, the more it takes to meet them', () => {
  expect(repairsOf(space({ x: float(0, 1) }))).toBe(0);
  expect(repairsOf(sumBelow(10, 10))).toBe(0);
  const wide = repairsOf(sumBelow(10, 4));
  const narrow = repairsOf(sumBelow(10, 1));
  expect(wide).toBeGreaterThan(1);
  expect(narrow).toBeGreaterThan(20 * wide);
  expect(repairsOf(sumBelow(10, 1))).toBe(narrow);
});
