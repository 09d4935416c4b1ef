import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordOf } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { type GoldenStudy, relive, runnerOf, told } from '../told.test-support.ts';
import { asha } from './asha.ts';

describe('asha', () => {
  const epochs = { fidelity: { name: 'epoch', min: 1, max: 27 } };

  test('the first eta trials at a rung go on, later ones if among the best third', () => {
    const { report } = told(asha(), epochs);
    expect([5, 4, 6].map((loss, trial) => report(trial, 1, loss))).toEqual(['continue', 'continue', 'continue']);
    expect(report(3, 1, 4.5)).toBe('stop'); // second of four, one of which goes on
    expect(report(4, 1, 4)).toBe('continue'); // a tie with the best
    expect(report(5, 1, 3)).toBe('continue');
    expect(report(6, 1, 4)).toBe('continue'); // two of seven go on, and 4 is the second best
  });

  test('a failed trial that was infinitely good holds no place of the best, and protects nobody from them', () => {
    const { report, end } = told(asha(), epochs);
    report(0, 1, Number.NEGATIVE_INFINITY);
    end(0, 'failed');
    for (let trial = 1; trial < 5; trial++) report(trial, 1, trial);
    expect(report(5, 1, 0.5)).toBe('continue');
    const { run, ...other } = told(asha({ mode: 'promote' }), epochs);
    other.report(0, 1, Number.NEGATIVE_INFINITY);
    other.end(0, 'failed');
    for (const trial of [1, 2]) {
      other.report(trial, 1, trial);
      other.take({ type: 'paused', id: trial, checkpoint: null, at: 1 });
    }
    expect(run.promote!()).toBe(1);
  });

  test('between rungs nobody is stopped; who skips a rung is judged at the highest reached', () => {
    const { report } = told(asha(), epochs);
    for (let trial = 0; trial < 4; trial++) [1, 3, 9].forEach((step) => report(trial, step, 1));
    expect(report(4, 1, 1)).toBe('continue');
    expect(report(4, 2, 99)).toBe('continue');
    expect(report(4, 4, 99)).toBe('stop'); // counts at rung 3
    expect(report(5, 10, 99)).toBe('stop');
    expect(report(6, 27, 99)).toBe('continue'); // at its end, nothing would be saved
  });

  test('until names the next rung, and null at the last', () => {
    const { report, run } = told(asha({ eta: 3 }), epochs);
    expect(run.until!(0)).toBe(1);
    report(0, 1, 1);
    expect(run.until!(0)).toBe(3);
    report(0, 5, 1);
    expect(run.until!(0)).toBe(9);
    report(0, 9, 1);
    expect(run.until!(0)).toBe(null);
    expect(told(asha({ minResource: 4, eta: 2 }), epochs).run.until!(0)).toBe(4);
  });

  test('without a fidelity the first rung follows from the longest complete trial', () => {
    const { report, complete, run } = told(asha());
    for (let trial = 0; trial < 9; trial++) expect(report(trial, 1, trial)).toBe('continue');
    expect(run.until!(0)).toBe(null);
    complete(
      9,
      Array.from({ length: 501 }, () => 0),
    ); // steps to 500: a hundredth is 5, the next power of 3 is 9
    expect(run.until!(0)).toBe(9);
    expect(report(10, 3, 99)).toBe('continue');
    [0, 1, 2].forEach((trial) => report(trial, 9, 0));
    expect(report(10, 9, 99)).toBe('stop');
  });

  test('NaN is the worst, and a metric logged anew counts as it is now', () => {
    const { report } = told(asha(), epochs);
    [1, 1, 1].forEach((loss, trial) => report(trial, 1, loss));
    expect(report(3, 1, Number.NaN)).toBe('stop');
    const judgeBy = { kind: 'metric', name: 'm', direction: 'minimize' } as const;
    const metric = told(asha(), { ...epochs, judgeBy });
    const log = (trial: number, loss: number): string => {
      metric.take(
        ...(metric.run.until!(trial) === 1
          ? [{ type: 'trial', trial: recordOf({ state: 'running' }, trial, trial) } as const]
          : []),
        { type: 'logged', id: trial, step: 1, metrics: { m: loss } },
      );
      return metric.run.judge(trial);
    };
    [1, 2, 3].forEach((loss, trial) => log(trial, loss));
    expect(log(3, 1.5)).toBe('stop');
    log(0, 9); // the best one was a mistake
    expect(metric.run.judge(3)).toBe('continue');
  });
});

describe('an infeasible trial', () => {
  const epochs = { fidelity: { name: 'epoch', min: 1, max: 27 } };

  test('is judged as if it were one of the feasible, but is not spared as the best', () => {
    const verdicts = (isInfeasible: boolean): readonly string[] => {
      const { report, breakConstraint, run } = told(asha(), epochs);
      for (const trial of [0, 1, 2]) [1, 3].forEach((step) => report(trial, step, 5));
      const found = [report(3, 1, 0)];
      if (isInfeasible) breakConstraint(3);
      return [...found, run.judge(3), report(3, 3, 9)];
    };
    expect(verdicts(false)).toEqual(['continue', 'continue', 'continue']); // 0 is the best of all
    expect(verdicts(true)).toEqual(['continue', 'continue', 'stop']);
  });

  test('has no place on a rung that others are ranked at', () => {
    const { report, breakConstraint, run } = told(asha(), epochs);
    for (const trial of [0, 1, 2, 3]) {
      breakConstraint(trial);
      expect(report(trial, 1, trial)).toBe('continue'); // the first of its kind, as far as is known
    }
    expect([4, 5, 6].map((trial) => report(trial, 1, trial))).toEqual(['continue', 'continue', 'continue']);
    expect(run.why!(6)).toBe('at epoch 1 it is 3rd of 3; the first 3 go on');
    expect(run.why!(3)).toBe('at epoch 1 it is 1st of 4; the best one goes on');
  });

  test('is not promoted, and keeps nobody from being the last that goes on', () => {
    const { report, breakConstraint, take, run } = told(asha({ mode: 'promote' }), { ...epochs, budget: 3 });
    for (const trial of [0, 1, 2]) {
      report(trial, 1, trial);
      take({ type: 'paused', id: trial, checkpoint: null, at: 1 });
    }
    expect(run.promote!()).toBe(0);
    breakConstraint(0);
    expect(run.promote!()).toBe(1); // all are made, and none runs
  });
});

test('options out of range are refused', () => {
  expect(() => asha({ eta: 1 })).toThrow('eta is 1');
  expect(() => asha({ eta: 2.5 })).toThrow('eta is 2.5');
  expect(() => asha({ minResource: 0 })).toThrow('minResource is 0');
  expect(() => asha({ mode: 'pause' as 'stop' })).toThrow(`mode is "pause"; expected 'stop' or 'promote'.`);
});

describe('asha by several objectives', () => {
  const objectives = [
    { name: 'loss', direction: 'minimize' },
    { name: 'speed', direction: 'maximize' },
  ] as const;
  const fidelity = { name: 'epoch', min: 1, max: 9 };

  test('the best third by front, then by volume, goes on; the leader in any objective alone may not', () => {
    const { report, run } = told(asha(), { objectives, fidelity });
    // As losses: (0, 4), (1, 1), (4, 0) are the front; (1, 1) holds most of it.
    const verdicts = [
      [0, -4],
      [1, -1],
      [4, 0],
      [3, -3],
      [5, -5],
      [1, -0.9],
    ].map((values, trial) => report(trial, 1, values));
    expect(verdicts).toEqual(['continue', 'continue', 'continue', 'stop', 'stop', 'continue']);
    expect(run.why!(4)).toBe('at epoch 1 it is 6th of 6; the best 2 go on');
  });

  test('an infeasible trial dominates nobody, and is placed among the feasible ones', () => {
    const { report, breakConstraint, run } = told(asha(), { objectives, fidelity });
    for (const trial of [0, 1, 2, 3]) report(trial, 1, [0, 9]);
    for (const trial of [0, 1, 2, 3]) breakConstraint(trial);
    expect([4, 5, 6].map((trial) => report(trial, 1, [trial, 1]))).toEqual(['continue', 'continue', 'continue']);
    expect(run.why!(3)).toBe('at epoch 1 it is 1st of 4; the best one goes on');
    breakConstraint(7);
    expect(report(7, 1, [7, 1])).toBe('stop');
    expect(run.why!(6)).toBe('at epoch 1 it is 3rd of 3; the first 3 go on');
  });

  test('an objective that a report leaves out keeps its last number; what diverges is last', () => {
    const { report } = told(asha(), { objectives, fidelity });
    const nan = Number.NaN;
    expect(report(0, 1, [1, nan])).toBe('continue'); // no speed yet: nothing to judge
    report(0, 2, [nan, 5]);
    for (const trial of [1, 2]) report(trial, 1, [9, 9]);
    expect(report(3, 1, [nan, nan])).toBe('stop');
    report(0, 3, [0.5, nan]); // (0.5, 5)
    for (const trial of [1, 2]) report(trial, 3, [0.4, 4]);
    expect(report(4, 3, [0.6, 4])).toBe('stop'); // dominated by trial 0 with the speed of its step 2
  });
});

describe('as Optuna', () => {
  const golden = JSON.parse(readFileSync(new URL('./halving.golden.json', import.meta.url), 'utf8')) as {
    source: string;
    verdicts: (Pick<GoldenStudy, 'direction'> & {
      eta: number;
      low: number;
      events: [number, number, number, string][];
    })[];
  };

  test.each(golden.verdicts.map((one, i) => [i, one] as const))(
    `${golden.source} SuccessiveHalvingPruner, study %i`,
    (_, { direction, eta, low, events }) => {
      const again = relive(asha({ eta, minResource: low }), { direction, options: {}, events }, 30);
      expect(again).toEqual(events);
    },
  );
});

describe('pruner contract', () => {
  const runner = runnerOf(test);
  prunerContract({ name: 'asha', create: () => asha() }, runner);
  prunerContract({ name: 'asha by promotion', create: () => asha({ mode: 'promote' }) }, runner);
  prunerContract({ name: 'asha by promotion, eta 2', create: () => asha({ mode: 'promote', eta: 2 }) }, runner);
  prunerContract({ name: 'asha, eta 2 from step 2', create: () => asha({ eta: 2, minResource: 2 }) }, runner);
});

describe('laws', () => {
  test('asha: whoever comes, about one in eta goes on', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 60 }),
        fc.integer({ min: 2, max: 5 }),
        (losses, eta) => {
          const { report } = told(asha({ eta }), { fidelity: { name: 'epoch', min: 1, max: 9 } });
          const verdicts = losses.map((loss, trial) => report(trial, 1, loss));
          // Each that goes on was among the best n/eta of the n so far: checked anew from scratch.
          verdicts.forEach((verdict, i) => {
            const sorted = losses.slice(0, i + 1).sort((a, b) => a - b);
            const goesOn = i < eta || losses[i]! <= sorted[Math.max(1, Math.floor((i + 1) / eta)) - 1]!;
            expect(verdict).toBe(goesOn ? 'continue' : 'stop');
          });
        },
      ),
    );
  });

  test('whom to promote, against a reference that looks at every trial each time', () => {
    const move = fc.record({
      kind: fc.constantFrom('report', 'report', 'fail', 'remove'),
      pick: fc.nat(99),
      loss: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(
        fc.array(move, { maxLength: 150 }),
        fc.integer({ min: 2, max: 3 }),
        fc.boolean(),
        (moves, eta, anew) => {
          const last = eta ** 3 + 1;
          const fidelity = { name: 'epoch', min: 1, max: last };
          const { report, run, take, history } = told(asha({ eta, mode: 'promote' }), { fidelity });
          const steps: number[] = []; // by trial: the last one reported by the present run
          for (const { kind, pick, loss } of moves) {
            const expected = reference(history, eta, last);
            expect(run.promote!()).toBe(expected);
            const running = [...steps.keys()].filter((row) => history.state(row) === 'running');
            if (running.length < 3 && expected !== null) {
              take({ type: 'started', id: expected, at: 0 });
              if (anew) steps[expected] = 0;
              continue;
            }
            const row = running.length < 3 ? steps.push(0) - 1 : running[pick % running.length]!;
            if (kind !== 'report' && row < history.size && pick % 7 === 0) {
              take(
                kind === 'remove'
                  ? { type: 'removed', id: row }
                  : { type: 'finished', id: row, state: 'failed', values: null, at: 1 },
              );
              continue;
            }
            const before = row < history.size ? history.attribute(row, 'system', 'vernier:paused') : undefined;
            const past = (before as { step: number } | undefined)?.step ?? 0;
            const step = ++steps[row]!;
            const verdict = report(row, step, loss);
            expect(verdict).toBe(step > past && step < last && isRung(step, eta) ? 'pause' : 'continue');
            if (verdict === 'pause') take({ type: 'paused', id: row, checkpoint: null, at: 1 });
            else if (step === last) take({ type: 'finished', id: row, state: 'complete', values: [loss], at: 1 });
          }
        },
      ),
    );
  });
});

function isRung(step: number, eta: number): boolean {
  for (let rung = 1; rung <= step; rung *= eta) if (rung === step) return true;
  return false;
}

/** Promotion as the paper's Algorithm 2 says it: from the top rung down, the best of the top 1/eta that has not gone on. */
function reference(history: HistoryView, eta: number, last: number): number | null {
  const lossAt = (row: number, rung: number): number | null => {
    const { steps, losses } = history.reports(row);
    const at = steps.findIndex((step) => step >= rung);
    return at < 0 || history.state(row) === 'removed' ? null : losses[at]!;
  };
  let top = 1;
  while (top * eta < last) top *= eta;
  for (let rung = top; rung >= 1; rung /= eta) {
    const come = Array.from({ length: history.size }, (_, row) => ({ row, loss: lossAt(row, rung) }))
      .filter(({ loss }) => loss !== null)
      .sort((a, b) => a.loss! - b.loss! || a.row - b.row);
    const best = come.slice(0, Math.floor(come.length / eta));
    const found = best.find(({ row }) => history.state(row) === 'paused' && lossAt(row, rung * eta) === null);
    if (found !== undefined) return found.row;
  }
  return null;
}
