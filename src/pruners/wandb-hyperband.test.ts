import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { prunerContract } from '../testing/pruner-contract.ts';
import { costOfReports, runnerOf, told } from './told.test-support.ts';
import { prunerByName } from './catalog.ts';
import { wandbHyperband, type WandbHyperbandOptions } from './wandb-hyperband.ts';

interface Golden {
  readonly direction: 'minimize' | 'maximize';
  readonly options: { min_iter?: number; max_iter?: number; s?: number; eta?: number; strict?: boolean };
  readonly bands: readonly number[];
  /** A value with the verdict after it, or the state in which a trial ended. */
  readonly events: readonly (
    | readonly [trial: number, step: number, value: number | string, verdict: string]
    | readonly [trial: number, state: 'complete' | 'pruned' | 'failed']
  )[];
}
const golden = JSON.parse(readFileSync(new URL('./wandb-hyperband.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  cases: Golden[];
};

/** W&B's options as ours. Its engine takes strict for granted where it is not given. */
const optionsOf = ({ min_iter, max_iter, s, eta, strict }: Golden['options']): WandbHyperbandOptions => ({
  minIter: min_iter ?? null,
  maxIter: max_iter ?? null,
  s: s ?? null,
  eta: eta ?? 3,
  strict: strict ?? true,
});

test.each(golden.cases.map((one, i) => [i, one] as const))(
  `as ${golden.source}, sweep %i`,
  (_, { direction, options, events }) => {
    const { report, end } = told(wandbHyperband(optionsOf(options)), { objectives: [{ name: 'loss', direction }] });
    const found = events.map((event) => {
      if (event.length === 4) return [event[0], event[1], event[2], report(event[0], event[1], Number(event[2]))];
      end(event[0], event[1]);
      return event;
    });
    expect(found).toEqual(events);
  },
);

/** The numbers of values at which the worst of many trials is stopped first, found by asking. */
function bandsOf(options: WandbHyperbandOptions, values: number): number[] {
  const { report } = told(wandbHyperband({ ...options, strict: true }));
  const bands: number[] = [];
  for (let step = 1; step <= values; step++) for (const trial of [0, 1, 2, 3]) report(trial, step, 1);
  // A trial that is bad at one number of values alone is stopped where that is a band.
  for (let bad = 1; bad <= values; bad++) {
    const trial = 3 + bad;
    for (let step = 1; step <= bad; step++) if (report(trial, step, step === bad ? 9 : 1) === 'stop') bands.push(bad);
  }
  return bands;
}

test('an infeasible trial bounds nobody, and is bounded by the feasible ones', () => {
  const { report, breakConstraint } = told(wandbHyperband({ minIter: 1 }));
  breakConstraint(0);
  for (const step of [1, 2, 3]) expect(report(0, step, 0)).toBe('continue'); // nobody to be worse than
  expect(report(1, 1, 5)).toBe('continue');
  breakConstraint(2);
  expect(report(2, 1, 6)).toBe('stop');
  expect(report(1, 3, 5)).toBe('continue');
});

describe('bands', () => {
  test.each<[WandbHyperbandOptions, number[]]>([
    [{ maxIter: 81, eta: 3, s: 3 }, [3, 9, 27]],
    [{ maxIter: 18, eta: 3, s: 2 }, [2, 6]],
    [{ minIter: 3, eta: 3 }, [3, 9, 27]],
    [{}, [3, 9, 27]],
    [{ maxIter: 27 }, [1, 3, 9]],
  ])('%j: %j, as documented', (options, bands) => {
    expect(bandsOf(options, 40)).toEqual(bands);
  });

  test('those of the engine', () => {
    for (const { options, bands } of golden.cases)
      expect(bandsOf(optionsOf(options), 40)).toEqual(bands.filter((band) => band <= 40));
  });
});

test('by default the best so far is judged, strictly the value at the band', () => {
  for (const strict of [false, true]) {
    const { report, run } = told(wandbHyperband({ minIter: 2, strict }));
    for (const trial of [0, 1, 2]) [1, 1].forEach((loss, step) => report(trial, step, loss));
    expect(report(3, 0, 0.5)).toBe('continue');
    expect(report(3, 1, 5)).toBe(strict ? 'stop' : 'continue');
    expect(report(4, 0, 5)).toBe('continue');
    expect(report(4, 1, 1.5)).toBe('stop');
    expect(run.why!(4)).toBe(
      `its ${strict ? '2nd value' : 'best'} was 1.5, worse than 1, the bound of the best 1/3 of 5 trials at their 2nd value`,
    );
    expect(report(5, 1, 9)).toBe('continue'); // its first value, though step 1
  }
});

test('options that leave no band are refused', () => {
  expect(() => wandbHyperband({ maxIter: 2 })).toThrow(
    'wandbHyperband: maxIter 2 divided by eta 3 is below 1, so there is no band.',
  );
  expect(() => wandbHyperband({ eta: 1 })).toThrow('wandbHyperband: eta is 1; expected a number above 1.');
  expect(() => wandbHyperband({ eta: 0.5 })).toThrow('eta is 0.5');
  expect(() => wandbHyperband({ eta: Number.POSITIVE_INFINITY })).toThrow(
    'wandbHyperband: eta is Infinity; expected a finite number of at least 1.',
  );
  expect(() => wandbHyperband({ minIter: 7, maxIter: 18 })).toThrow(
    'wandbHyperband: minIter is 7 and maxIter is 18; expected one of them',
  );
  expect(() => wandbHyperband({ minIter: 7, s: 2 })).toThrow('wandbHyperband: s is 2 without maxIter; expected both');
  expect(() => prunerByName('wandbHyperband', { minIter: 7, maxIter: 18 })).toThrow('expected one of them');
  expect(() => prunerByName('wandbHyperband', { s: 2 })).toThrow('expected both');
  expect(prunerByName('wandbHyperband', { maxIter: 18, s: 2 }).options).toMatchObject({ minIter: null, maxIter: 18 });
  expect(prunerByName('wandbHyperband').options).toMatchObject({ minIter: 3, maxIter: null });
  expect(() => wandbHyperband({ minIter: 0 })).toThrow('wandbHyperband: minIter is 0');
  expect(() => wandbHyperband({ maxIter: 9, s: 0 })).toThrow('wandbHyperband: s is 0');
});

describe('pruner contract', () => {
  prunerContract({ name: 'wandbHyperband', create: () => wandbHyperband() }, runnerOf(test));
  prunerContract(
    {
      name: 'wandbHyperband, strict',
      create: () => wandbHyperband({ minIter: 1, strict: true }),
    },
    runnerOf(test),
  );
});

test('a report with its verdict costs at most 0.2 ms after 1000 trials of 100 steps', () => {
  expect(costOfReports(wandbHyperband({ minIter: 1, eta: 1.2 }), 1, () => process.cpuUsage().user / 1000)).toBeLessThan(
    0.2,
  );
});

describe('laws', () => {
  const curves = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 12,
  });

  test('the verdict is that of all curves sorted anew', () => {
    fc.assert(
      fc.property(curves, fc.boolean(), (all, strict) => {
        const { report } = told(wandbHyperband({ minIter: 2, eta: 2, strict }));
        const seen: number[][] = [];
        all.forEach((losses, trial) => {
          seen.push([]);
          losses.forEach((loss, step) => {
            const verdict = report(trial, step, loss);
            const own = seen[trial]!;
            own.push(loss);
            const band = [8, 4, 2].find((one) => one <= own.length);
            if (band === undefined) return expect(verdict).toBe('continue');
            const values = seen.filter((one) => one.length >= band).map((one) => one[band - 1]!);
            const bound = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
            const judged = strict ? own[band - 1]! : Math.min(...own);
            expect(verdict).toBe(judged > bound ? 'stop' : 'continue');
          });
        });
      }),
    );
  });
});
