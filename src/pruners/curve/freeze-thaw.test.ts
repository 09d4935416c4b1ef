import { describe, expect, test } from 'vitest';
import { RETRY_OF } from '../../history/lineage.ts';
import { recordOf } from '../../history/record.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { costOfReports, runnerOf, told } from '../told.test-support.ts';
import { freezeThaw } from './freeze-thaw.ts';

const STEPS = 40;

const falling = (end: number, drop = 1) =>
  Array.from({ length: STEPS }, (_, i) => end + drop / (i + 1) + 0.002 * ((i * 7) % 5));

/** Some trials are complete, with these ends; the next one is number `ends.length`. */
function after(ends: readonly number[], budget: number | null = null, startup = 1) {
  const study = told(freezeThaw({ startup }), { fidelity: { name: 'epoch', min: 1, max: STEPS }, budget });
  ends.forEach((end, id) => {
    const reports = falling(end).map((loss, i): [number, number[]] => [i + 1, [loss]]);
    study.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, reports }, id, id) });
    study.take({ type: 'finished', id, state: 'complete', values: [end], at: 1 });
  });
  /** Reports from a step on until the trial is paused; where that is, or null. */
  const run = (trial: number, end: number, from = 1): number | null => {
    for (let step = from; step <= STEPS; step++)
      if (study.report(trial, step, falling(end)[step - 1]!) === 'pause') {
        study.take({ type: 'paused', id: trial, checkpoint: 'c', at: 2 });
        return step;
      }
    return null;
  };
  const start = (id: number): void => study.take({ type: 'started', id, at: 3 });
  return { ...study, trial: run, start };
}

const line = space({ x: float(0, 1) });

/** Complete trials end the better, the nearer they are to 0.3; which of the next ones, at these places and with one curve, is thawed? */
function thawed(places: readonly number[], declared: typeof line | null) {
  const budget = 12 + places.length;
  const study = told(freezeThaw(), { fidelity: { name: 'epoch', min: 1, max: STEPS }, budget, space: declared });
  const make = (id: number, x: number, curve: readonly number[]): void => {
    const reports = curve.map((loss, i): [number, number[]] => [i + 1, [loss]]);
    const params = { x: { distribution: float(0, 1), internal: x } };
    study.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, params, reports }, id, id) });
  };
  for (let id = 0; id < 12; id++) {
    const x = (0.4 + 0.618034 * id) % 1;
    const end = 0.2 + (x - 0.3) * (x - 0.3);
    make(id, x, falling(end));
    study.take({ type: 'finished', id, state: 'complete', values: [end], at: 1 });
  }
  places.forEach((x, i) => {
    make(12 + i, x, falling(0.25).slice(0, 3));
    study.take({ type: 'paused', id: 12 + i, checkpoint: 'c', at: 2 });
  });
  return { first: study.run.promote!(), why: study.run.why!(12) };
}

const ENDS = [0.3, 0.2, 0.5, 0.4, 0.35, 0.25];

describe('freezeThaw', () => {
  test('what promises less than a new trial is paused, and stays so while new ones can be made', () => {
    const { trial, run } = after(ENDS);
    expect(trial(6, 0.7)).toBeLessThan(10);
    expect(run.promote!()).toBeNull();
    expect(run.why!(6)).toMatch(/^expected .* at epoch 40; chance to beat 0\.\d+: .* %$/);
  });

  test('what promises most goes on', () => {
    const { trial } = after(ENDS);
    expect(trial(6, 0.1)).toBeNull();
  });

  test('a thawed trial is not judged where it was before, nor before its next rung', () => {
    const rival = after(ENDS.slice(0, 1), 4, 2);
    for (const other of [1, 2]) for (const step of [1, 2, 3, 4]) rival.report(other, step, falling(0.2)[step - 1]!);
    const at = rival.trial(3, 0.4)!;
    expect(at).toBe(2); // not in the best third of those that came to this rung
    expect(rival.run.promote!()).toBe(3); // all trials are made
    rival.start(3);
    const next = rival.run.until!(3)!;
    expect(next).toBeGreaterThan(at);
    expect(rival.report(3, at, falling(0.4)[at - 1]!)).toBe('continue');
    expect(rival.run.promote!()).toBeNull();
  });

  test('of trials that run side by side and are all likely to win, the likelier go on', () => {
    const alone = after(ENDS);
    const beside = after(ENDS);
    for (let rival = 7; rival < 15; rival++)
      for (let step = 1; step <= 8; step++) beside.report(rival, step, falling(0.1 + 0.001 * rival)[step - 1]!);
    expect(alone.trial(6, 0.19)).toBeNull();
    expect(beside.trial(6, 0.19)).toBeLessThan(STEPS);
    expect(beside.run.judge(7)).toBe('continue');
  });

  test('an infeasible trial makes nobody wait, and is not thawed', () => {
    const { report, breakConstraint, trial, run } = after(ENDS, 8);
    for (let step = 1; step <= 8; step++) report(6, step, falling(0.05)[step - 1]!);
    breakConstraint(6);
    expect(trial(7, 0.19)).toBeNull();
    const waiting = after(ENDS, 7);
    for (let step = 1; step <= 8; step++) waiting.report(6, step, falling(0.05)[step - 1]!);
    waiting.take({ type: 'paused', id: 6, checkpoint: 'c', at: 2 });
    expect(waiting.run.promote!()).toBe(6);
    waiting.breakConstraint(6);
    expect(waiting.run.promote!()).toBeNull();
    expect(run.promote!()).toBeNull();
  });

  test('where all trials are made, those without a chance are left', () => {
    const { trial, run } = after(ENDS, 7);
    expect(trial(6, 0.7)).not.toBeNull();
    expect(run.promote!()).toBeNull();
  });

  test('how many trials there may be is what is said last, not what was planned', () => {
    const { trial, run } = after(ENDS, 20);
    expect(trial(6, 0.3)).not.toBeNull();
    expect([run.promote!(), run.promote!(8), run.promote!(7)]).toEqual([null, null, 6]);
  });

  test('the repeat of a lost trial uses up no budget', () => {
    const { trial, report, end, take, run } = after(ENDS.slice(0, 1), 5, 2);
    const start = (id: number, systemAttributes = {}): void =>
      take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, systemAttributes }, id, id) });
    for (const other of [1, 2]) for (const step of [1, 2, 3, 4]) report(other, step, falling(0.2)[step - 1]!);
    expect(trial(3, 0.4)).toBe(2);
    end(2, 'failed');
    start(4, { [RETRY_OF]: 2 });
    expect(run.promote!()).toBeNull(); // the budget has one more
    start(5);
    expect(run.promote!()).toBe(3);
  });

  test('two reports in a row that are no numbers end a trial', () => {
    const { report } = after(ENDS);
    const verdicts = Array.from({ length: 10 }, (_, i) => report(6, i + 1, Number.NaN));
    expect(verdicts).toContain('stop');
    expect(verdicts).not.toContain('pause');
  });

  test('options out of range are refused', () => {
    expect(() => freezeThaw({ growth: 0.5 })).toThrow('freezeThaw: growth is 0.5; expected a number from 1.05 to 100.');
    expect(() => freezeThaw({ startup: 0 })).toThrow(
      'freezeThaw: startup is 0; expected a whole number of at least 1.',
    );
  });

  test('of two runs with the same curve the one whose neighbours ended well goes on first, in either order', () => {
    for (const places of [
      [0.31, 0.93],
      [0.93, 0.31],
    ]) {
      const { first, why } = thawed(places, line);
      expect(first).toBe(12 + places.indexOf(0.31));
      expect(why).toMatch(/chance to beat 0\.\d+: .* % \(by its curve alone: \d+(\.\d+)? %\)$/);
      expect(thawed(places, null).first).toBe(12);
    }
  });
});

describe('contract', () => {
  prunerContract({ name: 'freezeThaw', create: () => freezeThaw() }, runnerOf(test));
  prunerContract(
    { name: 'freezeThaw, many rungs', create: () => freezeThaw({ growth: 1.05, startup: 2 }) },
    runnerOf(test),
  );
});

test('a report with its verdict takes less than 0.2 ms among 1000 trials of 100 steps', () => {
  expect(costOfReports(freezeThaw(), 1, () => process.cpuUsage().user / 1000)).toBeLessThan(0.2);
});
