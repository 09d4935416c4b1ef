import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { type Change, recordOf, type TrialDraft } from '../history/record.ts';
import { stoppedOf, stoppedWords } from '../analysis/explain/stopped.ts';
import { savedWords } from '../analysis/summary/saved.ts';
import { cutSince, stopWords } from './saved.ts';

const OBJECTIVES = [{ name: 'loss', direction: 'minimize' }] as const;

/** A history of trials that ended after so many steps. */
function historyOf(trials: readonly (readonly [TrialDraft['state'], number, unknown?])[]): History {
  const history = new History(OBJECTIVES);
  history.apply(
    trials.map(([state, steps, stopped], id): Change => {
      const reports = Array.from({ length: steps }, (_, i) => [i + 1, [1 / (i + 1)]] as const);
      const systemAttributes = stopped === undefined ? {} : { 'vernier:pruned': stopped as never };
      const draft = { state, reports, values: [1], systemAttributes, finishedAt: 1000 * id };
      return { type: 'trial', trial: recordOf(draft, id, id) };
    }),
  );
  return history;
}

const byMedian = { by: 'median', step: 2, why: null };
const byLimit = { by: 'limit', step: 5, why: "The run's limit of 1 min was reached." };

test('what pruning saved is told by what complete trials run; what a limit cut off is no saving', () => {
  const history = historyOf([
    ['complete', 10],
    ['pruned', 2, byMedian],
    ['pruned', 3, byMedian],
    ['complete', 10],
    ['pruned', 5, byLimit],
    ['failed', 1],
  ]);
  expect(savedWords(history)).toBe(
    'Pruning saved 38 % of the steps: 2 trials ended after 2.5 on average, of the 10 that complete ones run.',
  );
  expect([cutSince(history, 0, () => true), cutSince(history, 4001, () => true)]).toEqual([1, 0]);
  expect(cutSince(history, 0, (row) => row !== 4)).toBe(0); // another process ran it
});

test('what trials ran again that took no notice of their checkpoints is no saving', () => {
  const history = historyOf([
    ['complete', 10],
    ['pruned', 4, byMedian],
  ]);
  const resumed = [
    { step: 2, checkpoint: 'a', at: 0, seconds: 1, first: 1 },
    { step: 3, checkpoint: 'a', at: 0, seconds: 1, first: 4 },
  ];
  const told = (id: number): Change => ({
    type: 'attributed',
    id,
    owner: 'system',
    key: 'vernier:resumed',
    value: resumed,
  });
  expect(savedWords(history)).toMatch(/^Pruning saved 30 % of the steps: 1 trial ended after 4 on average/);
  history.apply([told(0), told(1)]);
  expect(savedWords(history)).toMatch(/^Pruning saved 10 % of the steps: 1 trial ended after 4 on average/);
});

test('nothing is said where nothing was saved, or nothing can be told', () => {
  expect(savedWords(historyOf([['complete', 10]]))).toBeNull();
  expect(savedWords(historyOf([['pruned', 2, byMedian]]))).toBeNull();
  expect(
    savedWords(
      historyOf([
        ['complete', 2],
        ['pruned', 2, byMedian],
      ]),
    ),
  ).toBeNull();
});

test('who stopped a trial is told as long as it is stopped', () => {
  const history = historyOf([
    ['pruned', 2, byMedian],
    ['paused', 5, byLimit],
    ['complete', 9, byMedian],
  ]);
  expect(stoppedWords(stoppedOf(history, 0)!)).toBe('median stopped it at step 2.');
  expect(stoppedWords(stoppedOf(history, 1)!)).toBe("The run's limit of 1 min was reached.");
  expect(stoppedOf(history, 2)).toBeNull();
});

test('a share below one per cent is not told as none', () => {
  const history = historyOf([...Array.from({ length: 9 }, () => ['complete', 100] as const), ['pruned', 98, byMedian]]);
  expect(savedWords(history)).toMatch(/^Pruning saved less than 1 % of the steps: 1 trial ended after 98 on average/);
});

test('who was paused when the study ended is told so, not as one that was stopped', () => {
  const history = new History(OBJECTIVES);
  const why = 'at epoch 1 it is 1st of 1; none goes on before 3 have come';
  const judged = { by: 'asha', step: 1, why };
  history.apply([
    { type: 'trial', trial: recordOf({ state: 'running', startedAt: 1000 }, 0, 0) },
    { type: 'attributed', id: 0, owner: 'system', key: 'vernier:pruned', value: judged },
    { type: 'paused', id: 0, checkpoint: null, at: 3000 },
  ]);
  expect(stopWords(history, 0)).toEqual({ isPaused: true, words: why });
  history.apply([{ type: 'finished', id: 0, state: 'pruned', values: [1], at: 9000 }]);
  expect(stopWords(history, 0)).toEqual({ isPaused: true, words: `${why}. The study ended before it went on.` });
});
