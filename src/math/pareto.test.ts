import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestSubset, hypervolume } from './hypervolume.ts';
import { dominates, paretoRanks } from './pareto.ts';
import { random } from './random.ts';

const point = (d: number) => fc.array(fc.integer({ min: 0, max: 6 }), { minLength: d, maxLength: d });
const set = fc.integer({ min: 1, max: 4 }).chain((d) => fc.tuple(fc.constant(d), fc.array(point(d), { maxLength: 9 })));

test('ranks by hand', () => {
  expect([...paretoRanks(Float64Array.of(0, 3, 1, 1, 3, 0, 2, 2, 1, 1, 3, 3), 2)]).toEqual([0, 0, 0, 1, 0, 2]);
  expect([...paretoRanks(new Float64Array(0), 2)]).toEqual([]);
  expect([...paretoRanks(Float64Array.of(Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY), 1)]).toEqual([
    2, 1, 0,
  ]);
});

test('volumes by hand', () => {
  expect(hypervolume(Float64Array.of(1, 2, 2, 1), Float64Array.of(3, 3))).toBe(3);
  expect(hypervolume(Float64Array.of(4, 0), Float64Array.of(3, 3))).toBe(0);
  expect(hypervolume(new Float64Array(0), Float64Array.of(1, 1, 1))).toBe(0);
});

describe('laws', () => {
  test('a rank is one more than the highest of those that dominate', () => {
    fc.assert(
      fc.property(set, ([d, points]) => {
        const flat = Float64Array.from(points.flat());
        const ranks = paretoRanks(flat, d);
        points.forEach((_, i) => {
          const above = points.flatMap((_, j) => (dominates(flat, j * d, i * d, d) ? [ranks[j]!] : []));
          expect(ranks[i]).toBe(Math.max(-1, ...above) + 1);
        });
      }),
    );
  });

  test('a volume is the number of unit cells that a point dominates', () => {
    fc.assert(
      fc.property(set, ([d, points]) => {
        const size = 6;
        let cells = 0;
        for (let code = 0; code < size ** d; code++) {
          const cell = Array.from({ length: d }, (_, k) => Math.floor(code / size ** k) % size);
          if (points.some((p) => p.every((x, k) => x <= cell[k]!))) cells++;
        }
        const reference = new Float64Array(d).fill(size);
        expect(hypervolume(Float64Array.from(points.flat()), reference)).toBe(cells);
      }),
    );
  });

  test('a subset is taken greedily, and the whole set keeps the whole volume', () => {
    fc.assert(
      fc.property(set, ([d, points]) => {
        const flat = Float64Array.from(points.flat());
        const reference = new Float64Array(d).fill(6);
        const volumeOf = (chosen: readonly number[]): number =>
          hypervolume(Float64Array.from(chosen.flatMap((i) => points[i]!)), reference);
        const order = bestSubset(flat, reference, points.length);
        expect([...order].sort((a, b) => a - b)).toEqual(points.map((_, i) => i));
        for (let n = 1; n <= order.length; n++) {
          const gains = points.map((_, i) => volumeOf([...order.slice(0, n - 1), i]));
          expect(volumeOf(order.slice(0, n))).toBe(Math.max(...gains));
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('the way for two dimensions gives the ranks of the way for more', () => {
  const stream = random(1);
  for (let round = 0; round < 200; round++) {
    const n = 1 + Math.floor(30 * stream.uniform());
    const flat = Float64Array.from({ length: 2 * n }, () => Math.floor(6 * stream.uniform())); // many ties
    flat[0] = round % 3 === 0 ? Number.POSITIVE_INFINITY : flat[0]!;
    const raised = Float64Array.from({ length: 3 * n }, (_, i) =>
      i % 3 === 2 ? 0 : flat[2 * Math.floor(i / 3) + (i % 3)]!,
    );
    expect([...paretoRanks(flat, 2)]).toEqual([...paretoRanks(raised, 3)]);
  }
});

test('two points at the same infinity are told apart by what is finite', () => {
  const at = Number.POSITIVE_INFINITY;
  expect([...paretoRanks(Float64Array.of(at, 0, at, -1), 2)]).toEqual([1, 0]);
  expect([...paretoRanks(Float64Array.of(at, 0, 0, at, -1, 0), 3)]).toEqual([1, 0]);
});
