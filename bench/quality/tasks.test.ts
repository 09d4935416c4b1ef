import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { FUNCTION_NAMES, testFunction } from './functions.ts';
import { table, tableNames } from './tables.ts';
import { regretsAt, TASK_NAMES, task } from './tasks.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

test('there are 25 tasks', () => {
  expect(TASK_NAMES).toHaveLength(25);
});

test('each table is whole, and its best, median and random reference are those of its numbers', () => {
  for (const name of tableNames(ROOT)) {
    const { data, best, median, randomBest, count, ...meta } = table(name, ROOT);
    const sorted = data.slice().sort();
    const bytes = new Uint8Array(data.buffer);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe((meta as unknown as { sha256: string }).sha256);
    expect([data.length, sorted[0], sorted[count >> 1]]).toEqual([count, best, median]);
    for (const [trials, expected] of Object.entries(randomBest))
      expect(expectedBest(sorted, Number(trials))).toBeCloseTo(expected, 9);
  }
});

/** Exact mean of the smallest of k draws without replacement. */
function expectedBest(sorted: Float64Array, k: number): number {
  const n = sorted.length;
  let p = k / n;
  let mean = 0;
  for (let i = 0; i <= n - k; i++) {
    mean += p * sorted[i]!;
    p *= (n - k - i) / (n - 1 - i);
  }
  return mean;
}

// Made by the reference implementation of these functions: values at (i + 0.5)/d for seed 3, and the median.
const GOLDEN = [
  ['branin', 22.38348248499986, 34.08453983868676],
  ['hartmann6', -0.11646117381281364, -0.11965024832535076],
  ['sphere5', 60.319602929411914, 53.04058418349565],
  ['sphere20', 223.5667097153249, 223.85703927953676],
  ['ellips10r', 248756.543028601, 97450.82615935197],
  ['rosen5', 42668.443830685006, 114362.74404389944],
  ['rastrigin5', 109.26182318095681, 104.58641806320543],
  ['levy10', 192.62405432066777, 138.92761619785426],
  ['ackley10r', 20.128899925816587, 20.171973423475002],
] as const;
test.each(GOLDEN)('%s at seed 3', (name, value, median) => {
  const made = testFunction(name, 3);
  const point = Array.from({ length: made.dimension }, (_, i) => (i + 0.5) / made.dimension);
  expect([made.value(point), made.median]).toEqual([value, median]);
});

test('regret is that of the best so far', () => {
  expect(regretsAt([5, 3, 4, 1], [1, 2, 3, 4], { best: 1, median: 5 })).toEqual([1, 0.5, 0.5, 0]);
  expect(task('sphere5', 1).params).toHaveLength(5);
  expect(FUNCTION_NAMES).toHaveLength(9);
});
