import { describe, expect, test } from 'vitest';
import { isVernierError } from '../errors.ts';
import { prunerContract } from '../testing/pruner-contract.ts';
import { catalog, prunerByName } from './catalog.ts';
import { asha } from './halving/asha.ts';
import { median } from './percentile/percentile.ts';
import { problem, told } from './told.test-support.ts';

/** Pruners that judge by several objectives at once. */
const JUDGES_VECTORS = new Set(['auto', 'median', 'percentile', 'asha', 'hyperband', 'pasha']);

test('several objectives need a word about which one to judge by', () => {
  const objectives = [
    { name: 'loss', direction: 'minimize' },
    { name: 'size', direction: 'minimize' },
  ] as const;
  for (const { name } of catalog.filter(({ name }) => !JUDGES_VECTORS.has(name))) {
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
  expect(() => prunerByName('patient', { wraps: 'median', 'asha.eta': 4 })).toThrow(
    'The pruner patient: asha.eta has no effect where wraps is "median".',
  );
  expect(() => prunerByName('best')).toThrow('There is no pruner "best".');
  expect(() => median({ interval: 0 })).toThrow('median: interval is 0; expected a whole number of at least 1.');
});

/** Those whose steps are no way from a first to a last, or who look at no other trial. */
const JUDGES_THE_LAST = new Set(['wilcoxon', 'threshold']);

test.each(catalog.map(({ name }) => name).filter((name) => !JUDGES_THE_LAST.has(name)))(
  '%s ends no trial at the last step of the fidelity, where nothing would be saved',
  (name) => {
    const pruner = prunerByName(name, name === 'patient' ? { patience: 3 } : {});
    for (const [first, max] of [
      [1, 27],
      [0, 28], // as `range(28)` counts: its last step is a rung
    ] as const) {
      const study = told(pruner, { fidelity: { name: 'epoch', min: 1, max } });
      const run = (trial: number, curve: (epoch: number) => number) =>
        Array.from({ length: max }, (_, i) => study.report(trial, first + i, curve(i + 1)));
      for (let trial = 0; trial < 8; trial++) {
        run(trial, (epoch) => 1 + trial / 10 + 1 / epoch);
        study.end(trial);
      }
      const verdicts = run(8, (epoch) => 100 + epoch);
      expect(verdicts.slice(0, -1).some((verdict) => verdict !== 'continue')).toBe(true);
      expect(verdicts.at(-1)).toBe('continue');
    }
  },
);

describe('pruner contract', () => {
  const runner = {
    test: (name: string, body: () => Promise<void>) => test(name, body),
    fail: (message: string): never => {
      throw new Error(message);
    },
  };
  prunerContract({ name: 'median', create: () => median() }, runner);
});
