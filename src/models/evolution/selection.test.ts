import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dominates } from '../../math/pareto.ts';
import { random } from '../../math/random.ts';
import { crowded } from './crowding.ts';
import { polynomial, simulatedBinary } from './operators.ts';
import { directions, pickByDirections } from './reference-points.ts';

test('crowding: ends have all the room, the others the way round to their neighbours', () => {
  const losses = Float64Array.from([0, 10, 1, 6, 2, 5, 10, 0, 9, 9]); // the last one is dominated
  const { ranks, room, order } = crowded(losses, 2);
  expect([...ranks]).toEqual([0, 0, 0, 0, 1]);
  expect([...room]).toEqual([
    Number.POSITIVE_INFINITY,
    2 / 10 + 5 / 10,
    9 / 10 + 6 / 10,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
  expect(order).toEqual([0, 3, 2, 1, 4]);
});

test('equal, infinite and single points have ranks too', () => {
  expect(crowded(Float64Array.from([1, 1, 1, 1]), 2).order).toEqual([0, 1]);
  expect(crowded(Float64Array.from([Number.POSITIVE_INFINITY, 0, 0, Number.NEGATIVE_INFINITY]), 2).order).toEqual([
    1, 0,
  ]);
  expect(crowded(Float64Array.from([3, 1, 2]), 1).order).toEqual([1, 2, 0]);
  expect(crowded(new Float64Array(0), 2).order).toEqual([]);
});

test('directions of Das and Dennis: as many as fit, evenly spread', () => {
  expect([...directions(2, 5)]).toEqual([0, 1, 0.25, 0.75, 0.5, 0.5, 0.75, 0.25, 1, 0]);
  expect(directions(3, 20).length / 3).toBe(15);
  expect(directions(3, 21).length / 3).toBe(21);
  expect(directions(5, 3).length / 5).toBe(5); // never fewer than the corners
});

test('the last front is cut so that every direction has somebody', () => {
  // A quarter circle with a crowd at one end.
  const angles = [...Array.from({ length: 30 }, (_, i) => i / 300), 0.4, 0.8, 1.2, Math.PI / 2];
  const losses = Float64Array.from(angles.flatMap((a) => [Math.cos(a), Math.sin(a)]));
  const picked = pickByDirections(losses, 2, 5, directions(2, 5), random(1));
  expect(picked.filter((i) => i >= 30).length).toBe(4);
});

test('objectives of very different sizes count the same', () => {
  const plain = Float64Array.from({ length: 60 }, (_, i) =>
    random(i >> 1)
      .fork(i)
      .uniform(),
  );
  const scaled = plain.map((x, i) => (i % 2 === 0 ? 1e6 * x : 1e-6 * x - 3));
  const towards = directions(2, 10);
  expect(pickByDirections(scaled, 2, 10, towards, random(3))).toEqual(
    pickByDirections(plain, 2, 10, towards, random(3)),
  );
});

describe('laws', () => {
  const fronts = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 60 }))
    .map(([k, numbers]) => ({ k, losses: Float64Array.from(numbers.slice(0, numbers.length - (numbers.length % k))) }));

  test('nobody is left out for somebody whom he dominates', () => {
    fc.assert(
      fc.property(fronts, fc.nat(20), fc.integer(), ({ k, losses }, wanted, seed) => {
        const n = losses.length / k;
        const count = Math.min(n, wanted);
        const byDirections = pickByDirections(losses, k, count, directions(k, 10), random(seed));
        for (const picked of [byDirections, crowded(losses, k).order.slice(0, count)]) {
          expect(new Set(picked).size).toBe(count);
          for (let i = 0; i < n; i++)
            if (!picked.includes(i))
              for (const other of picked) expect(dominates(losses, i * k, other * k, k)).toBe(false);
        }
      }),
    );
  });

  test('children and mutants stay in the unit interval, and crossover keeps the middle', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, fc.integer(), (a, b, seed) => {
        const stream = random(seed);
        for (const x of [simulatedBinary(a, b, 20, stream), polynomial(a, 20, stream)]) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(1);
        }
      }),
    );
    let sum = 0;
    const stream = random(1);
    for (let i = 0; i < 4000; i++) sum += simulatedBinary(0.4, 0.6, 5, stream);
    expect(sum / 4000).toBeCloseTo(0.5, 2);
  });
});
