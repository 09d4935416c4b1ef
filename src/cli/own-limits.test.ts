import { expect, test } from 'vitest';
import { BOUNDLESS, type Budget } from '../config/budget.ts';
import { memory } from '../storage/memory.ts';
import { LIMITS, limitsOn, NO_LIMITS } from '../study/shared/set-limits.ts';
import type { Job } from './job.ts';
import { inItsCurrency, stillSet, takeBackLimits, underLimits } from './own-limits.ts';

test('what the command line says anew is said last: the limit that was set for it goes, others stay', async () => {
  const storage = memory();
  const { id } = await storage.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
  const limits = async () => limitsOn((await storage.findStudy('s'))!);
  await takeBackLimits(storage, 's', { trials: '3' });
  expect(await limits()).toBe(null);
  await storage.setStudyAttribute(id, 'system', LIMITS, { trials: 5, concurrency: 2, deadline: 9, by: 'ada', at: 1 });
  await takeBackLimits(storage, 's', {});
  expect(await limits()).toMatchObject({ trials: 5, concurrency: 2, deadline: 9, by: 'ada', at: 1 });
  await takeBackLimits(storage, 's', { trials: '30' });
  expect(await limits()).toMatchObject({ trials: null, concurrency: 2, deadline: 9, by: 'ada', at: 1 });
  await takeBackLimits(storage, 's', { concurrency: '1' });
  expect(await limits()).toMatchObject({ trials: null, concurrency: null, deadline: 9, by: 'ada', at: 1 });
  await storage.setStudyAttribute(id, 'system', LIMITS, { confirm: 3, noImprovement: 9, by: 'ada', at: 1 });
  await takeBackLimits(storage, 's', { patience: '20' });
  expect(await limits()).toMatchObject({ confirm: 3, noImprovement: null });
  await takeBackLimits(storage, 's', { confirm: '1' });
  expect(await limits()).toBe(null);
});

test('what was set for a study goes before what the job says', async () => {
  const job = { concurrency: 1, pruner: null } as unknown as Job;
  const budget = { ...BOUNDLESS, trials: 9, seconds: 60, noImprovement: 5 };
  expect(await underLimits(job, budget, NO_LIMITS, 0)).toEqual({ job, budget });
  const set = {
    trials: 5,
    concurrency: 2,
    deadline: 40_000,
    noImprovement: 3,
    confirm: 2,
    pruner: { name: 'median', options: null },
  };
  const now = await underLimits(job, budget, set, 10_000);
  expect(now.job).toMatchObject({ concurrency: 2, pruner: { name: 'median' } });
  expect(now.budget).toMatchObject({ trials: 5, seconds: 30, noImprovement: 3, confirm: { top: 2, repeats: 3 } });
  expect((await underLimits(job, budget, set, 50_000)).budget.seconds).toBe(0);
  const anew = stillSet(set, { trials: '9', patience: '5' });
  expect((await underLimits(job, budget, anew, 0)).budget).toMatchObject({ trials: 9, noImprovement: 5, seconds: 40 });
});

test('what trials report keeps its currency where the command line says none', () => {
  const record = { systemAttributes: { 'vernier:cost': { perHour: 2, currencies: { eur: 'EUR' } } } };
  const priced = (cost: Budget['cost']) => inItsCurrency(record, { ...BOUNDLESS, cost }).cost;
  expect(priced({ metric: 'eur' })).toEqual({ metric: 'eur', currency: 'EUR' });
  expect(priced({ metric: 'eur', currency: 'USD' })).toEqual({ metric: 'eur', currency: 'USD' }); // refused later
  expect([priced({ metric: 'other' }), priced({ perHour: 3 }), priced(null)]).toEqual([
    { metric: 'other' },
    { perHour: 3 },
    null,
  ]);
});
