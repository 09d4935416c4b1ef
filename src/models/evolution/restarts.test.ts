import { expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { nextRun, type RunRecord } from './restarts.ts';

test('IPOP doubles each time', () => {
  const past: RunRecord[] = [{ kind: 'first', size: 8, trials: 500 }];
  for (const size of [16, 32, 64]) {
    const plan = nextRun('ipop', past, 8, random(1));
    expect(plan).toEqual({ kind: 'large', size, sigma: 1 });
    past.push({ ...plan, trials: 800 });
  }
});

test('BIPOP spends as much on small runs as on large ones, and no small one is larger than half of the last large one', () => {
  const past: RunRecord[] = [{ kind: 'first', size: 8, trials: 500 }];
  const spent = { first: 0, large: 0, small: 0 };
  for (let i = 0; i < 40; i++) {
    const plan = nextRun('bipop', past, 8, random(i));
    expect(plan.sigma).toBeLessThanOrEqual(1);
    expect(plan.sigma).toBeGreaterThanOrEqual(0.01);
    if (plan.kind === 'small') {
      const large = past.findLast(({ kind }) => kind === 'large')!;
      expect(plan.size).toBeLessThanOrEqual(Math.max(8, large.size / 2));
    }
    const trials = plan.size * 20;
    spent[plan.kind] += trials;
    past.push({ ...plan, trials });
  }
  expect(spent.small).toBeGreaterThan(0.2 * spent.large);
  expect(spent.small).toBeLessThan(1.1 * spent.large);
});
