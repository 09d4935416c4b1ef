import { describe, expect, test } from 'vitest';
import { uniform } from '../quality/functions.ts';
import { COST_TASKS, type CostTask, costTask } from '../tasks/costs.ts';
import { randomParams } from '../tasks/random-params.ts';
import { runCost, SHARES } from './cost-run.ts';

/** Ten seconds at x = 0, a thousand at x = 1, where the best is; y is free. */
const steep: CostTask = {
  name: 'steep',
  params: [
    { name: 'x', kind: 'float', low: 0, high: 1 },
    { name: 'y', kind: 'float', low: 0, high: 1 },
  ],
  best: 0,
  median: 0.5,
  meanSeconds: 200,
  low: { x: 0 },
  seedOffset: 0,
  evaluate: ({ x, y }) => ({
    value: 0.2 * (1 - (x as number)) + ((y as number) - 0.3) ** 2,
    seconds: 10 * Math.exp(Math.log(100) * (x as number)),
  }),
};

describe('a search for cost', () => {
  test('keeps its time, and its regrets never grow', async () => {
    const { regrets, trials } = await runCost(steep, { search: 'random', seed: 1, budget: 10, trials: 100 });
    expect(regrets).toHaveLength(SHARES.length);
    regrets.slice(1).forEach((regret, i) => expect(regret).toBeLessThanOrEqual(regrets[i]!));
    expect(trials).toBeGreaterThan(3);
    expect(trials).toBeLessThan(100);
  });

  test('who is told of the limit runs more trials than who is not, and a cheap start more in the beginning', async () => {
    const trialsOf = async (search: 'gp' | 'gp blind' | 'gp, low') =>
      runCost(steep, { search, seed: 2, budget: 8, trials: 40 });
    const [told, blind, low] = [await trialsOf('gp'), await trialsOf('gp blind'), await trialsOf('gp, low')];
    expect(told.trials).toBeGreaterThan(blind.trials);
    expect(low.regrets[0]).toBeLessThan(1);
  });
});

test('on every task the cheap values make trials cheaper', () => {
  expect(COST_TASKS).toHaveLength(12);
  for (const { name, evaluate, params, low } of COST_TASKS.map(costTask)) {
    const draw = uniform(3);
    let saved = 0;
    for (let i = 0; i < 20; i++) {
      const chosen = randomParams(params, draw);
      saved += Math.log(evaluate(chosen).seconds / evaluate({ ...chosen, ...low }).seconds) / 20;
    }
    expect(Math.exp(saved), name).toBeGreaterThan(1.2);
  }
});
