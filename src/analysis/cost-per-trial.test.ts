import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { type Change, recordOf, type TrialDraft } from '../history/record.ts';
import { costPerTrial } from './cost-per-trial.ts';
import { meanSeconds } from './forecast.ts';

/** Trials of so many seconds, each with the cost that it has reported, if any. */
function ended(...trials: readonly (readonly [seconds: number | null, eur?: number])[]): History {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply(
    trials.map(([seconds, eur], id): Change => {
      const times = seconds === null ? {} : { startedAt: 0, finishedAt: 1000 * seconds };
      const metrics = eur === undefined ? {} : { eur: [[1, eur] as const] };
      const draft: TrialDraft = { state: 'complete', values: [1], metrics, ...times };
      return { type: 'trial', trial: recordOf(draft, id, id) };
    }),
  );
  return history;
}

const METRIC = { metric: 'eur' };

test('time and money are those of the same trials: not of running, paused or removed ones', () => {
  const history = ended([2, 20], [4, 40], [60, 600]);
  const begun = (id: number): Change => ({
    type: 'trial',
    trial: recordOf({ state: 'running', startedAt: 0 }, id, id),
  });
  history.apply([
    begun(3),
    { type: 'logged', id: 3, step: 1, metrics: { eur: 1000 } },
    begun(4),
    { type: 'logged', id: 4, step: 1, metrics: { eur: 1000 } },
    { type: 'paused', id: 4, checkpoint: null, at: 50_000 },
    { type: 'removed', id: 2 },
  ]);
  expect(meanSeconds(history)).toBe(3);
  expect(costPerTrial(history, { perHour: 3600 })).toBe(3);
  expect(costPerTrial(history, METRIC)).toBe(30);
});

test('who reports no cost has cost what the others did in the same time', () => {
  expect(costPerTrial(ended([2, 20], [4]), METRIC)).toBe(30);
});

test('is known without times where it is reported, and not known otherwise', () => {
  const untimed = ended([null, 20], [null, 40]);
  expect(costPerTrial(untimed, METRIC)).toBe(30);
  expect(costPerTrial(untimed, { perHour: 3600 })).toBeNull();
  expect(costPerTrial(ended([2]), METRIC)).toBeNull();
  expect(costPerTrial(ended(), { perHour: 3600 })).toBeNull();
});
