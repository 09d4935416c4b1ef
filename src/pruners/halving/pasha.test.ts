import { describe, expect, test } from 'vitest';
import { everythingIn } from '../../history/view.ts';
import type { Pruner } from '../pruner.ts';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { problem, runnerOf, told } from '../told.test-support.ts';
import { asha } from './asha.ts';
import { pasha } from './pasha.ts';

const epochs = { fidelity: { name: 'epoch', min: 1, max: 27 } };

/** Runs trials one after the other until each is stopped; their last steps. */
function lengths(pruner: Pruner, curves: readonly ((step: number) => number)[], changes = {}): readonly number[] {
  const { report, end } = told(pruner, { ...epochs, ...changes });
  return curves.map((curve, trial) => {
    for (let step = 1; ; step++) {
      const verdict = report(trial, step, curve(step));
      if (verdict === 'continue' && step < 27) continue;
      end(trial, verdict === 'stop' ? 'pruned' : 'complete');
      return step;
    }
  });
}

test('where longer runs keep the order, only the best goes past the second rung', () => {
  const curves = [5, 4, 3, 9, 4.5, 3.5, 1, 2, 2.5, 2.2].map((level) => (step: number) => level + 9 / step);
  expect(lengths(pasha(), curves)).toEqual([27, 27, 27, 1, 1, 3, 27, 3, 3, 3]);
  expect(lengths(asha(), curves)).toEqual([27, 27, 27, 1, 1, 3, 27, 9, 3, 3]);
});

describe('the ceiling', () => {
  /** Nine trials at epoch 1, in order; then three of them at epochs 2 and 3, with these losses. */
  function three(...at: readonly (readonly [two: number, three: number])[]) {
    const life = told(pasha(), epochs);
    for (let trial = 0; trial < 9; trial++) life.report(trial, 1, trial);
    at.forEach(([two], trial) => life.report(trial, 2, two));
    at.forEach(([, loss], trial) => life.report(trial, 3, loss));
    return { ...life, why: life.run.why!(2) };
  }
  const HELD = 'at epoch 3 it is 3rd of 3; for now only the best goes further';
  const RISEN = 'at epoch 3 it is 3rd of 3; the first 3 go on';

  test('is the second rung while the order there is that of the first', () => {
    expect(three([0, 0], [1, 1], [2, 2]).why).toBe(HELD);
  });

  test('rises where two trials have changed places', () => {
    expect(three([0, 1], [1, 0], [2, 2]).why).toBe(RISEN);
  });

  test('not where curves that cross and cross back differ by more', () => {
    // Trials 0 and 1 change places at epoch 2 and back: they differ by 1 at epoch 3. Trials 1 and 2 change places for good.
    expect(three([2, 0], [1, 1], [3, 0.9]).why).toBe('at epoch 3 it is 2nd of 3; for now only the best goes further');
    expect(three([0, 0], [1, 1], [3, 0.9]).why).toBe('at epoch 3 it is 2nd of 3; the first 3 go on');
  });

  test('comes down when a late report shows that it was noise', () => {
    const { report, run } = told(pasha(), epochs);
    for (let trial = 0; trial < 9; trial++) report(trial, 1, trial);
    [0, 1, 0.9].forEach((loss, trial) => report(trial, 3, loss));
    expect(run.why!(2)).toBe('at epoch 3 it is 2nd of 3; the first 3 go on');
    [2, 1, 3].forEach((loss, trial) => report(trial, 2, loss));
    expect(run.why!(2)).toBe('at epoch 3 it is 2nd of 3; for now only the best goes further');
  });

  test('is found out anew where a late report moves what counts at a rung that was skipped', () => {
    const { report, run, history } = told(pasha(), epochs);
    for (const trial of [0, 1, 2]) report(trial, 1, 1 + trial);
    report(0, 3, 2);
    report(2, 3, 4);
    report(1, 5, 3); // counts at epoch 3, where the order is that of epoch 1
    expect(run.why!(2)).toBe('at epoch 3 it is 3rd of 3; for now only the best goes further');
    report(1, 4, 1); // counts there now: 1 has overtaken 0
    expect(run.why!(2)).toBe('at epoch 3 it is 3rd of 3; the first 3 go on');
    const anew = pasha().start(problem(epochs));
    anew.observe(history, everythingIn(history));
    expect(anew.why!(2)).toBe(run.why!(2));
  });

  test('by promotion: none is promoted past it, save the winner of a study that is at its end', () => {
    const { report, take, run, history } = told(pasha({ mode: 'promote' }), { ...epochs, budget: 9 });
    const pause = (trial: number, ...steps: readonly number[]): void => {
      if (history.size > trial && history.state(trial) === 'paused') take({ type: 'started', id: trial, at: 0 });
      for (const step of steps) report(trial, step, trial);
      take({ type: 'paused', id: trial, checkpoint: null, at: 1 });
    };
    for (let trial = 0; trial < 8; trial++) pause(trial, 1);
    for (const trial of [0, 1]) {
      expect(run.promote!()).toBe(trial);
      pause(trial, 3);
    }
    expect(run.promote!()).toBe(null);
    pause(8, 1);
    expect(run.promote!()).toBe(2);
    pause(2, 3);
    expect(run.promote!()).toBe(0); // it may go on: nothing else is to be done
    expect(run.why!(2)).toContain('for now none goes further');
  });

  test('by several objectives, places stand for losses', () => {
    const objectives = [
      { name: 'loss', direction: 'minimize' },
      { name: 'size', direction: 'minimize' },
    ] as const;
    const life = (second: readonly number[]) => {
      const { report, run } = told(pasha(), { ...epochs, objectives });
      for (let trial = 0; trial < 9; trial++) report(trial, 1, [trial, trial]);
      second.forEach((loss, trial) => report(trial, 3, [loss, loss]));
      return run.why!(2);
    };
    expect(life([5, 6, 7])).toBe(HELD);
    expect(life([6, 5, 7])).toBe(RISEN);
  });
});

describe('pruner contract', () => {
  const runner = runnerOf(test);
  prunerContract({ name: 'pasha', create: () => pasha() }, runner);
  prunerContract({ name: 'pasha by promotion', create: () => pasha({ mode: 'promote' }) }, runner);
});
