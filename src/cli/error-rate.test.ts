import { expect, test } from 'vitest';
import { TrialPruned } from '../errors.ts';
import { curve } from '../pruners/curve/curve.ts';
import { auto } from '../pruners/auto/auto.ts';
import type { Pruner } from '../pruners/pruner.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { createStudy } from '../study/opening/create.ts';
import { named, type Setup } from '../study/opening/setup.ts';
import type { Study } from '../study/study.ts';
import { errorRateWords } from './error-rate.ts';

const EPOCHS = 20;

/** A study of curves whose order shows at once. @param crossing  one trial that starts worst and ends best; none by default */
async function searched(pruner: Pruner, crossing = -1) {
  let now = 0;
  const study = await createStudy({
    space: space({ x: float(0, 1) }),
    sampler: random(),
    pruner,
    seed: 1,
    fidelity: { name: 'epoch', min: 1, max: EPOCHS },
    clock: { instant: () => (now += 1000), elapsed: () => now, after: () => () => undefined },
  });
  await study.optimize(
    async ({ x }, trial) => {
      const loss = (epoch: number): number => (trial.number === crossing ? (epoch < 15 ? 3 : 0) : x) + 1 / epoch;
      for (let epoch = 1; epoch <= EPOCHS; epoch++) {
        await trial.report(loss(epoch), epoch);
        if (trial.shouldPrune()) throw new TrialPruned();
      }
      return loss(EPOCHS);
    },
    { trials: 40 },
  );
  const setup = {
    seed: 1,
    pruner: named(pruner),
    judgeBy: { kind: 'objective', name: 'value' },
    fidelity: { name: 'epoch', min: 1, max: EPOCHS },
  } as unknown as Setup;
  return { study: study as unknown as Study, setup };
}

test('trials that ran on show how often stopping is wrong', async () => {
  const { study, setup } = await searched(curve({ control: 1 }));
  expect(await errorRateWords(study, setup)).toMatch(
    /^[23]\d trials ran on that would have been stopped: none of them beat the best of that moment \(95 %: 0 to 1\d % do\)$/,
  );
  const wrong = await searched(curve({ control: 1 }), 30);
  expect(await errorRateWords(wrong.study, wrong.setup)).toMatch(
    /stopped: 1 of them beat the best of that moment \(95 %: [01] to /,
  );
});

test('auto lets one in twenty run on; where none ran on, or another pruner decided, nothing is said', async () => {
  const { study, setup } = await searched(auto());
  expect(await errorRateWords(study, setup)).toMatch(/^[1-5] trials? ran on that would have been stopped: none/);
  expect(await errorRateWords(study, { ...setup, pruner: { name: 'median', options: null } })).toBeNull();
  expect(await errorRateWords(study, { ...setup, pruner: null })).toBeNull();
  expect(await errorRateWords(study, null)).toBeNull();
  const none = await searched(curve({ control: 0 }));
  expect(await errorRateWords(none.study, none.setup)).toBeNull();
});
