import { expect, test } from 'vitest';
import { lineageOf, originOf, scheduleOf, stretchAt } from '../history/lineage.ts';
import type { Json } from '../history/record.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import { createStudy } from '../study/opening/create.ts';
import { familyLines, familyOf } from './family.ts';

const made = { rate: float(0, 1), decay: float(0, 1) };

/** Five trials: 2 is a copy of 0 after step 4, 3 a copy of 2 after step 6, 4 one of 1 that started from nothing. */
async function study(storage = memory()) {
  const one = await createStudy({ storage, name: 'family', space: space(made), sampler: random(), pruner: null });
  const { id } = (await storage.findStudy('family'))!;
  const draft = (rate: number, last: number, value: number, systemAttributes: Readonly<Record<string, Json>> = {}) => ({
    state: 'complete' as const,
    params: {
      rate: { distribution: made.rate, internal: rate },
      decay: { distribution: made.decay, internal: 0.5 },
    },
    values: [value],
    reports: [[last, [value]]] as const,
    systemAttributes,
    startedAt: 1,
    finishedAt: 2,
  });
  await storage.createTrials(id, [
    draft(0.1, 4, 3),
    draft(0.9, 8, 5),
    draft(0.2, 6, 2, { 'vernier:from': { trial: 0, step: 4 } }),
    draft(0.3, 8, 1, { 'vernier:from': { trial: 2, step: 6 } }),
    draft(0.4, 8, 4, { 'vernier:from': { trial: 1, step: 4 }, 'vernier:anew': 'It is gone.' }),
  ]);
  await one.refresh();
  return one;
}

test('a family is drawn as a tree, with what copies changed', async () => {
  const one = await study();
  expect(familyLines(one, familyOf(one)!)).toEqual([
    '* trial 0  value 3 at 4  rate 0.1  decay 0.5',
    '* └─ trial 2  after step 4  value 2 at 6  rate 0.2',
    '*    └─ trial 3  after step 6  value 1 at 8  rate 0.3',
    '  trial 1  value 5 at 8  rate 0.9  decay 0.5',
    '  └─ trial 4  after step 0  value 4 at 8  rate 0.4',
  ]);
});

test('a schedule is the line of a trial, and starts where its state did', async () => {
  const { history } = await study();
  expect(lineageOf(history, 3)).toEqual([0, 2, 3]);
  const schedule = scheduleOf(history, 3);
  expect(schedule.map(({ after, trial, params }) => [after, trial, params['rate']])).toEqual([
    [0, 0, 0.1],
    [4, 2, 0.2],
    [6, 3, 0.3],
  ]);
  expect([1, 4, 5, 6, 7, 100].map((step) => stretchAt(schedule, step).trial)).toEqual([0, 0, 2, 2, 3, 3]);
  // A copy whose checkpoint was of no use has trained all of its steps by itself.
  expect(scheduleOf(history, 4).map(({ after, trial }) => [after, trial])).toEqual([[0, 4]]);
  expect(originOf(history, 1)).toBe(null);
});

test('who comes from a trial that was removed is shown beneath it, and what that one trained is no part of a schedule', async () => {
  const storage = memory();
  const one = await study(storage);
  const { id } = (await storage.findStudy('family'))!;
  await storage.write(id, [{ type: 'removed', id: one.history.record(0).id }]);
  await one.refresh();
  expect(familyLines(one, familyOf(one)!)).toEqual([
    '  trial 1  value 5 at 8  rate 0.9  decay 0.5',
    '  └─ trial 4  after step 0  value 4 at 8  rate 0.4',
    '* trial 0  removed',
    '* └─ trial 2  after step 4  value 2 at 6  rate 0.2  decay 0.5',
    '*    └─ trial 3  after step 6  value 1 at 8  rate 0.3',
  ]);
  expect(scheduleOf(one.history, 3).map(({ after, trial }) => [after, trial])).toEqual([
    [4, 2],
    [6, 3],
  ]);
});

test('a study without copies has no family', async () => {
  const one = await createStudy({ space: space(made), sampler: random() });
  await one.optimize(({ rate }) => rate, { trials: 3 });
  expect(familyOf(one)).toBe(null);
  expect(scheduleOf(one.history, 2).length).toBe(1);
});
