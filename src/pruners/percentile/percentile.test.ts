import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONFIRMS } from '../../history/attribute-names.ts';
import { recordOf } from '../../history/record.ts';
import { paretoRanks } from '../../math/pareto.ts';
import { quantile } from '../../math/statistics.ts';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { costOfReports, type GoldenStudy, relive, runnerOf, told } from '../told.test-support.ts';
import { vectorOrder } from '../vector-order.ts';
import { Fronts } from '../fronts.ts';
import { median, percentile, type PercentileOptions } from './percentile.ts';

describe('median', () => {
  test('nothing is stopped before the start-up trials are complete', () => {
    const { report, complete } = told(median());
    for (let trial = 0; trial < 4; trial++) complete(trial, [1, 1, 1]);
    expect(report(4, 0, 100)).toBe('continue');
    complete(5, [1, 1, 1]);
    expect(report(4, 1, 100)).toBe('stop');
  });

  test('trials that confirm others do not count as complete ones', () => {
    const { report, complete, take } = told(median({ startup: 2 }));
    complete(0, [1, 1]);
    const systemAttributes = { [CONFIRMS]: { trial: 0, repeat: 1 } };
    take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, systemAttributes }, 1, 1) });
    complete(1, [1, 1]);
    expect(report(2, 0, 9)).toBe('continue');
    complete(3, [1, 1]);
    expect(report(2, 1, 9)).toBe('stop');
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

describe('as Optuna', () => {
  const golden = (name: string) =>
    JSON.parse(readFileSync(new URL(`./${name}.golden.json`, import.meta.url), 'utf8')) as {
      source: string;
      cases: GoldenStudy[];
    };
  const studies = ['median', 'percentile'].flatMap((name) => {
    const { source, cases } = golden(name);
    return cases.map((one, i) => [`${source}, study ${i}`, one] as const);
  });

  test.each(studies)('%s', (_, study) => {
    const { percentile: percent = 50, ...rest } = study.options;
    const rule: Required<PercentileOptions> = {
      percentile: percent,
      startup: rest['n_startup_trials'] ?? 5,
      warmup: rest['n_warmup_steps'] ?? 0,
      interval: rest['interval_steps'] ?? 1,
      minTrials: rest['n_min_trials'] ?? 1,
    };
    expect(relive(percentile(rule), study, 9)).toEqual(study.events);
    if (percent !== 50) return;
    const { percentile: _percent, ...medianRule } = rule;
    expect(relive(median(medianRule), study, 9)).toEqual(study.events);
  });
});

describe('several objectives at once', () => {
  const objectives = [
    { name: 'loss', direction: 'minimize' },
    { name: 'accuracy', direction: 'maximize' },
  ] as const;

  test('a trial goes on while it is in the better half by front, then by volume', () => {
    const { report, complete, run } = told(median({ startup: 1 }), { objectives });
    complete(0, [[1, 0.1]]);
    complete(1, [[2, 0.6]]);
    complete(2, [[3, 0.9]]);
    complete(3, [[4, 0.05]]); // dominated by all three
    expect(report(4, 0, [5, 0.01])).toBe('stop'); // behind all
    expect(run.why!(4)).toBe(
      'at step 0 it was no better than 5th of 5 by fronts and volume, with the best it had reported of each objective; the best 3 go on',
    );
    expect(report(5, 0, [0.5, 0.95])).toBe('continue'); // before all
    expect(report(6, 0, [2.5, 0.7])).toBe('continue'); // a fourth on the front, in its middle
    expect(report(7, 0, [1, 0.1])).toBe('continue'); // an end of the front, told twice: as good as the first
    expect(report(8, 0, [2.01, 0.601])).toBe('stop'); // on the front too, but next to one that is there
    expect(run.why!(7)).toBe(null);
  });

  test('complete trials that are infeasible are no measure, even if that is known later', () => {
    const { report, complete, breakConstraint } = told(median({ startup: 1 }), { objectives });
    breakConstraint(0);
    complete(0, [[1, 0.9]]);
    complete(1, [[1, 0.9]]);
    complete(2, [[3, 0.5]]);
    expect(report(3, 0, [2, 0.6])).toBe('continue'); // between the two
    expect(report(4, 0, [4, 0.4])).toBe('stop');
    breakConstraint(1);
    breakConstraint(2);
    expect(report(5, 0, [4, 0.4])).toBe('continue'); // nobody is left
  });

  test('a trial stands with the best it has reported of each objective', () => {
    const { report, complete } = told(median({ startup: 1 }), { objectives });
    complete(0, [
      [1, 0.5],
      [1, 0.5],
    ]);
    expect(report(1, 0, [0.5, 0.4])).toBe('continue'); // beside it on the front
    expect(report(1, 1, [9, 0.6])).toBe('continue');
    expect(report(2, 0, [2, 0.4])).toBe('stop');
  });

  test('nobody is judged before all objectives are reported; NaN alone is stopped', () => {
    const { report, complete } = told(median({ startup: 1 }), { objectives });
    complete(0, [
      [1, 0.5],
      [1, Number.NaN],
      [Number.NaN, Number.NaN],
    ]);
    expect(report(1, 0, [9, Number.NaN])).toBe('continue');
    expect(report(1, 1, [9, 0.1])).toBe('continue'); // nobody told both at step 1
    expect(report(2, 0, [Number.NaN, Number.NaN])).toBe('stop');
    expect(report(3, 2, [9, 0.1])).toBe('continue'); // better than NaN
  });

  test('an objective named, or a metric, is one series', () => {
    const judgeBy = { kind: 'objective', name: 'accuracy' } as const;
    const { report, complete, run } = told(median({ startup: 1 }), { objectives, judgeBy });
    complete(0, [[1, 0.5]]);
    expect(report(1, 0, [9, 0.6])).toBe('continue');
    expect(report(2, 0, [0, 0.4])).toBe('stop');
    expect(run.why!(2)).toBe('at step 0 its best was 0.4, worse than 0.5, the median of 1 complete trials');
  });
});

test('options are checked by name', () => {
  expect(() => percentile({ percentile: 101 })).toThrow(
    'percentile: percentile is 101; expected a number from 0 to 100.',
  );
  expect(() => percentile({ percentile: Number.NaN })).toThrow('percentile is NaN');
  expect(() => percentile({ minTrials: 0 })).toThrow('percentile: minTrials is 0');
});

describe('pruner contract', () => {
  const runner = runnerOf(test);
  prunerContract({ name: 'median', create: () => median() }, runner);
  prunerContract({ name: 'percentile', create: () => percentile() }, runner);
  prunerContract({ name: 'percentile 0', create: () => percentile({ percentile: 0, startup: 2 }) }, runner);
});

test.each([1, 2])(
  'a report with its verdict costs at most 0.2 ms after 1000 trials of 100 steps, %i objectives',
  (k) => {
    expect(costOfReports(median(), k, () => process.cpuUsage().user / 1000)).toBeLessThan(0.2);
  },
);

describe('laws', () => {
  const losses = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 25 });

  test('one series: stopped are those above the percentile', () => {
    fc.assert(
      fc.property(losses, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 100 }), (others, own, percent) => {
        const { report, complete } = told(percentile({ percentile: percent, startup: 0 }));
        others.forEach((loss, trial) => complete(trial, [loss]));
        const bound = quantile(others, percent / 100);
        fc.pre(Math.abs(own - bound) > 1e-9 || own === bound);
        expect(report(others.length, 0, own)).toBe(own > bound ? 'stop' : 'continue');
      }),
    );
  });

  const vectors = fc.integer({ min: 2, max: 4 }).chain((k) =>
    fc.tuple(
      fc.constant(k),
      fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: k, maxLength: k }), {
        minLength: 2,
        maxLength: 20,
      }),
    ),
  );

  test('fronts that grew are those sorted at once, and whoever joins stands where it would be sorted', () => {
    fc.assert(
      fc.property(vectors, ([k, all]) => {
        const fronts = new Fronts();
        all.forEach((vector, n) => {
          const ranks = paretoRanks(Float64Array.from(all.slice(0, n + 1).flat()), k);
          const own = ranks[n]!;
          const { before, peers } = fronts.standing(Float64Array.from(vector));
          expect(before).toBe(ranks.filter((rank) => rank < own).length);
          expect(peers.length).toBe(ranks.filter((rank) => rank === own).length - 1);
          fronts.insert(Float64Array.from(vector));
        });
      }),
    );
  });

  test('several objectives: the verdict is that of the order of all', () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 100 }), ([k, all], percent) => {
        const objectives = Array.from({ length: k }, (_, i) => ({ name: `f${i}`, direction: 'minimize' as const }));
        const { report, complete } = told(percentile({ percentile: percent, startup: 0 }), { objectives });
        const [own, ...others] = all;
        others.forEach((vector, trial) => complete(trial, [vector]));
        const place = vectorOrder(Float64Array.from(all.flat()), all.length, k).indexOf(0) + 1;
        const goOn = Math.max(1, Math.ceil((percent / 100) * all.length));
        expect(report(others.length, 0, own!)).toBe(place <= goOn ? 'continue' : 'stop');
      }),
    );
  });
});
