import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { type Column, sampleOf } from './column.ts';
import { Forest, type ForestOptions } from './forest.ts';
import { LEAF } from './trees.ts';

const OPTIONS: ForestOptions = { trees: 30, leaf: 1, tried: 1, bootstrap: false };
const REAL: Column = { kind: 'real' };
const reals = (count: number): Column[] => Array.from({ length: count }, () => REAL);

function grown(
  points: readonly (readonly number[])[],
  targets: readonly number[],
  columns: readonly Column[],
  options = OPTIONS,
) {
  const sample = sampleOf(Float64Array.from(points.flat()), points.length, columns);
  return new Forest(sample, Float64Array.from(targets), options, random(7));
}

function predicted(forest: Forest, points: readonly (readonly number[])[]): { mean: number[]; sd: number[] } {
  const mean = new Float64Array(points.length);
  const sd = new Float64Array(points.length);
  forest.predict(mean, sd, Float64Array.from(points.flat()), points.length);
  return { mean: [...mean], sd: [...sd] };
}

const stream = random(3);
const cloud = (rows: number, width: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: width }, () => stream.uniform()));

test('a smooth function is learnt, and rows that trees have not seen say so', () => {
  const points = cloud(400, 5);
  const targets = points.map(([a, b]) => Math.sin(5 * a!) + b!);
  const forest = grown(points, targets, reals(5), { ...OPTIONS, bootstrap: true });
  expect(forest.outOfBag).toBeGreaterThan(0.9);
  const fresh = cloud(200, 5);
  const { mean } = predicted(forest, fresh);
  const errors = fresh.map(([a, b], i) => (Math.sin(5 * a!) + b! - mean[i]!) ** 2);
  expect(errors.reduce((x, y) => x + y) / 200).toBeLessThan(0.06); // the variance of the function is 0.6
});

test('noise explains nothing', () => {
  const points = cloud(300, 4);
  const forest = grown(
    points,
    points.map(() => stream.normal()),
    reals(4),
    { ...OPTIONS, bootstrap: true },
  );
  expect(forest.outOfBag).toBeLessThan(0.1);
});

test('without bootstrap there is no out-of-bag score', () => {
  expect(grown([[0], [1]], [0, 1], [REAL]).outOfBag).toBeNaN();
});

test('inactive values are a branch of their own, whatever stands beside them', () => {
  const points = Array.from({ length: 40 }, (_, i) => [i % 2 === 0 ? i / 40 : Number.NaN]);
  const forest = grown(
    points,
    points.map(([x]) => (Number.isNaN(x!) ? 5 : x!)),
    [REAL],
  );
  const { mean, sd } = predicted(forest, [[Number.NaN], [0], [1]]);
  expect(mean[0]).toBe(5);
  expect(sd[0]).toBe(0);
  expect(mean[1]).toBe(0);
  expect(mean[2]).toBeCloseTo(38 / 40, 12);
});

test('choices are parted whatever their numbers; trees differ about one that was never seen', () => {
  const points = Array.from({ length: 60 }, (_, i) => [[0, 3, 40, 71][i % 4]!]);
  const forest = grown(
    points,
    points.map(([c]) => (c === 3 || c === 71 ? 1 : 0)),
    [{ kind: 'categorical', count: 80 }],
  );
  const { mean, sd } = predicted(forest, [[0], [3], [40], [71], [17]]);
  expect(mean.slice(0, 4)).toEqual([0, 1, 0, 1]);
  expect(sd.slice(0, 4)).toEqual([0, 0, 0, 0]);
  expect(sd[4]).toBeGreaterThan(0.3);
});

test('ordered values are parted half way', () => {
  const points = cloud(50, 1).map(([x]) => [Math.floor(10 * x!)]);
  const { trees } = grown(
    points,
    points.map(([x]) => x! ** 2),
    [{ kind: 'ordered' }],
  );
  const borders = Array.from({ length: trees.count }, (_, node) => node).filter((node) => trees.column[node] !== LEAF);
  expect(borders.length).toBeGreaterThan(30);
  for (const node of borders) expect(trees.threshold[node]! % 1).toBe(0.5);
});

test('numbers without room between them are parted', () => {
  const points = [[0], [Number.MIN_VALUE], [1], [1 + Number.EPSILON]];
  expect(predicted(grown(points, [1, 2, 3, 4], [REAL]), points).mean).toEqual([1, 2, 3, 4]);
});

test('targets of 0 and 1 make a probability', () => {
  const points = cloud(300, 2);
  const forest = grown(
    points,
    points.map(([a]) => (stream.uniform() < (a! < 0.5 ? 0.1 : 0.8) ? 1 : 0)),
    [REAL, REAL],
    { ...OPTIONS, leaf: 10 },
  );
  const { mean } = predicted(forest, [
    [0.2, 0.5],
    [0.8, 0.5],
  ]);
  expect(mean[0]).toBeLessThan(0.3);
  expect(mean[1]).toBeGreaterThan(0.6);
});

test('constant targets, one row, constant columns', () => {
  expect(predicted(grown([[1], [2]], [4, 4], [REAL]), [[9]])).toEqual({ mean: [4], sd: [0] });
  expect(predicted(grown([[1]], [3], [REAL]), [[Number.NaN]])).toEqual({ mean: [3], sd: [0] });
  const { mean, sd } = predicted(grown([[1], [1]], [0, 1], [REAL]), [[1]]);
  expect(mean[0]).toBe(0.5);
  expect(sd[0]).toBe(0.5);
});

describe('laws', () => {
  const columns: readonly Column[] = [REAL, { kind: 'ordered' }, { kind: 'categorical', count: 4 }];
  const cell = (values: fc.Arbitrary<number>): fc.Arbitrary<number> =>
    fc.oneof({ weight: 5, arbitrary: values }, fc.constant(Number.NaN));
  const point = fc.tuple(
    cell(fc.double({ min: -5, max: 5, noNaN: true })),
    cell(fc.integer({ min: 0, max: 6 })),
    cell(fc.integer({ min: 0, max: 3 })),
  );
  const data = fc.array(fc.tuple(point, fc.double({ min: -3, max: 3, noNaN: true })), { minLength: 1, maxLength: 40 });
  const options = fc.record({
    trees: fc.integer({ min: 1, max: 5 }),
    leaf: fc.integer({ min: 1, max: 5 }),
    tried: fc.double({ min: 0.1, max: 1, noNaN: true }),
    bootstrap: fc.boolean(),
  });

  test('every row lies in the leaf that counts it, and the leaf knows the mean and variance of its rows', () => {
    fc.assert(
      fc.property(data, options, (rows, chosen) => {
        const points = Float64Array.from(rows.flatMap(([x]) => x));
        const targets = rows.map(([, y]) => y);
        const forest = grown(
          rows.map(([x]) => x),
          targets,
          columns,
          { ...chosen, bootstrap: false },
        );
        for (let tree = 0; tree < chosen.trees; tree++) {
          const inside = new Map<number, number[]>();
          targets.forEach((target, row) => {
            const leaf = forest.leafOf(tree, points, row * columns.length);
            inside.set(leaf, [...(inside.get(leaf) ?? []), target]);
          });
          for (const [leaf, found] of inside) {
            const mean = found.reduce((a, b) => a + b) / found.length;
            expect(forest.trees.rows[leaf]).toBe(found.length);
            expect(forest.trees.mean[leaf]).toBeCloseTo(mean, 9);
            const variance = found.reduce((sum, y) => sum + (y - mean) ** 2, 0) / found.length;
            expect(forest.trees.variance[leaf]).toBeCloseTo(variance, 9);
          }
        }
      }),
    );
  });

  test('the variance is that of a draw from a random tree and its leaf', () => {
    fc.assert(
      fc.property(data, options, point, (rows, chosen, at) => {
        const forest = grown(
          rows.map(([x]) => x),
          rows.map(([, y]) => y),
          columns,
          chosen,
        );
        const leaves = Array.from({ length: chosen.trees }, (_, tree) => forest.leafOf(tree, Float64Array.from(at), 0));
        const { mean, variance } = forest.trees;
        const middle = leaves.reduce((sum, leaf) => sum + mean[leaf]!, 0) / leaves.length;
        const spread =
          leaves.reduce((sum, leaf) => sum + variance[leaf]! + (mean[leaf]! - middle) ** 2, 0) / leaves.length;
        const found = predicted(forest, [at]);
        expect(found.mean[0]).toBeCloseTo(middle, 9);
        expect(found.sd[0]! ** 2).toBeCloseTo(spread, 7);
      }),
    );
  });

  test('the same stream grows the same forest; predictions stay within the targets', () => {
    fc.assert(
      fc.property(data, options, point, (rows, chosen, at) => {
        const targets = rows.map(([, y]) => y);
        const once = predicted(
          grown(
            rows.map(([x]) => x),
            targets,
            columns,
            chosen,
          ),
          [at],
        );
        expect(
          predicted(
            grown(
              rows.map(([x]) => x),
              targets,
              columns,
              chosen,
            ),
            [at],
          ),
        ).toEqual(once);
        expect(once.mean[0]).toBeGreaterThanOrEqual(Math.min(...targets) - 1e-9);
        expect(once.mean[0]).toBeLessThanOrEqual(Math.max(...targets) + 1e-9);
      }),
    );
  });
});
