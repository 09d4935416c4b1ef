import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONFIRMS } from '../history/attribute-names.ts';
import { attributed } from '../history/record.ts';
import { prunerContract } from '../testing/pruner-contract.ts';
import { costOfReports, runnerOf, told } from './told.test-support.ts';
import { wilcoxon } from './wilcoxon.ts';

interface Golden {
  readonly direction: 'minimize' | 'maximize';
  readonly options: { readonly p_threshold?: number; readonly n_startup_steps?: number };
  /** A report with its verdict, or an end: the value, null for one that was stopped. */
  readonly events: readonly (
    | readonly [trial: number, step: number, value: number | string, verdict: string]
    | readonly [trial: number, value: number | null]
  )[];
}
const golden = JSON.parse(readFileSync(new URL('./wilcoxon.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  cases: Golden[];
};

test.each(golden.cases.map((one, i) => [i, one] as const))(
  `as ${golden.source}, study %i`,
  (_, { direction, options: { p_threshold: p = 0.1, n_startup_steps: startup = 2 }, events }) => {
    const { report, take } = told(wilcoxon({ p, startup }), { objectives: [{ name: 'loss', direction }] });
    const found = events.map((event) => {
      if (event.length === 4) return [event[0], event[1], event[2], report(event[0], event[1], Number(event[2]))];
      const [id, value] = event;
      take({
        type: 'finished',
        id,
        state: value === null ? 'pruned' : 'complete',
        values: value === null ? null : [value],
        at: 1,
      });
      return event;
    });
    expect(found).toEqual(events);
  },
);

describe('the rule', () => {
  const finish = (study: ReturnType<typeof told>, id: number, values: number[]): void =>
    study.take({ type: 'finished', id, state: 'complete', values, at: 1 });

  test('worse on four shared instances is enough, in any order', () => {
    const study = told(wilcoxon());
    [5, 1, 3, 2, 9].forEach((loss, step) => study.report(0, step, loss));
    finish(study, 0, [4]);
    const verdicts = [4, 1, 3, 0].map((instance, i) => study.report(1, instance, 10 + i));
    expect(verdicts).toEqual(['continue', 'continue', 'continue', 'stop']);
    expect(study.run.why!(1)).toBe(
      'over 4 shared instances it was worse than trial 0, the best (signed-rank test, p = 0.0625)',
    );
    expect(study.run.why!(0)).toBe(null);
  });

  test('a repeat of a trial is not the best that others are compared with', () => {
    const study = told(wilcoxon());
    [5, 1, 3, 2].forEach((loss, step) => study.report(0, step, loss));
    finish(study, 0, [4]);
    study.report(1, 0, 1);
    study.take(attributed(1, CONFIRMS, { trial: 0, repeat: 1 }));
    finish(study, 1, [1]);
    expect([0, 1, 2, 3].map((instance, i) => study.report(2, instance, 10 + i)).at(-1)).toBe('stop');
    expect(study.run.why!(2)).toContain('worse than trial 0, the best');
  });

  test('instances that the best has not seen do not count', () => {
    const study = told(wilcoxon());
    [1, 1, 1].forEach((loss, step) => study.report(0, step, loss));
    finish(study, 0, [1]);
    expect([0, 1, 2, 3, 4, 5].map((step) => study.report(1, step, 9))).toEqual(Array(6).fill('continue'));
  });

  test('the best is the first feasible complete trial with the best value; pruned ones are no measure', () => {
    const study = told(wilcoxon());
    for (let trial = 0; trial < 3; trial++) [0, 1, 2, 3].forEach((step) => study.report(trial, step, trial));
    study.take({ type: 'constrained', id: 0, key: 'c', value: 1 });
    study.end(1, 'pruned');
    finish(study, 0, [0]); // infeasible
    expect([0, 1, 2, 3].map((step) => study.report(3, step, 9)).at(-1)).toBe('continue');
    finish(study, 2, [2]);
    expect(study.run.judge(3)).toBe('stop');
    expect(study.run.why!(3)).toContain('trial 2, the best');
  });

  test('NaN or infinity on either side: it goes on', () => {
    const study = told(wilcoxon());
    [0, 1, 2, 3, 4].forEach((step) => study.report(0, step, 1));
    finish(study, 0, [1]);
    expect([9, Number.NaN, 9, 9, 9].map((loss, step) => study.report(1, step, loss))).toEqual(
      Array(5).fill('continue'),
    );
    expect([9, Number.POSITIVE_INFINITY, 9, 9, 9].map((loss, step) => study.report(2, step, loss)).at(-1)).toBe(
      'continue',
    );
  });

  test('judged by a metric of several objectives, the best has the best mean of it', () => {
    const objectives = [
      { name: 'loss', direction: 'minimize' },
      { name: 'size', direction: 'minimize' },
    ] as const;
    const study = told(wilcoxon(), {
      objectives,
      judgeBy: { kind: 'metric', name: 'fold', direction: 'maximize' },
    });
    const log = (id: number, step: number, fold: number): string => {
      study.report(id, step, 0);
      study.take({ type: 'logged', id, step, metrics: { fold } });
      return study.run.judge(id);
    };
    for (const [trial, fold] of [0.5, 0.9].entries()) {
      [0, 1, 2, 3].forEach((step) => log(trial, step, fold));
      study.end(trial);
    }
    expect([0, 1, 2, 3].map((step) => log(2, step, 0.6)).at(-1)).toBe('stop');
    expect(study.run.why!(2)).toContain('trial 1');
    expect([0, 1, 2, 3].map((step) => log(3, step, 0.95)).at(-1)).toBe('continue');
  });
});

test('options are checked by name', () => {
  expect(() => wilcoxon({ p: 1.5 })).toThrow('wilcoxon: p is 1.5; expected a number from 0 to 1.');
  expect(() => wilcoxon({ startup: 0.5 })).toThrow('wilcoxon: startup is 0.5');
});

describe('pruner contract', () => {
  prunerContract({ name: 'wilcoxon', create: () => wilcoxon() }, runnerOf(test));
});

test('a report with its verdict costs at most 0.2 ms after 1000 trials of 100 instances', () => {
  const testsAllAndStopsNone = wilcoxon({ p: 0 });
  expect(costOfReports(testsAllAndStopsNone, 1, () => process.cpuUsage().user / 1000)).toBeLessThan(0.2);
});

describe('laws', () => {
  test('a trial that is as good on the mean goes on; none is stopped by instances of its own', () => {
    const losses = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 4, maxLength: 15 });
    fc.assert(
      fc.property(losses, losses, fc.integer({ min: 0, max: 15 }), (best, own, shift) => {
        const study = told(wilcoxon({ p: 1 }));
        best.forEach((loss, step) => study.report(0, step, loss));
        study.end(0);
        own.forEach((loss, i) => {
          const verdict = study.report(1, i + shift, loss);
          const seen = own.slice(0, i + 1);
          const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
          if (mean(seen) <= mean(best)) expect(verdict).toBe('continue');
          if (Math.min(i + shift + 1, best.length) - shift < 2) expect(verdict).toBe('continue');
        });
      }),
    );
  });
});
