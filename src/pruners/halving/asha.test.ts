import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordOf } from '../../history/record.ts';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { told } from '../told.test-support.ts';
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

test('options out of range are refused', () => {
  expect(() => asha({ eta: 1 })).toThrow('eta is 1');
  expect(() => asha({ eta: 2.5 })).toThrow('eta is 2.5');
  expect(() => asha({ minResource: 0 })).toThrow('minResource is 0');
  expect(() => asha({ mode: 'pause' as 'stop' })).toThrow(`mode is "pause"; expected 'stop' or 'promote'.`);
});

describe('pruner contract', () => {
  const runner = {
    test: (name: string, body: () => Promise<void>) => test(name, body),
    fail: (message: string): never => {
      throw new Error(message);
    },
  };
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
});
