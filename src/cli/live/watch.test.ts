import { expect, test } from 'vitest';
import { confirmsOf } from '../../history/repeats.ts';
import { BOUNDLESS } from '../../config/budget.ts';
import { auto } from '../../pruners/auto/auto.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import type { Setup } from '../../study/opening/setup.ts';
import type { Study } from '../../study/study.ts';
import { UNSTEERED } from './steered.ts';
import { Watch } from './watch.ts';

test('the time that is left counts the trials that confirm the best, and is not told once only these run', async () => {
  const study = await createStudy({ space: space({ x: float(0, 1) }), sampler: random(), seed: 1 });
  let now = 0;
  const budget = { ...BOUNDLESS, trials: 6, confirm: { top: 2, repeats: 3 } };
  const watch = new Watch(study as unknown as Study, {
    sampler: 'random',
    setup: null,
    budget,
    notice: null,
    outlook: null,
    now: () => now,
  });
  const left: (number | null)[] = [];
  await study.optimize(
    ({ x }, { number, repeat }) => {
      const view = watch.view();
      expect(confirmsOf(study.history, number) !== null).toBe(repeat > 0);
      if (repeat > 0) expect(view.doing).toContain('Confirming the best');
      watch.stopping = 'finishing';
      expect(watch.view().doing).toContain('waiting for 1 running trial,');
      watch.stopping = 'no';
      left.push(view.left);
      now += 10_000;
      return x + repeat / 100;
    },
    { trials: 6, confirm: budget.confirm },
  );
  // After one trial of 10 s five are left, and six repeats.
  expect(left.slice(0, 7)).toEqual([null, 110, 100, 90, 80, 70, null]);
  expect(left).toHaveLength(12);
  expect(new Set(left.slice(6))).toEqual(new Set([null]));
  watch.close();
});

test('the view tells which pruner auto has chosen, and why', async () => {
  const study = await createStudy({
    space: space({ x: float(0, 1) }),
    sampler: random(),
    pruner: auto(),
    seed: 1,
    fidelity: { name: 'epoch', max: 20 },
  });
  const setup = { pruner: { name: 'auto', options: null }, judgeBy: { kind: 'objective', name: 'value' } };
  const watch = new Watch(study as unknown as Study, {
    sampler: 'random',
    setup: setup as unknown as Setup,
    budget: BOUNDLESS,
    notice: null,
    outlook: null,
    now: () => 0,
  });
  expect(watch.view().pruner).toBeNull();
  await study.optimize(
    async ({ x }, trial) => {
      await trial.report(x, 1);
      expect(watch.view().pruner).toBe('auto has chosen curve, which stops trials: none has kept a checkpoint');
      return x;
    },
    { trials: 2 },
  );
  watch.close();
});

test('trials that nobody computes use nothing in the view', async () => {
  const study = await createStudy({ space: space({ x: float(0, 1) }), sampler: random(), seed: 1 });
  await study.ask();
  const { id, startedAt } = study.history.record(0);
  const watch = new Watch(study as unknown as Study, {
    sampler: 'random',
    setup: null,
    budget: { ...BOUNDLESS, computeSeconds: 60 },
    notice: null,
    steered: () => ({ ...UNSTEERED, lost: new Map([[id, startedAt! + 20_000]]) }),
    outlook: null,
    now: () => 0,
  });
  expect(watch.view().spent).toEqual(['20 s of 1 min 0 s computed, 40 s left']);
  watch.close();
});
