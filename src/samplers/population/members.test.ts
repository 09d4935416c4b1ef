import { expect, test } from 'vitest';
import { RESUME } from '../../history/lineage.ts';
import { everythingIn } from '../../history/view.ts';
import { History } from '../../history/history.ts';
import { copyOf } from '../../history/population.ts';
import { type Change, type Json, recordOf } from '../../history/record.ts';
import { asNotes, Members } from './members.ts';

test('the repeat of a lost copy ranks where the copy would: its first report is no end of an interval before', () => {
  const copy = { from: 0, instead: 1, at: 4 };
  const trials: readonly [state: 'paused' | 'failed', steps: readonly number[], attributes: Record<string, Json>][] = [
    ['paused', [1, 2, 3, 4], {}],
    ['paused', [1, 2], {}],
    ['failed', [5], { 'vernier:notes': { copy: asNotes(copy) } }],
    ['paused', [5, 6], { 'vernier:retry-of': 2, 'vernier:try': 1, [RESUME]: { step: 5, checkpoint: 'c' } }],
  ];
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply(
    trials.map(([state, steps, systemAttributes], row): Change => {
      const reports = steps.map((step): [number, readonly number[]] => [step, [1 / step]]);
      return { type: 'trial', trial: recordOf({ state, reports, systemAttributes }, row, row) };
    }),
  );
  const members = new Members({ name: 'epoch', min: 1, max: 8 }, null, {
    population: 2,
    interval: 2,
    truncation: 0.5,
  });
  members.observe(history, everythingIn(history));
  expect(copyOf(history, 3)).toEqual(copy);
  expect([1, 2, 3].map((end) => members.ranked(end))).toEqual([[0, 1], [0], [3]]);
});
