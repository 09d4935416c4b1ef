import { describe, expect, test } from 'vitest';
import { recordOf } from '../../history/record.ts';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { costOfReports, problem, runnerOf, told } from '../told.test-support.ts';
import { curve } from './curve.ts';
import { errorRate } from './error-rate.ts';
import { type CurveRules, runsOn } from './rules.ts';

const STEPS = 40;
const fidelity = { name: 'epoch', min: 1, max: STEPS };
const RULES: CurveRules = { chance: 0.1, startup: 4, grace: null, control: 0 };

/** A curve that falls as 1/t towards an end, with a ripple. */
const falling = (end: number, drop = 1) =>
  Array.from({ length: STEPS }, (_, i) => end + drop / (i + 1) + 0.002 * ((i * 7) % 5));

/** Some trials are complete, with these ends; the next one is number `ends.length`. */
function after(ends: readonly number[], rules: Partial<CurveRules> = {}, seed = 0) {
  const study = told(curve({ ...RULES, ...rules }), { fidelity, seed });
  ends.forEach((end, id) => {
    const reports = falling(end).map((loss, i): [number, number[]] => [i + 1, [loss]]);
    study.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, reports }, id, id) });
    study.take({ type: 'finished', id, state: 'complete', values: [end], at: 1 });
  });
  return study;
}

/** The step at which a trial is stopped; null = it runs to its end. */
function stopOf({ report }: ReturnType<typeof after>, trial: number, losses: readonly number[]): number | null {
  for (let i = 0; i < losses.length; i++) if (report(trial, i + 1, losses[i]!) === 'stop') return i + 1;
  return null;
}

const ENDS = [0.3, 0.2, 0.5, 0.4, 0.35, 0.25];

describe('curve', () => {
  test('what cannot beat the best is stopped early, what can is not', () => {
    expect(stopOf(after(ENDS), 6, falling(0.6))!).toBeLessThan(STEPS / 2);
    expect(stopOf(after(ENDS), 6, falling(0.1))).toBeNull();
  });

  test('a slow starter that overtakes is given time, where some finished ones were slow', () => {
    const slow = Array.from({ length: STEPS }, (_, i) => 1.5 - 0.36 * Math.log(i + 1));
    expect(slow.at(-1)).toBeLessThan(0.2);
    const others = after(ENDS);
    for (const id of [6, 7]) {
      const reports = slow.map((loss, i): [number, number[]] => [i + 1, [loss + 0.1 * (id - 5)]]);
      others.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, reports }, id, id) });
      others.take({ type: 'finished', id, state: 'complete', values: [reports.at(-1)![1][0]!], at: 1 });
    }
    expect(stopOf(others, 8, slow)).toBeNull();
  });

  test('nobody is stopped before the grace is over, nor at the last step', () => {
    const losses = falling(5);
    expect(stopOf(after(ENDS, { grace: 20 }), 6, losses)).toBe(20);
    expect(stopOf(after(ENDS, { grace: STEPS }), 6, losses)).toBeNull();
    expect(stopOf(after(ENDS), 6, losses)).toBeGreaterThanOrEqual(2);
  });

  test('until enough are complete, asha decides', () => {
    const study = after(ENDS.slice(0, 3));
    expect(study.run.until!(3)).toBe(4);
    expect(stopOf(study, 3, falling(5))).toBe(4);
  });

  test('one in so many runs on then, too, so that some are complete where one strong trial came first', () => {
    const runToTheirEnds = (control: number): readonly number[] => {
      const study = after([0.1], { control });
      const trials = Array.from({ length: 60 }, (_, i) => 1 + i); // each worse than the one before
      return trials.filter((trial) => stopOf(study, trial, falling(trial)) === null);
    };
    expect(runToTheirEnds(0)).toEqual([1]); // of two the first goes on
    expect(runToTheirEnds(20).length).toBeGreaterThan(1);
    expect(runToTheirEnds(20).length).toBeLessThan(10);
  });

  test('a verdict comes with its reason', () => {
    const first = after(ENDS.slice(0, 3));
    stopOf(first, 3, falling(5));
    expect(first.run.why!(3)).toBe(
      'ranks decide until 4 trials are complete: at epoch 4 it is 4th of 4; the best 2 go on',
    );
    const study = after(ENDS);
    stopOf(study, 6, falling(0.6));
    expect(study.run.why!(6)).toMatch(
      /^expected 0\.\d+ ± 0\.\d+ at epoch 40; chance to beat 0\.\d+: (below )?\d+(\.\d+)? %$/,
    );
    study.report(7, 1, Number.NaN);
    study.report(7, 2, 0.3); // the best of all at this step
    expect(study.report(7, 3, Number.NaN)).toBe('continue'); // one may be an accident
    expect(study.report(7, 4, Number.POSITIVE_INFINITY)).toBe('stop');
    expect(study.run.why!(7)).toBe('its last two reports are no finite numbers');
  });

  test('an infeasible trial is no incumbent, and is not spared as the leader', () => {
    const study = after([0.01, 0.02, ...ENDS]);
    for (const trial of [0, 1]) study.breakConstraint(trial);
    expect(stopOf(study, 8, falling(0.1))).toBeNull();
    const odd = falling(0.6).map((loss, i) => (i === 0 ? 0.001 : loss)); // led once
    expect(stopOf(study, 9, odd)).toBeNull();
    study.breakConstraint(10);
    expect(stopOf(study, 10, odd)).not.toBeNull();
  });

  test('steps may be counted from 0, and their end found out', () => {
    const { complete, report } = told(curve(RULES));
    ENDS.forEach((end, trial) => complete(trial, falling(end)));
    expect(
      falling(0.6)
        .slice(0, 20)
        .map((loss, step) => report(6, step, loss)),
    ).toContain('stop');
    expect(
      falling(0.1)
        .slice(0, 39)
        .map((loss, step) => report(7, step, loss)),
    ).not.toContain('stop');
  });

  test('a share of those that would be stopped runs on', () => {
    const runOn = Array.from({ length: 400 }, (_, row) =>
      runsOn(problem(), after([]).history, row, { ...RULES, control: 20 }),
    );
    const count = runOn.filter(Boolean).length;
    expect(count).toBeGreaterThan(8);
    expect(count).toBeLessThan(40);
    expect(stopOf(after(ENDS, { control: 1 }), 6, falling(0.6))).toBeNull();
  });

  test('the repeat of a lost trial runs on where the lost one would have', () => {
    const { history, take } = after([]);
    const rules = { ...RULES, control: 3 };
    for (let row = 0; row < 40; row++) {
      const systemAttributes = row < 20 ? {} : { 'vernier:retry-of': row - 20 };
      take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, systemAttributes }, row, row) });
    }
    const runOn = Array.from({ length: 40 }, (_, row) => runsOn(problem(), history, row, rules));
    expect(runOn.slice(20)).toEqual(runOn.slice(0, 20));
    expect(new Set(runOn).size).toBe(2);
  });

  test('options out of range are refused', () => {
    expect(() => curve({ chance: 2 })).toThrow('curve: chance is 2; expected a number from 0 to 1.');
    expect(() => curve({ startup: 1 })).toThrow('curve: startup is 1; expected a whole number of at least 2.');
  });
});

describe('the error that is measured', () => {
  test('who leads is not stopped, and is none of those that ran on in spite of the rule', () => {
    const rules = { ...RULES, control: 1 };
    const countOf = (leads: boolean): number => {
      const study = after([], rules);
      const behind = falling(0.6);
      // No better than hopeless, but for one report that nobody has beaten.
      const odd = behind.map((loss, i) => (leads && i === 0 ? 0.001 : loss));
      [...ENDS.map((end) => falling(end)), odd].forEach((losses, id) => {
        const reports = losses.map((loss, i): [number, number[]] => [i + 1, [loss]]);
        study.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 2 * id, reports }, id, id) });
        study.take({ type: 'finished', id, state: 'complete', values: [losses.at(-1)!], at: 2 * id + 1 });
      });
      return errorRate(study.history, problem({ fidelity }), rules).runOn;
    };
    expect(countOf(false) - countOf(true)).toBe(1);
  });

  test('infeasible trials are measured against nobody', () => {
    const rules = { ...RULES, control: 1 };
    const study = after([], rules);
    [...ENDS, 0.6].forEach((end, id) => {
      const reports = falling(end).map((loss, i): [number, number[]] => [i + 1, [loss]]);
      study.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 2 * id, reports }, id, id) });
      study.take({ type: 'finished', id, state: 'complete', values: [end], at: 2 * id + 1 });
    });
    const runOn = (): number => errorRate(study.history, problem({ fidelity }), rules).runOn;
    const before = runOn();
    study.breakConstraint(6);
    expect(runOn()).toBe(before - 1);
    ENDS.forEach((_, trial) => study.breakConstraint(trial));
    expect(runOn()).toBe(0);
  });

  test('trials that ran on and those that won against the forecast', () => {
    const rules = { ...RULES, control: 1 };
    const study = after([], rules);
    const late = falling(0.6).map((loss, i) => (i > 30 ? 0.01 : loss)); // falls where nobody expects it
    const curves = [...ENDS.map((end) => falling(end)), falling(0.7), late, falling(0.05)];
    curves.forEach((losses, id) => {
      const reports = losses.map((loss, i): [number, number[]] => [i + 1, [loss]]);
      study.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: id, reports }, id, id) });
      study.take({ type: 'finished', id, state: 'complete', values: [losses.at(-1)!], at: id + 1 });
    });
    const found = errorRate(study.history, problem({ fidelity }), rules);
    expect(found.wrong).toBe(1);
    expect(found.runOn).toBeGreaterThanOrEqual(2);
    expect(found.rate.estimate).toBe(1 / found.runOn);
    expect(found.rate.low).toBeLessThan(found.rate.estimate);
    expect(found.rate.high).toBeGreaterThan(found.rate.estimate);
    expect(errorRate(study.history, problem({ fidelity }), RULES)).toEqual({
      runOn: 0,
      wrong: 0,
      rate: { low: 0, estimate: Number.NaN, high: 1 },
    });
  });
});

describe('contract', () => {
  prunerContract({ name: 'curve', create: () => curve() }, runnerOf(test));
  prunerContract(
    { name: 'curve from the start', create: () => curve({ startup: 2, chance: 0.3, control: 0 }) },
    runnerOf(test),
  );
});

test('a report with its verdict takes less than 0.2 ms among 1000 trials of 100 steps', () => {
  const cost = costOfReports(curve(), 1, () => process.cpuUsage().user / 1000);
  expect(cost).toBeLessThan(0.2);
});
