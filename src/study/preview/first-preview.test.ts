import { expect, test } from 'vitest';
import { asha } from '../../pruners/halving/asha.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { preview } from './preview.ts';

// In a file of its own: nothing that a study loads when it first needs it is there yet.

test('the first preview of a process is the same as the second', async () => {
  const plan = {
    study: {
      space: space({ x: float(0, 1) }),
      objectives: { loss: 'minimize' },
      pruner: asha({ eta: 3, minResource: 1, mode: 'promote' }),
      fidelity: { name: 'epoch', min: 1, max: 27 },
    },
    limits: { trials: 60, computeSeconds: 2000, maxCost: 1000, costPerHour: 1, noImprovement: 50, concurrency: 4 },
    length: { steps: 27, seconds: 270, spread: 0.3 },
    seed: 1,
  } as const;
  const first = await preview(plan, { simulations: 1 });
  expect(await preview(plan, { simulations: 1 })).toEqual(first);
});
