import { expect, test } from 'vitest';
import { nextFit } from './schedule.ts';

/** Every number of results at which a study that grows one by one is fitted. */
function fits(until: number): number[] {
  const found: number[] = [];
  for (let n = 2; n <= until; n = nextFit(n)) found.push(n);
  return found;
}

test('each result up to 30, then every twentieth part more, at most every tenth', () => {
  const all = fits(400);
  expect(all.slice(0, 29)).toEqual(Array.from({ length: 29 }, (_, i) => i + 2));
  const gaps = all.slice(28).map((n, i, rest) => (i === 0 ? 0 : n - rest[i - 1]!));
  expect(gaps.slice(1, 4)).toEqual([2, 2, 2]);
  expect(gaps.toSorted((a, b) => a - b)).toEqual(gaps);
  expect(Math.max(...gaps)).toBe(10);
});

test('wherever the last fit was, the next one is at a number of the schedule', () => {
  const planned = new Set(fits(1000));
  for (let last = 0; last < 900; last++) {
    expect(nextFit(last)).toBeGreaterThan(last);
    expect(planned.has(Math.max(2, nextFit(last)))).toBe(true);
  }
});
