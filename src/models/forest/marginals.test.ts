import { expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { type Column, sampleOf } from './column.ts';
import { Forest } from './forest.ts';
import { Marginals } from './marginals.ts';

test('integrals over leaves are the means over all cells', () => {
  const cells = [5, 4, 3];
  const columns: Column[] = [{ kind: 'ordered' }, { kind: 'categorical', count: 4 }, { kind: 'ordered' }];
  const stream = random(3);
  const rows = 80;
  const points = Float64Array.from({ length: 3 * rows }, (_, i) => Math.floor(stream.uniform() * cells[i % 3]!));
  const targets = Float64Array.from({ length: rows }, () => stream.normal());
  const options = { trees: 7, leaf: 2, tried: 1, bootstrap: true };
  const forest = new Forest(sampleOf(points, rows, columns), targets, options, stream.fork('forest'));
  const pairs = [
    [0, 1],
    [1, 2],
    [0, 2],
  ] as const;
  const { mean, singles, pairs: tables } = new Marginals(forest, cells, pairs);

  const all: number[][] = [];
  for (let a = 0; a < 5; a++) for (let b = 0; b < 4; b++) for (let c = 0; c < 3; c++) all.push([a, b, c]);
  const predicted = new Float64Array(all.length);
  forest.means(predicted, Float64Array.from(all.flat()), all.length);
  const average = (holds: (point: readonly number[]) => boolean): number => {
    const kept = [...predicted].filter((_, i) => holds(all[i]!));
    return kept.reduce((sum, value) => sum + value, 0) / kept.length;
  };
  expect(mean).toBeCloseTo(
    average(() => true),
    12,
  );
  singles.forEach((single, c) =>
    single.forEach((value, cell) => expect(value).toBeCloseTo(average((point) => point[c] === cell) - mean, 12)),
  );
  pairs.forEach(([a, b], p) =>
    tables[p]!.forEach((value, at) => {
      const [i, j] = [Math.floor(at / cells[b]!), at % cells[b]!];
      expect(value).toBeCloseTo(average((point) => point[a] === i && point[b] === j) - mean, 12);
    }),
  );
});

test('rows left out are foretold by the trees that have not seen them', () => {
  const stream = random(4);
  const points = Float64Array.from({ length: 60 }, (_, i) => i);
  const targets = points.map((x) => x / 30 + 0.1 * stream.normal());
  const sample = sampleOf(points, 60, [{ kind: 'ordered' }]);
  const grown = (bootstrap: boolean) =>
    new Forest(sample, targets, { trees: 40, leaf: 1, tried: 1, bootstrap }, stream.fork('forest'));
  const { leftOut, outOfBag } = grown(true);
  const mean = targets.reduce((sum, target) => sum + target / 60, 0);
  let [errors, deviations] = [0, 0];
  targets.forEach((target, row) => {
    errors += (target - leftOut[row]!) ** 2;
    deviations += (target - mean) ** 2;
  });
  expect(1 - errors / deviations).toBeCloseTo(outOfBag, 9);
  expect(outOfBag).toBeLessThan(1);
  expect(grown(false).leftOut.every(Number.isNaN)).toBe(true);
});
