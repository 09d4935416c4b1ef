import { expect, test } from 'vitest';
import { grid } from '../../samplers/grid/grid.ts';
import { linear } from '../../space/constraint.ts';
import { float, int } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../opening/create.ts';
import { settingsLeft } from './settings-left.ts';

test('settings that no trial has are left, of those that meet the constraints', async () => {
  const small = space({ x: int(1, 3), y: int(1, 2) }, { constraints: [linear({ x: 1, y: 1 }, 4)] });
  const study = await createStudy({ space: small, seed: 1 });
  expect(await settingsLeft(study.history, small)).toBe(5);
  await study.optimize(({ x }) => x, { trials: 4 });
  expect(await settingsLeft(study.history, small)).toBe(1);
});

test('of a continuous parameter there is no end, unless a grid gives it levels', async () => {
  const searched = space({ x: float(0.1, 0.7), y: int(1, 2) });
  const study = await createStudy({ space: searched, sampler: grid({ points: 3 }), seed: 1 });
  await study.optimize(({ x }) => x, { trials: 4 });
  expect(await settingsLeft(study.history, searched)).toBe(null);
  expect(await settingsLeft(study.history, searched, 3)).toBe(2);
});
