import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { prunerContract } from '../testing/pruner-contract.ts';
import { prunerByName } from './catalog.ts';
import { patient } from './patient.ts';
import { median } from './percentile/percentile.ts';
import type { Pruner } from './pruner.ts';
import { costOfReports, type GoldenStudy, relive, runnerOf, told } from './told.test-support.ts';

const golden = JSON.parse(readFileSync(new URL('./patient.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  cases: (GoldenStudy & { options: { wrapped: boolean; patience: number; min_delta?: number } })[];
};

test.each(golden.cases.map((one, i) => [i, one] as const))(`as ${golden.source}, study %i`, (_, study) => {
  const {
    wrapped,
    patience,
    min_delta: minDelta = 0,
  } = study.options as unknown as {
    wrapped: boolean;
    patience: number;
    min_delta?: number;
  };
  const wraps = wrapped ? median({ startup: 1 }) : null;
  const found = relive(patient({ wraps, patience, minDelta }), study, 9);
  const leads = leaders(study);
  // The one difference: without a wrapped pruner Optuna stops the best trial too.
  expect(found).toEqual(
    study.events.map(([trial, step, value, verdict], i) => [
      trial,
      step,
      value,
      !wrapped && leads[i] && verdict === 'stop' ? 'continue' : verdict,
    ]),
  );
});

test('the golden studies have trials that lead and stand still', () => {
  const alone = golden.cases.filter(({ options }) => !options.wrapped);
  const spared = alone.flatMap((study) =>
    study.events.filter(([, , , verdict], i) => leaders(study)[i] && verdict === 'stop'),
  );
  const stopped = alone.flatMap((study) => study.events.filter(([, , , verdict]) => verdict === 'stop'));
  expect(spared.length).toBeGreaterThan(5);
  expect(stopped.length - spared.length).toBeGreaterThan(50);
});

/** After which events has the trial reported the best of all finite numbers? */
function leaders({ direction, events }: GoldenStudy): boolean[] {
  const best = new Map<number, number>();
  return events.map(([trial, , value]) => {
    const loss = direction === 'maximize' ? -Number(value) : Number(value);
    best.set(
      trial,
      Math.min(best.get(trial) ?? Number.POSITIVE_INFINITY, Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY),
    );
    return Number.isFinite(best.get(trial)) && best.get(trial)! <= Math.min(...best.values());
  });
}

describe('alone', () => {
  test('a trial is stopped when its last patience + 1 reports are all worse than before', () => {
    const { report, run } = told(patient({ patience: 2 }));
    report(0, 0, 0); // the best
    expect([5, 6, 7, 5.5].map((loss, step) => report(1, step, loss))).toEqual([
      'continue',
      'continue',
      'continue',
      'stop',
    ]);
    expect(run.why!(1)).toBe('at step 3 the best of its last 3 reports, 5.5, was worse than 5 before');
    expect([5, 6, 7, 5].map((loss, step) => report(2, step, loss))).toEqual(Array(4).fill('continue')); // as good is no worse
  });

  test('the best trial stands still as long as it likes, until another is better', () => {
    const { report } = told(patient({ patience: 1 }));
    report(1, 0, 9);
    expect([1, 2, 2, 2, 2].map((loss, step) => report(0, step, loss))).toEqual(Array(5).fill('continue'));
    report(1, 1, 0.5);
    expect(report(0, 5, 2)).toBe('stop');
  });

  test('an infeasible trial is never the best', () => {
    const { report, breakConstraint } = told(patient({ patience: 1 }));
    expect([1, 2, 2].map((loss, step) => report(0, step, loss))).toEqual(Array(3).fill('continue'));
    breakConstraint(0);
    expect(report(0, 3, 2)).toBe('stop');
    expect([5, 6, 6, 6].map((loss, step) => report(1, step, loss))).toEqual(Array(4).fill('continue'));
  });

  test('minDelta is how much worse still counts as improved', () => {
    const { report, run } = told(patient({ patience: 0, minDelta: 1 }));
    report(0, 0, 0);
    expect([5, 6].map((loss, step) => report(1, step, loss))).toEqual(['continue', 'continue']);
    expect(report(1, 2, 6.5)).toBe('stop');
    expect(run.why!(1)).toBe('at step 2 its last report, 6.5, was worse than 5 before by more than 1');
  });
});

describe('wrapped', () => {
  test('another pruner decides once patience has run out, and both say why', () => {
    const { report, complete, run } = told(patient({ wraps: median({ startup: 1 }), patience: 1 }));
    complete(0, [3, 2, 1, 1]);
    expect([9, 8, 7].map((loss, step) => report(1, step, loss))).toEqual(['continue', 'continue', 'continue']); // bad, but it improves
    expect(report(1, 3, 7.5)).toBe('continue');
    expect(report(1, 4, 8)).toBe('continue'); // nobody is complete at step 4
    expect([9, 9.5, 9.6, 9.7].map((loss, step) => report(2, step, loss)).at(-1)).toBe('stop');
    expect(run.why!(2)).toBe(
      'at step 3 the best of its last 2 reports, 9.6, was worse than 9 before, and at step 3 its best was 9, worse than 1, the median of 1 complete trials',
    );
  });

  test('until and promotion are those of the wrapped pruner', () => {
    const wraps: Pruner = {
      name: 'one',
      start: () => ({ observe: () => undefined, judge: () => 'pause', until: () => 9, promote: () => 4 }),
    };
    const { run, report } = told(patient({ wraps, patience: 0 }));
    expect([1, 2].map((loss, step) => report(0, step, loss))).toEqual(['continue', 'pause']);
    expect([run.until!(0), run.promote!()]).toEqual([9, 4]);
    const alone = told(patient());
    expect([alone.run.until!(0), alone.run.promote]).toEqual([null, undefined]);
  });

  test('by name, with its options', () => {
    const made = prunerByName('patient', { patience: 3, wraps: 'median', 'median.startup': 2 });
    expect(made.options).toEqual({
      patience: 3,
      minDelta: 0,
      wraps: 'median',
      'median.startup': 2,
      'median.warmup': 0,
      'median.interval': 1,
      'median.minTrials': 1,
    });
    expect(prunerByName('patient', made.options).options).toEqual(made.options);
    expect(() => prunerByName('patient', { wraps: 'patient' })).toThrow('wraps = "patient"');
  });
});

test('options are checked by name', () => {
  expect(() => patient({ patience: -1 })).toThrow('patient: patience is -1');
  expect(() => patient({ minDelta: -1 })).toThrow('patient: minDelta is -1; expected a finite number of at least 0.');
});

describe('pruner contract', () => {
  prunerContract({ name: 'patient', create: () => patient({ patience: 1 }) }, runnerOf(test));
  prunerContract(
    { name: 'patient with median', create: () => patient({ wraps: median(), patience: 0 }) },
    runnerOf(test),
  );
});

test('a report with its verdict costs at most 0.2 ms after 1000 trials of 100 steps', () => {
  expect(costOfReports(patient(), 1, () => process.cpuUsage().user / 1000)).toBeLessThan(0.2);
});

describe('laws', () => {
  const curves = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 10 }), {
    minLength: 2,
    maxLength: 5,
  });

  test('more patience stops nobody that less lets go on, and nobody that leads is stopped', () => {
    fc.assert(
      fc.property(curves, fc.nat(4), (all, patience) => {
        const runs = [patience, patience + 1].map((one) => told(patient({ patience: one })));
        let best = Number.POSITIVE_INFINITY;
        all.forEach((losses, trial) => {
          losses.forEach((loss, step) => {
            best = Math.min(best, loss);
            const [less, more] = runs.map(({ report }) => report(trial, step, loss));
            if (Math.min(...losses.slice(0, step + 1)) === best) expect(less).toBe('continue');
            const since = Math.min(...losses.slice(0, step + 1).slice(-patience - 2));
            if (more === 'stop') expect(since).toBeGreaterThan(Math.min(...losses.slice(0, step + 1)));
          });
        });
      }),
    );
  });
});
