import { expect, test } from 'vitest';
import { TrialPruned } from '../errors.ts';
import { originOf } from '../history/lineage.ts';
import { pbt } from '../samplers/population/pbt.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import { createStudy } from '../study/opening/create.ts';
import { scheduleLine } from './schedule-line.ts';

test('a winner that is a copy names its schedule; a member that trained alone has none', async () => {
  const storage = memory();
  const study = await createStudy({
    storage,
    name: 'digits',
    space: space({ rate: float(0, 1) }),
    fidelity: { name: 'epoch', max: 4 },
    sampler: pbt({ population: 4, interval: 2 }),
    seed: 1,
  });
  await study.optimize(async ({ rate }, trial) => {
    for (let epoch = (trial.resume?.step ?? 0) + 1; epoch <= 4; epoch++) {
      trial.setCheckpoint('state', epoch);
      await trial.report(rate, epoch);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return rate;
  }, {});
  const rows = Array.from({ length: study.history.size }, (_, row) => row);
  const copy = rows.find((row) => originOf(study.history, row) !== null)!;
  expect(scheduleLine(study, copy)).toMatch(new RegExp(`^It was trained with 2 settings, .* schedule digits ${copy}$`));
  expect(scheduleLine(study, 0)).toBeNull();
  // Who removes the trial that was copied does not make the copy one that was trained with one setting.
  const { id } = study.history.record(originOf(study.history, copy)!.trial);
  await storage.write((await storage.findStudy('digits'))!.id, [{ type: 'removed', id }]);
  await study.refresh();
  expect(scheduleLine(study, copy)).toMatch(/^It was trained with 2 settings/);
});
