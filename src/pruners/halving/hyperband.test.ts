import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordOf } from '../../history/record.ts';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { runnerOf, told } from '../told.test-support.ts';
import { asha } from './asha.ts';
import { bracketSizes, hyperband } from './hyperband.ts';

const epochs = { fidelity: { name: 'epoch', min: 1, max: 27 } };

/** The first rungs of many trials: how often each came. */
function starts(
  options: Parameters<typeof hyperband>[0],
  changes: Parameters<typeof told>[1],
  trials = 490,
): Map<number | null, number> {
  const { run } = told(hyperband(options), changes);
  const counts = new Map<number | null, number>();
  for (let trial = 0; trial < trials; trial++) {
    const until = run.until!(trial);
    counts.set(until, (counts.get(until) ?? 0) + 1);
  }
  return counts;
}

test('trials fall to brackets in proportion to their sizes', () => {
  // 27, 12, 6 and 4 of 49; the last bracket runs to the end. The standard deviation is about 10.
  const counts = starts({}, epochs);
  expect([...counts.keys()].sort((a, b) => (a ?? 99) - (b ?? 99))).toEqual([1, 3, 9, null]);
  for (const [until, expected] of [
    [1, 270],
    [3, 120],
    [9, 60],
    [null, 40],
  ] as const)
    expect(Math.abs(counts.get(until)! - expected)).toBeLessThan(35);
  const two = starts({ brackets: 2 }, epochs);
  expect([...two.keys()].sort()).toEqual([1, 3]);
  expect(Math.abs(two.get(1)! - (490 * 27) / 39)).toBeLessThan(35);
  expect(starts({}, { ...epochs, seed: 7 })).not.toEqual(counts);
});

test('each bracket ranks its own trials alone, and says so', () => {
  const { run, report } = told(hyperband({ brackets: 2 }), epochs);
  const first: number[] = [];
  const second: number[] = [];
  for (let trial = 0; first.length < 4 || second.length < 4; trial++)
    (run.until!(trial) === 1 ? first : second).push(trial);
  first.slice(0, 4).forEach((trial, i) => expect(report(trial, 1, 10 + i)).toBe(i < 3 ? 'continue' : 'stop'));
  expect(run.why!(first[3]!)).toBe('at epoch 1 it is 4th of 4, in bracket 1 of 2; the best one goes on');
  second.slice(0, 4).forEach((trial, i) => {
    expect(report(trial, 1, 100)).toBe('continue'); // no rung of theirs
    expect(run.why!(trial)).toBe(null);
    expect(report(trial, 3, 20 - i)).toBe('continue');
  });
});

test('without a fidelity nothing is decided before a trial is complete, which shows the last step', () => {
  const { run, report, complete } = told(hyperband());
  for (let trial = 0; trial < 30; trial++) expect(report(trial, 1, trial)).toBe('continue');
  expect(run.until!(3)).toBe(null);
  complete(
    30,
    Array.from({ length: 31 }, () => 50),
  ); // steps up to 30: rungs at 1, 3, 9 and 27
  const next = Array.from({ length: 200 }, (_, trial) => run.until!(100 + trial));
  expect([...new Set(next)].sort((a, b) => a! - b!)).toEqual([1, 3, 9, 27]);
});

test('one bracket is asha', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 0, max: 9 })), { maxLength: 80 }), (reports) => {
      const [one, other] = [told(hyperband({ brackets: 1 }), epochs), told(asha(), epochs)];
      const steps: number[] = [];
      for (const [trial, loss] of reports) {
        const step = (steps[trial] = (steps[trial] ?? 0) + 1);
        expect(one.report(trial, step, loss)).toBe(other.report(trial, step, loss));
        expect(one.run.why!(trial)).toBe(other.run.why!(trial));
      }
    }),
  );
});

test('sizes of brackets, as Optuna', () => {
  const golden = JSON.parse(readFileSync(new URL('./halving.golden.json', import.meta.url), 'utf8')) as {
    brackets: { low: number; high: number; eta: number; sizes: number[] }[];
  };
  for (const { low, high, eta, sizes } of golden.brackets) {
    expect(bracketSizes(sizes.length, eta)).toEqual(sizes);
    const found = starts({ eta }, { fidelity: { name: 'epoch', min: low, max: high } }, 3000);
    const rungs = sizes.map((_, i) => low * eta ** i);
    expect(new Set(found.keys())).toEqual(new Set(rungs.map((rung) => (rung < high ? rung : null))));
  }
});

test('the repeat of a lost trial belongs to the bracket of the lost one', () => {
  const { run, take } = told(hyperband(), epochs);
  for (let trial = 0; trial < 20; trial++) {
    const systemAttributes = trial < 10 ? {} : { 'vernier:retry-of': trial - 10 };
    take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, systemAttributes }, trial, trial) });
  }
  const firstRungs = Array.from({ length: 20 }, (_, trial) => run.until!(trial));
  expect(firstRungs.slice(10)).toEqual(firstRungs.slice(0, 10));
  expect(new Set(firstRungs).size).toBeGreaterThan(1);
});

test('options out of range are refused', () => {
  expect(() => hyperband({ brackets: 0 })).toThrow('hyperband: brackets is 0; expected a whole number of at least 1.');
  expect(() => hyperband({ eta: 1 })).toThrow('hyperband: eta is 1');
});

describe('pruner contract', () => {
  const runner = runnerOf(test);
  prunerContract({ name: 'hyperband', create: () => hyperband() }, runner);
  prunerContract({ name: 'hyperband by promotion', create: () => hyperband({ mode: 'promote' }) }, runner);
});
