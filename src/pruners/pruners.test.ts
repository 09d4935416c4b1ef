import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isVernierError } from '../errors.ts';
import { recordOf } from '../history/record.ts';
import { prunerContract } from '../testing/pruner-contract.ts';
import { catalog, prunerByName } from './catalog.ts';
import { asha } from './halving.ts';
import { median } from './median.ts';
import { problem, told } from './told.test-support.ts';

describe('median', () => {
  test('nothing is stopped before the start-up trials are complete', () => {
    const { report, complete } = told(median());
    for (let trial = 0; trial < 4; trial++) complete(trial, [1, 1, 1]);
    expect(report(4, 0, 100)).toBe('continue');
    complete(5, [1, 1, 1]);
    expect(report(4, 1, 100)).toBe('stop');
  });

  test('the best value so far is held against the median of complete trials at the same step', () => {
    const { report, complete } = told(median({ startup: 1 }));
    complete(0, [5, 3, 1]);
    complete(1, [6, 4, 2]);
    expect(report(2, 0, 5.5)).toBe('continue'); // the median of 5 and 6; equal is not worse
    expect(report(2, 1, 9)).toBe('stop'); // 5.5 against 3.5
    expect(report(3, 0, 1)).toBe('continue');
    expect(report(3, 2, 50)).toBe('continue'); // its best is 1 against 1.5
    expect(report(4, 7, 50)).toBe('continue'); // nobody else has reached step 7
  });

  test('pruned and failed trials are no measure', () => {
    const { report, end } = told(median({ startup: 0 }));
    report(0, 0, 1);
    end(0, 'pruned');
    report(1, 0, 1);
    end(1, 'failed');
    expect(report(2, 0, 9)).toBe('continue');
  });

  test('warm-up, interval and the least number of others', () => {
    const warm = told(median({ startup: 0, warmup: 2, interval: 3 }));
    warm.complete(0, [0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([0, 1, 2, 3, 4, 5, 6].map((step) => warm.report(1, step, 9))).toEqual([
      'continue',
      'continue',
      'stop',
      'continue',
      'continue',
      'stop',
      'continue',
    ]);
    const few = told(median({ startup: 0, minTrials: 2 }));
    few.complete(0, [0]);
    expect(few.report(1, 0, 9)).toBe('continue');
    few.complete(2, [0]);
    expect(few.report(3, 0, 9)).toBe('stop');
  });

  test('a trial of NaN alone is stopped, others do not count their NaN', () => {
    const { report, complete } = told(median({ startup: 1 }));
    complete(0, [Number.NaN, 1]);
    expect(report(1, 0, Number.NaN)).toBe('stop');
    expect(report(2, 0, 5)).toBe('continue');
    expect(report(2, 1, 5)).toBe('stop');
  });
});

describe('median, as Optuna', () => {
  type Case = {
    direction: 'minimize' | 'maximize';
    options: Readonly<Record<string, number>>;
    events: [trial: number, step: number, value: number | string, verdict: string][];
  };
  const golden = JSON.parse(readFileSync(new URL('./median.golden.json', import.meta.url), 'utf8')) as {
    source: string;
    cases: Case[];
  };

  test.each(golden.cases.map((one, i) => [i, one] as const))(
    `${golden.source}, study %i`,
    (_, { direction, options, events }) => {
      const {
        n_startup_trials: startup = 5,
        n_warmup_steps: warmup = 0,
        interval_steps: interval = 1,
        n_min_trials: minTrials = 1,
      } = options;
      const { report, end } = told(median({ startup, warmup, interval, minTrials }), {
        objectives: [{ name: 'loss', direction }],
      });
      for (const [trial, step, value, verdict] of events) {
        expect([trial, step, report(trial, step, Number(value))]).toEqual([trial, step, verdict]);
        if (verdict === 'stop') end(trial, 'pruned');
        else if (step >= 9) end(trial);
      }
    },
  );
});

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

test('several objectives need a word about which one to judge by', () => {
  const objectives = [
    { name: 'loss', direction: 'minimize' },
    { name: 'size', direction: 'minimize' },
  ] as const;
  for (const { name } of catalog) {
    try {
      prunerByName(name).start(problem({ objectives }));
      expect.unreachable();
    } catch (error) {
      if (!isVernierError(error)) throw error;
      expect(error.message).toContain('loss, size');
      expect(error.hint).toContain("judgeBy: { kind: 'objective', name: 'loss' }");
    }
  }
  const { report } = told(asha(), { objectives, judgeBy: { kind: 'objective', name: 'size' } });
  expect(report(0, 1, 1)).toBe('continue');
});

test('catalog: what a study stores of a pruner makes it again; wrong options are refused', () => {
  for (const { name, options, describes } of catalog) {
    const made = prunerByName(name);
    expect(made.name).toBe(name);
    expect(Object.keys(describes)).toEqual(options.groups.map((group) => group.name));
    expect(prunerByName(name, made.options ?? {}).options).toEqual(made.options);
  }
  expect(() => prunerByName('hyperband')).toThrow('There is no pruner "hyperband".');
  expect(() => median({ interval: 0 })).toThrow('median: interval is 0; expected a whole number of at least 1.');
  expect(() => asha({ eta: 1 })).toThrow('eta is 1');
  expect(() => asha({ eta: 2.5 })).toThrow('eta is 2.5');
});

describe('pruner contract', () => {
  const runner = {
    test: (name: string, body: () => Promise<void>) => test(name, body),
    fail: (message: string): never => {
      throw new Error(message);
    },
  };
  prunerContract({ name: 'median', create: () => median() }, runner);
  prunerContract({ name: 'asha', create: () => asha() }, runner);
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
