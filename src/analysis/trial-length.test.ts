import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { FROM, REPEATED } from '../history/lineage.ts';
import { recordOf, type TrialDraft } from '../history/record.ts';
import { recordedLength } from './trial-length.ts';

/** Trials of so many seconds, each with its last step (0 = it did not report). */
function told(...trials: readonly (readonly [seconds: number, step: number, draft?: TrialDraft])[]): History {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  for (const [i, [seconds, step, draft]] of trials.entries()) {
    const reports: TrialDraft['reports'] = step === 0 ? [] : [[step, [1]]];
    const finishedAt = 1000 + 1000 * seconds;
    const trial = recordOf({ state: 'complete', values: [1], startedAt: 1000, finishedAt, reports, ...draft }, i, i);
    history.apply([{ type: 'trial', trial }]);
  }
  return history;
}

describe('the length of trials', () => {
  test('of complete ones that do not report, by their median', () => {
    expect(recordedLength(told([50, 0], [60, 0], [3000, 0]), null)).toEqual({
      seconds: expect.closeTo(60, 9),
      start: 0,
      spread: expect.closeTo(1.4826 * Math.log(60 / 50), 9),
      steps: null,
      trials: 3,
    });
  });

  test('stopped ones tell of a step; all steps are those that complete ones reported, or those of the fidelity', () => {
    const history = told([100, 10], [40, 4, { state: 'pruned' }], [20, 2, { state: 'pruned' }]);
    expect(recordedLength(history, null)).toMatchObject({ seconds: expect.closeTo(100, 9), steps: 10, spread: 0 });
    expect(recordedLength(history, 50)).toMatchObject({ seconds: expect.closeTo(500, 9), steps: 50, trials: 3 });
  });

  test('what a start takes is told apart from what a step takes, whatever one trial slept', () => {
    const short = (seconds: number, step: number) => [seconds, step, { state: 'pruned' }] as const;
    const history = told(short(5, 1), short(5, 1), short(5, 1), short(9, 3), short(9, 3), [57, 27], short(900, 1));
    expect(recordedLength(history, 27)).toEqual({
      seconds: expect.closeTo(57, 9),
      start: expect.closeTo(3, 9),
      spread: expect.closeTo(0, 9),
      steps: 27,
      trials: 7,
    });
  });

  test('steps that seem to take no time are no reason for a start', () => {
    const history = told([10, 10], [12, 5], [11, 8]);
    expect(recordedLength(history, 10)).toMatchObject({ start: 0, seconds: expect.closeTo((10 * 11) / 8, 9) });
  });

  test('a copy ran only the steps after its origin', () => {
    const copy: TrialDraft = { state: 'complete', systemAttributes: { [FROM]: { trial: 0, step: 15 } } };
    const history = told([20, 20], [5, 20, copy]);
    expect(recordedLength(history, 20)).toMatchObject({ seconds: expect.closeTo(20, 9), spread: 0, trials: 2 });
  });

  test('nothing is told by failed ones, lost ones, those without time, and none', () => {
    const lost: TrialDraft = { state: 'failed', values: null, systemAttributes: { [REPEATED]: true } };
    expect(recordedLength(told(), null)).toBeNull();
    expect(recordedLength(told([0, 0], [9, 0, { state: 'failed', values: null }], [9, 3, lost]), 5)).toBeNull();
    expect(recordedLength(told([9, 3, { state: 'pruned' }]), null)).toBeNull(); // how long is a whole one?
  });
});
