import { expect, test } from 'vitest';
import { memory } from '../storage/memory.ts';
import { LIMITS, limitsOn } from '../study/set-limits.ts';
import { takeBackLimits } from './own-limits.ts';

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
