import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crossingNoise, ranksAlike } from './soft-ranking.ts';

const losses = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 8 });

test('orders by hand', () => {
  const alike = (earlier: number[], later: number[], epsilon: number): boolean =>
    ranksAlike(Float64Array.from(earlier), later, epsilon);
  expect(alike([1, 2, 3], [0, 1, 2], 0)).toBe(true);
  expect(alike([1, 2, 3], [1, 0, 2], 0.9)).toBe(false);
  expect(alike([1, 2, 3], [1, 0, 2], 1)).toBe(true);
  expect(alike([2, 2, 3], [1, 0, 2], 0)).toBe(true); // equal ones may stand in any order
  expect(alike([1, Number.POSITIVE_INFINITY], [1, 0], 5)).toBe(false);
  expect(alike([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], [1, 0], 0)).toBe(true);
});

test('a place is kept where its holder was in the group of whoever held it before: the rule as published', () => {
  fc.assert(
    fc.property(losses, fc.integer({ min: 0, max: 4 }), fc.infiniteStream(fc.nat()), (earlier, epsilon, keys) => {
      const later = earlier
        .map((_, i) => [i, keys.next().value as number] as const)
        .sort((a, b) => a[1] - b[1])
        .map(([i]) => i);
      const before = [...earlier.keys()].sort((a, b) => earlier[a]! - earlier[b]! || a - b);
      const groups = before.map(
        (own) => new Set(before.filter((other) => Math.abs(earlier[other]! - earlier[own]!) <= epsilon)),
      );
      const expected = later.every((trial, place) => groups[place]!.has(trial));
      expect(ranksAlike(Float64Array.from(earlier), later, epsilon)).toBe(expected);
    }),
  );
});

test('noise by hand', () => {
  const trace = (...all: number[]) => ({ steps: all.map((_, i) => i + 1), losses: all });
  const flat = trace(5, 5, 5, 5);
  expect(crossingNoise([flat, trace(9, 1, 9, 7)], 1)).toBe(2); // above, below, above
  expect(crossingNoise([flat, trace(9, 8, 1, 1)], 1)).toBeNaN(); // crossed once
  expect(crossingNoise([flat, trace(9, 1, 9, 7)], 4)).toBeNaN(); // too early to count
  expect(crossingNoise([flat, trace(9, 1, 9)], 2)).toBe(4); // at step 3, the last that both have
  expect(crossingNoise([flat, { steps: [2, 3, 4], losses: [9, 1, 9] }], 1)).toBe(4);
  expect(crossingNoise([flat], 0)).toBeNaN();
  expect(crossingNoise([flat, trace(9, 1, 9, Number.NaN)], 1)).toBeNaN();
});

test('noise, against every pair looked at step by step: the rule as published', () => {
  const curves = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 7 }), {
    minLength: 2,
    maxLength: 6,
  });
  fc.assert(
    fc.property(curves, fc.integer({ min: 0, max: 5 }), (all, above) => {
      const distances: number[] = [];
      all.forEach((a, i) =>
        all.slice(i + 1).forEach((b) => {
          const last = Math.min(a.length, b.length);
          const orders = a.slice(0, last).map((loss, step) => loss > b[step]!);
          const opposite = orders.lastIndexOf(!orders[last - 1]!);
          const returned = opposite > 0 && orders.slice(0, opposite).includes(orders[last - 1]!);
          if (last > above && returned) distances.push(Math.abs(a[last - 1]! - b[last - 1]!));
        }),
      );
      distances.sort((x, y) => x - y);
      const at = 0.9 * (distances.length - 1);
      const [low, high] = [distances[Math.floor(at)]!, distances[Math.ceil(at)]!];
      const found = crossingNoise(
        all.map((curve) => ({ steps: curve.map((_, i) => i + 1), losses: curve })),
        above,
      );
      if (distances.length === 0) expect(found).toBeNaN();
      else expect(found).toBeCloseTo(low + (at - Math.floor(at)) * (high - low), 12);
    }),
  );
});
