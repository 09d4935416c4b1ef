import { describe, expect, test } from 'vitest';
import { PASSED, RETRY_OF } from '../../history/lineage.ts';
import type { Problem } from '../../history/problem.ts';
import { recordOf } from '../../history/record.ts';
import { told } from '../told.test-support.ts';
import { asha, type AshaOptions } from './asha.ts';

describe('asha by promotion', () => {
  const epochs = { fidelity: { name: 'epoch', min: 1, max: 9 } };
  /** A study of pausing trials in short: `to(trial, steps…)` reports a trial's losses, and pauses it where it is told to. */
  function study(losses: readonly number[], changes: Partial<Problem> = {}, options: AshaOptions = {}) {
    const life = told(asha({ mode: 'promote', ...options }), { ...epochs, ...changes });
    const to = (trial: number, ...steps: readonly number[]): string => {
      if (life.history.size > trial && life.history.state(trial) === 'paused')
        life.take({ type: 'started', id: trial, at: 0 });
      let verdict = 'continue';
      for (const step of steps) verdict = life.report(trial, step, losses[trial]!);
      if (verdict === 'pause') life.take({ type: 'paused', id: trial, checkpoint: null, at: 1 });
      return verdict;
    };
    return { ...life, to, promote: () => life.run.promote!() };
  }

  test('every trial is paused at each rung; one in three goes on, the highest rung first', () => {
    const { to, promote, run, end } = study([5, 3, 4, 2, 6, 1, 7, 8, 9]);
    expect([0, 1].map((trial) => to(trial, 1))).toEqual(['pause', 'pause']);
    expect(promote()).toBe(null); // one of two would be half of them
    expect(to(2, 1)).toBe('pause');
    expect(promote()).toBe(1);
    expect(to(1)).toBe('continue'); // it runs
    expect(run.until!(1)).toBe(3);
    expect(promote()).toBe(null);
    expect([3, 4, 5].map((trial) => to(trial, 1))).toEqual(['pause', 'pause', 'pause']);
    expect(promote()).toBe(5);
    expect(to(1, 2, 3)).toBe('pause');
    expect(to(5, 2, 3)).toBe('pause');
    expect(promote()).toBe(3); // the second of six: 1, which was promoted before, is the third now
    expect(to(3, 2, 3)).toBe('pause');
    for (const trial of [6, 7, 8]) to(trial, 1);
    expect(promote()).toBe(5); // rung 3: the best of three
    expect(to(5, 4, 5, 6, 7, 8, 9)).toBe('continue'); // the last step is no rung
    end(5);
    expect(promote()).toBe(null); // 5, 3 and 1 are the best three of nine, and have gone on
  });

  test('a trial that starts anew passes the rungs below, and is paused at the next', () => {
    const { to, run } = study([1, 2, 3]);
    for (const trial of [0, 1, 2]) to(trial, 1);
    expect(to(0, 1)).toBe('continue');
    expect(to(0, 2)).toBe('continue');
    expect(run.until!(0)).toBe(3);
    expect(to(0, 3)).toBe('pause');
  });

  test('the repeat of a promoted trial that was lost is told the rung at which it will be judged', () => {
    const { to, run, take } = study([1, 2, 3, 1]);
    for (const trial of [0, 1, 2]) to(trial, 1);
    to(0);
    const systemAttributes = { [RETRY_OF]: 0, [PASSED]: 1 };
    take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, systemAttributes }, 3, 3) });
    expect(run.until!(3)).toBe(3);
    expect(to(3, 1)).toBe('continue');
    expect(run.until!(3)).toBe(3);
    expect(to(3, 3)).toBe('pause');
  });

  test('who runs on past its rung is paused at every report; at the last step it is complete', () => {
    const { to } = study([1]);
    expect([to(0, 2), to(0, 3), to(0, 4), to(0, 9)]).toEqual(['pause', 'pause', 'continue', 'continue']);
    const { report } = told(asha({ mode: 'promote' }), epochs);
    expect([2, 3, 4, 9].map((step) => report(0, step, 1))).toEqual(['pause', 'pause', 'pause', 'continue']);
  });

  test('when the budget is used up and nothing runs, the best at the highest rung goes on to its end', () => {
    const { to, promote, end } = study([3, 1, 2, 4], { budget: 4 });
    for (const trial of [0, 1, 2]) to(trial, 1);
    to(1, 2, 3);
    expect(promote()).toBe(null); // the budget has one more
    to(3, 1);
    expect(promote()).toBe(1);
    to(1, 4);
    expect(promote()).toBe(null); // it runs
    end(1, 'failed');
    expect(promote()).toBe(2); // it failed: the next best is to go on
    to(2, 9);
    end(2);
    expect(promote()).toBe(null);
  });

  test('at the end the best of a rung goes on that has too few for its quota, though a worse trial is complete', () => {
    const { to, promote, end } = study([1, 9, 9, 2, 0.5], { budget: 5 });
    for (const trial of [0, 1, 2]) to(trial, 1);
    to(0, 3);
    to(0, 9);
    end(0);
    for (const trial of [3, 4]) to(trial, 1);
    expect(promote()).toBe(4);
    to(4, 3);
    expect(promote()).toBe(4); // two have come to epoch 3, a third of which is none
    to(4, 9);
    end(4);
    expect(promote()).toBe(null);
  });

  test('by stopping it takes up at the end alone what another pruner has paused', () => {
    const { report, take, run, promote } = study([2, 1, 3], { budget: 4 }, { mode: 'stop' });
    [2, 1, 3].forEach((loss, trial) => {
      report(trial, 1, loss);
      take({ type: 'paused', id: trial, checkpoint: null, at: 1 });
    });
    expect([promote(), run.promote!(3)]).toEqual([null, 1]);
  });

  test('how many trials there may be is what is said last, not what was planned', () => {
    const { to, run } = study([3, 1, 2, 4], { budget: 40 });
    for (const trial of [0, 1]) to(trial, 1);
    expect([run.promote!(), run.promote!(3), run.promote!(2)]).toEqual([null, null, 1]);
  });

  test('the repeat of a lost trial uses up no budget', () => {
    const { to, promote, end, take } = study([0, 3, 1, 2, 4], { budget: 4 });
    const start = (trial: number, systemAttributes = {}): void =>
      take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, systemAttributes }, trial, trial) });
    start(0);
    end(0, 'failed');
    start(1, { [RETRY_OF]: 0 });
    for (const trial of [1, 2, 3]) to(trial, 1);
    to(2, 2, 3);
    expect(promote()).toBe(null); // the budget has one more
    to(4, 1);
    expect(promote()).toBe(2);
  });

  test('a trial that another pruner paused below the first rung goes on', () => {
    const { report, take, run } = told(asha({ mode: 'promote', minResource: 4 }), epochs);
    report(0, 1, 1);
    take({ type: 'paused', id: 0, checkpoint: null, at: 1 });
    expect(run.promote!()).toBe(0);
    const stopping = told(asha(), epochs);
    stopping.report(0, 1, 1);
    stopping.take({ type: 'paused', id: 0, checkpoint: null, at: 1 });
    expect(stopping.run.promote!()).toBe(null); // nothing is paused there: the study's end prunes it
  });

  test('it says why', () => {
    const { to, run, report } = study([5, 3, 4, 2], {});
    report(4, 0, 1);
    expect(run.why!(4)).toBe(null);
    for (const trial of [0, 1]) to(trial, 1);
    expect(run.why!(0)).toBe('at epoch 1 it is 2nd of 2; none goes on before 3 have come');
    for (const trial of [2, 3]) to(trial, 1);
    expect(run.why!(2)).toBe('at epoch 1 it is 3rd of 4; the best one goes on');
    const stopping = told(asha());
    stopping.complete(0, [9, 9]);
    for (let trial = 1; trial < 12; trial++) stopping.report(trial, 1, trial % 2);
    expect(stopping.run.why!(11)).toBe('at step 1 it is 11th of 12; the best 4 go on');
    const { report: first, run: early } = told(asha(), epochs);
    first(0, 4, 1);
    expect(early.why!(0)).toBe('at epoch 3 it is 1st of 1; the first 3 go on');
  });
});
