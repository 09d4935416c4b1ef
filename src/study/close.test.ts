import { expect, test } from 'vitest';
import { TrialPruned } from '../errors.ts';
import type { Pruner } from '../pruners/pruner.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { createStudy } from './opening/create.ts';

/** Pauses whoever reports, and lets nobody go on. */
const pausing: Pruner = { name: 'pausing', start: () => ({ observe: () => {}, judge: () => 'pause' }) };

test('a paused trial becomes pruned with its last whole report, not with what is no number', async () => {
  const study = await createStudy({
    space: space({ x: float(0, 1) }),
    objectives: { loss: 'minimize', size: 'maximize' },
    judgeBy: { kind: 'objective', name: 'loss' },
    pruner: pausing,
    seed: 1,
  });
  await study.optimize(
    async (_, trial) => {
      await trial.report({ loss: 2, size: 3 }, 1);
      if (trial.number > 0) await trial.report({ loss: Number.NaN, size: 4 }, 2);
      throw new TrialPruned();
    },
    { trials: 2 },
  );
  expect([0, 1].map((row) => study.history.record(row).state)).toEqual(['pruned', 'pruned']);
  expect([0, 1].map((row) => study.history.record(row).values)).toEqual([
    [2, 3],
    [2, 3],
  ]);
});
