import { expect, test } from 'vitest';
import { RESUME, RETRY_OF } from '../../history/lineage.ts';
import { everythingIn } from '../../history/view.ts';
import { History } from '../../history/history.ts';
import { copyOf } from '../../history/population.ts';
import { type Change, type Json, recordOf, type TrialState } from '../../history/record.ts';
import { asNotes, Members } from './members.ts';

type Told = readonly [state: TrialState, steps: readonly number[], attributes: Record<string, Json>];

/** A population of two, and an interval of two steps: what is known of these trials, the first of which is the best at every step. */
function told(trials: readonly Told[], budget: number | null = null) {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply(
    trials.map(([state, steps, systemAttributes], row): Change => {
      const reports = steps.map((step): [number, readonly number[]] => [step, [row + 1 / step]]);
      return { type: 'trial', trial: recordOf({ state, reports, systemAttributes }, row, row) };
    }),
  );
  const members = new Members({ name: 'epoch', min: 1, max: 8 }, budget, {
    population: 2,
    interval: 2,
    truncation: 0.5,
  });
  members.observe(history, everythingIn(history));
  return { history, members };
}

test('the repeat of a lost copy ranks where the copy would: its first report is no end of an interval before', () => {
  const copy = { from: 0, instead: 1, at: 4 };
  const { history, members } = told([
    ['paused', [1, 2, 3, 4], {}],
    ['paused', [1, 2], {}],
    ['failed', [5], { 'vernier:notes': { copy: asNotes(copy) } }],
    ['paused', [5, 6], { [RETRY_OF]: 2, 'vernier:try': 1, [RESUME]: { step: 5, checkpoint: 'c' } }],
  ]);
  expect(copyOf(history, 3)).toEqual(copy);
  expect([1, 2, 3].map((end) => members.ranked(end))).toEqual([[0, 1], [0], [3]]);
});

test('repeats of lost members use up no budget: others can be copied as before', () => {
  const members = (budget: number): Members =>
    told(
      [
        ['failed', [], {}],
        ['paused', [1, 2], { [RETRY_OF]: 0 }],
        ['paused', [1, 2], {}],
      ],
      budget,
    ).members;
  expect(members(3).next()).toEqual({ kind: 'copy', instead: 2, sources: [1] });
  expect(members(2).next()).toEqual({ kind: 'go on', row: 1 });
});

test('a member that another process took up while its copy was made ends at its next report', () => {
  const copy = { 'vernier:notes': { copy: asNotes({ from: 0, instead: 1, at: 2 }) } };
  const { members } = told([
    ['running', [1, 2, 3], {}],
    ['running', [1, 2, 3], {}],
    ['running', [], copy],
  ]);
  expect([0, 1, 2].map((row) => members.judge(row))).toEqual(['pause', 'stop', 'continue']);
  expect(members.why(1)).toMatch(/^a copy of a better one took its place/);
});
