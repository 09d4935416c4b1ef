import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { type Change, type Direction, recordOf, type TrialDraft } from '../history/record.ts';
import { recommendation } from './recommendation.ts';
import { promiseWords } from './summary/promise.ts';

function told(drafts: readonly TrialDraft[], directions: readonly Direction[] = ['minimize']): History {
  const history = new History(directions.map((direction, i) => ({ name: `f${i}`, direction })));
  history.apply(drafts.map((draft, i): Change => ({ type: 'trial', trial: recordOf(draft, i, i) })));
  return history;
}

type Reports = NonNullable<TrialDraft['reports']>;

const falling = (end: number, length: number): Reports =>
  Array.from({ length }, (_, i) => [i + 1, [end + 1 / (i + 1)]] as const);

const complete: TrialDraft = { state: 'complete', reports: falling(0.5, 10), values: [0.6] };

test('the best complete one, where no other one promises more', () => {
  const history = told([complete, { state: 'running', reports: falling(0.7, 6) }]);
  const found = recommendation(history, { last: 10 });
  expect(found).toEqual({ trial: 0, step: null, value: 0.6, over: null });
  expect(promiseWords(history, found, 'epoch')).toBeNull();
});

test('one that was ahead, and is expected to end better: whoever paused or stopped it', () => {
  for (const [state, word] of [
    ['running', 'running'],
    ['paused', 'paused'],
    ['pruned', 'ended'],
  ] as const) {
    const history = told([complete, { state, reports: falling(0.2, 6) }]);
    const found = recommendation(history); // of ten steps, as the complete one
    expect(found).toMatchObject({ trial: 1, step: 6, over: 0 });
    expect(Math.abs(found!.value! - 0.3)).toBeLessThan(0.06);
    expect(promiseWords(history, found, 'epoch')).toMatch(
      new RegExp(`^Trial 1, ${word} at epoch 6, is expected to end better, at about 0\\.\\d+\\.$`),
    );
  }
});

test('while none is complete, of those that have come furthest the best', () => {
  const history = told([
    { state: 'running', reports: falling(0.5, 6) },
    { state: 'running', reports: falling(0.4, 6) },
    { state: 'waiting' },
  ]);
  const found = recommendation(history, { last: 10 });
  expect(found).toMatchObject({ trial: 1, step: 6, over: null });
  expect(promiseWords(history, found, 'step')).toMatch(
    /^Trial 1, running at step 6, looks best so far and is expected to end at about 0\.\d+\.$/,
  );
  const unknown = recommendation(history); // nobody knows how many steps there are
  expect(unknown).toMatchObject({ trial: 1, value: null });
  expect(promiseWords(history, unknown, 'step')).toBe('Trial 1, running at step 6, looks best so far.');
});

test('what is maximised has its own sign', () => {
  const rising = (end: number, length: number): Reports =>
    Array.from({ length }, (_, i) => [i + 1, [end - 1 / (i + 1)]] as const);
  const history = told(
    [
      { state: 'complete', reports: rising(0.5, 10), values: [0.4] },
      { state: 'paused', reports: rising(0.9, 6) },
    ],
    ['maximize'],
  );
  const found = recommendation(history)!;
  expect(found.trial).toBe(1);
  expect(found.value).toBeGreaterThan(0.7);
});

test('no trial that broke a constraint, failed, stands at NaN, or runs another one again', () => {
  const better = { reports: falling(0.2, 6) };
  const others: TrialDraft[] = [
    { ...better, state: 'failed' },
    { ...better, state: 'paused', constraints: { memory: 1 } },
    { state: 'paused', reports: [...better.reports, [7, [Number.NaN]]] },
    { ...better, state: 'running', systemAttributes: { 'vernier:confirms': { trial: 0, repeat: 1 } } },
  ];
  expect(recommendation(told([complete, ...others]), { last: 10 })?.trial).toBe(0);
});

test('reports that are no course to the value recommend nobody', () => {
  const partial: TrialDraft = { state: 'running', reports: falling(0.2, 6) };
  const pruner = (name: string, wraps?: string) => ({ name, options: wraps === undefined ? null : { wraps } });
  const trialWith = (by: ReturnType<typeof pruner>): number | undefined =>
    recommendation(told([complete, partial]), { last: 10, pruner: by })?.trial;
  expect(['median', 'wilcoxon'].map((name) => trialWith(pruner(name)))).toEqual([1, 0]);
  expect(['median', 'wilcoxon'].map((name) => trialWith(pruner('patient', name)))).toEqual([1, 0]);
  expect(recommendation(told([{ ...complete, values: [0.55] }, partial]), { last: 10 })?.trial).toBe(0);
  expect(recommendation(told([{ ...complete, values: [0.6000001] }, partial]), { last: 10 })?.trial).toBe(1);
});

test('none while nothing has a number, and none for several objectives', () => {
  expect(recommendation(told([]))).toBeNull();
  expect(recommendation(told([{ state: 'running' }, { state: 'failed' }]))).toBeNull();
  expect(recommendation(told([{ state: 'complete', values: [1, 2] }], ['minimize', 'minimize']))).toBeNull();
});
