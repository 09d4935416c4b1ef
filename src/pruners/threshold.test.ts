import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { prunerContract } from '../testing/pruner-contract.ts';
import { threshold } from './threshold.ts';
import { costOfReports, type GoldenStudy, relive, runnerOf, told } from './told.test-support.ts';

const golden = JSON.parse(readFileSync(new URL('./threshold.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  cases: GoldenStudy[];
};

test.each(golden.cases.map((one, i) => [i, one] as const))(`as ${golden.source}, study %i`, (_, study) => {
  const { lower = null, upper = null, n_warmup_steps: warmup = 0, interval_steps: interval = 1 } = study.options;
  // The values of what is maximised are those of the same curves with their sign turned, and so are the bounds.
  const turned = (bound: number | null): number | null => (bound === null ? null : -bound);
  const bounds = study.direction === 'maximize' ? { lower: turned(upper), upper: turned(lower) } : { lower, upper };
  expect(relive(threshold({ ...bounds, warmup, interval }), study, 9)).toEqual(study.events);
});

test('out of bounds is below, above, or NaN; a bound itself is within', () => {
  const { report, run } = told(threshold({ lower: 0, upper: 1 }));
  expect([0, 0.5, 1].map((value, trial) => report(trial, 3, value))).toEqual(['continue', 'continue', 'continue']);
  expect(report(3, 3, -0.01)).toBe('stop');
  expect(run.why!(3)).toBe('at step 3 its value was -0.01, below 0');
  expect(report(4, 3, Number.POSITIVE_INFINITY)).toBe('stop');
  expect(run.why!(4)).toBe('at step 3 its value was Infinity, above 1');
  expect(report(5, 3, Number.NaN)).toBe('stop');
  expect(run.why!(5)).toBe('at step 3 its value was NaN');
  expect(run.why!(0)).toBe(null);
});

test('without bounds only NaN is out of them', () => {
  const { report } = told(threshold());
  expect(report(0, 1, Number.POSITIVE_INFINITY)).toBe('continue');
  expect(report(1, 1, Number.NaN)).toBe('stop');
});

test('bounds are numbers as reported, whichever way is better, and of whatever is judged by', () => {
  const objectives = [{ name: 'accuracy', direction: 'maximize' }] as const;
  const { report } = told(threshold({ lower: 0.2 }), { objectives });
  expect(report(0, 1, 0.9)).toBe('continue');
  expect(report(1, 1, 0.1)).toBe('stop');
  const metric = told(threshold({ upper: 10 }), {
    judgeBy: { kind: 'metric', name: 'temperature', direction: 'maximize' },
  });
  metric.report(0, 1, 99);
  metric.take({ type: 'logged', id: 0, step: 1, metrics: { temperature: 11 } });
  expect(metric.run.judge(0)).toBe('stop');
});

test('bounds that cross are refused', () => {
  expect(() => threshold({ lower: 2, upper: 1 })).toThrow(
    'threshold: lower is 2 and upper is 1; expected lower ≤ upper.',
  );
  expect(() => threshold({ lower: Number.NaN })).toThrow('lower is NaN');
  expect(() => threshold({ interval: 0 })).toThrow('threshold: interval is 0');
});

test('of several objectives, a NaN that is reported alone ends a trial; beside another one it counts as left out', () => {
  const objectives = [
    { name: 'loss', direction: 'minimize' },
    { name: 'latency', direction: 'minimize' },
  ] as const;
  const { report } = told(threshold(), { objectives, judgeBy: { kind: 'objective', name: 'loss' } });
  expect(report(0, 1, [Number.NaN, 3])).toBe('continue');
  expect(report(0, 2, [Number.NaN, Number.NaN])).toBe('stop');
});

describe('pruner contract', () => {
  prunerContract(
    {
      name: 'threshold',
      create: () => threshold({ lower: -0.6, upper: 0.6, warmup: 9 }),
    },
    runnerOf(test),
  );
});

test('a report with its verdict costs at most 0.2 ms after 1000 trials of 100 steps', () => {
  expect(costOfReports(threshold({ upper: 9 }), 1, () => process.cpuUsage().user / 1000)).toBeLessThan(0.2);
});

describe('laws', () => {
  test('of judged reports, those within bounds go on', () => {
    const value = fc.double({ min: -2, max: 2 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 20 }),
        fc.nat(5),
        fc.integer({ min: 1, max: 4 }),
        (values, warmup, interval) => {
          const { report } = told(threshold({ lower: -1, upper: 1, warmup, interval }));
          values.forEach((one, step) => {
            const isJudged = step >= warmup && (step - warmup) % interval === 0;
            expect(report(0, step, one)).toBe(isJudged && !(one >= -1 && one <= 1) ? 'stop' : 'continue');
          });
        },
      ),
    );
  });
});
