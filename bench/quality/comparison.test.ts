import { expect, test } from 'vitest';
import { comparison } from './comparison.ts';
import { uniform } from './functions.ts';

const TASKS = Array.from({ length: 12 }, (_, i) => `task ${i}`);
const BUDGETS = [25, 200];

/** Regrets that are `factor` times those of the other optimiser, but for noise of their own. */
function runs(factor: number) {
  return (optimiser: 'vernier' | 'optuna', task: string) => {
    const random = uniform(TASKS.indexOf(task) + 1 + (optimiser === 'vernier' ? 1000 : 0));
    return Array.from({ length: 20 }, () =>
      BUDGETS.map(() => 0.1 * Math.exp(random() - 0.5) * (optimiser === 'vernier' ? factor : 1)),
    );
  };
}

test('half the regret is a ratio of about a half, with an interval around it that excludes 1', () => {
  const { ratios, wins, losses } = comparison(BUDGETS, TASKS, runs(0.5));
  for (const { ratio, low, high } of ratios) {
    expect(ratio).toBeCloseTo(0.5, 1);
    expect(low).toBeLessThan(ratio);
    expect(high).toBeGreaterThan(ratio);
    expect(high).toBeLessThan(0.7);
  }
  expect([wins, losses]).toEqual([12, 0]);
});

test('equal optimisers have an interval that holds 1', () => {
  for (const { low, high } of comparison(BUDGETS, TASKS, runs(1)).ratios) {
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
  }
});

test('regret is floored: solving a task exactly counts as 1e-4, and two that do are even', () => {
  const zero = comparison([200], ['solved'], () => [[0], [0]]);
  expect(zero.ratios[0]).toEqual({ trials: 200, ratio: 1, low: 1, high: 1 });
  expect([zero.wins, zero.losses]).toEqual([0, 0]);
});
