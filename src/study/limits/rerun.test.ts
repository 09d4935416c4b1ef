import { expect, test } from 'vitest';
import { spentBy } from '../../analysis/charts/spent.ts';
import { savedBy } from '../../analysis/summary/saved.ts';
import { RESUMED, type Resumption } from '../../history/lineage.ts';
import type { HistoryView } from '../../history/view.ts';
import { asha } from '../../pruners/halving/asha.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../opening/create.ts';
import { TrialPruned } from '../../errors.ts';
import type { Trial } from '../trial.ts';
import { billOf } from './cost.ts';
import { ComputeTime } from './compute.ts';

/**
 * Steps between two checkpoints: every step, every other one, none at all; or all of them, of which the program takes no notice; or a fit of
 * so much data that reports once.
 */
const PROGRAMS = [1, 2, Number.POSITIVE_INFINITY, 'ignored', 'fits'] as const;

/** A study whose trials are promoted, and how many steps its programs ran. */
async function promoted(every: (typeof PROGRAMS)[number]) {
  let ran = 0;
  const program = async ({ x }: { readonly x: number }, trial: Trial): Promise<{ readonly value: number }> => {
    if (every === 'fits') {
      const until = trial.until ?? 9;
      ran += until;
      await trial.report({ value: x + 1 / until, eur: 2 * until }, until);
      if (trial.shouldPrune()) throw new TrialPruned();
      return { value: x };
    }
    const start = every === 'ignored' ? 0 : (trial.resume?.step ?? 0);
    for (let step = start + 1; step <= 9; step++) {
      ran++;
      await trial.report({ value: x + 1 / step, eur: 2 * step }, step);
      if (every === 'ignored' || step % every === 0) trial.setCheckpoint(String(step), step);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return { value: x };
  };
  const study = await createStudy({
    space: space({ x: float(0, 1) }),
    sampler: random(),
    pruner: asha({ mode: 'promote', eta: 3, minResource: 1 }),
    fidelity: { name: 'epoch', min: 1, max: 9 },
    seed: 1,
  });
  await study.optimize(program, { trials: 27 });
  return { history: study.history, ran };
}

const resumptionsOf = (history: HistoryView): readonly Resumption[] =>
  Array.from(
    { length: history.size },
    (_, row) => (history.attribute(row, 'system', RESUMED) ?? []) as unknown as readonly Resumption[],
  ).flat();

test.each(PROGRAMS)('every step that was run costs, also those that were run again: checkpoints %s', async (every) => {
  const { history, ran } = await promoted(every);
  const bill = billOf(history, new ComputeTime(history, { instant: Date.now, elapsed: () => performance.now() }), {
    metric: 'eur',
  });
  expect(bill.total()).toBe(2 * ran);
  expect(spentBy(history, { metric: 'eur' }).cost!.reduce((sum, cost) => sum + cost, 0)).toBe(2 * ran);
  expect(savedBy(history)!.all).toBe(ran);
  const again = resumptionsOf(history).filter(({ before }) => before !== undefined);
  expect(again.length > 0).toBe(every !== 1);
});

test('a run without a checkpoint is put on record with the step that the trial had come to', async () => {
  const { history } = await promoted(Number.POSITIVE_INFINITY);
  const [first] = resumptionsOf(history);
  expect(first).toMatchObject({ step: 1, checkpoint: null, first: 1, before: { step: 1, values: { eur: 2 } } });
  expect(first!.anew).toBeUndefined(); // nothing was wrong
});
