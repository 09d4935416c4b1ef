import { describe, expect, test } from 'vitest';
import { evidenceOf, type Told } from '../../../test/evidence.ts';
import { random } from '../../math/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import type { Evidence } from '../evidence.ts';
import { exploration } from './batch.ts';
import { improvement } from './criterion.ts';
import { Features } from '../../space/features.ts';
import { constraintOutputs, crashOutput, type Modelled, objectiveOutputs, type Output } from './outputs.ts';
import { type Target, targetOf } from './target.ts';

const searched = space({ x: float(0, 1) });
const features = new Features(searched);
const grid = space({ x: float(0, 1, { step: 0.02 }) });

/** A model that thinks what a function of x says, without doubt: what is looked at here is what becomes of that. */
const believing = (output: Output, says: (x: number) => number, noise = 0): Modelled => ({
  output,
  form: output.warps[0]!,
  process: {
    noise,
    means: (mean, points, count) => {
      for (let i = 0; i < count; i++) mean[i] = says(points[i]!);
    },
    predict: () => {},
    gradient: () => [0, 1],
  },
});

type Trial = Omit<Told, 'values'> & { readonly x: number };
const told = (trials: readonly Trial[], objectives = 1): Evidence =>
  evidenceOf(
    searched,
    trials.map(({ x, ...rest }) => ({ ...rest, values: [x] })),
    objectives,
  );
const value = ({ criterion }: Target, mean: readonly number[], sd: readonly number[]): number =>
  criterion.value(Float64Array.from(mean), Float64Array.from(sd));

describe('one objective', () => {
  test('the incumbent is the trial that the model thinks best, not the luckiest', () => {
    const evidence = told([
      { x: 0.1, losses: [0] },
      { x: 0.5, losses: [3] },
      { x: 0.9, losses: [2] },
    ]);
    const [output] = objectiveOutputs(evidence, features, ['none']);
    const target = targetOf([believing(output!, (x) => -x)], 1, evidence, features, random(1));
    expect(target.centres).toEqual([2, 1, 0]);
    expect(target.incumbent).toBe(-0.9);
    expect(value(target, [-2], [1])).toBeGreaterThan(value(target, [0], [1]));
  });

  test.each([
    ['a grid of 50 steps', grid, 39, 0],
    ['a grid of 50 steps', grid, 40, 0.25],
    ['a line', searched, 40, 0],
  ])('on %s with %d results, noise of variance .25 counts as %d', (_, on, count, counted) => {
    const trials = Array.from({ length: count }, (_, i) => ({ values: [i / 50], losses: [i] }));
    const evidence = evidenceOf(on, trials, 1);
    const own = new Features(on);
    const [output] = objectiveOutputs(evidence, own, ['none']);
    const target = targetOf([believing(output!, (x) => x, 0.25)], 1, evidence, own, random(1));
    const least = target.incumbent;
    expect(value(target, [0.5], [1])).toBe(improvement(least, counted).value(Float64Array.of(0.5), Float64Array.of(1)));
  });
});

describe('open trials', () => {
  const evidence = told([
    { x: 0.1, losses: [0] },
    { x: 0.5, losses: [3] },
  ]);
  const [output] = objectiveOutputs(evidence, features, ['none']);
  const beside = (open: readonly number[], ...others: readonly Modelled[]): Target =>
    targetOf([believing(output!, (x) => -x), ...others], 1, evidence, features, random(1), {
      trial: 20,
      open: open.map((x) => Float64Array.of(x)),
      fixed: null,
    });

  test('what they are expected to reach is to be improved on; they are no centres', () => {
    const target = beside([0.9, 0.2]);
    expect(value(target, [0.3], [1])).toBe(improvement(-0.9).value(Float64Array.of(0.3), Float64Array.of(1)));
    expect(target).toMatchObject({ centres: [1, 0], incumbent: -0.5, seeks: 'gain' });
  });

  test('those that are expected to be worse than the best change nothing', () => {
    expect(value(beside([0.2]), [0.3], [1])).toBe(value(beside([]), [0.3], [1]));
  });

  test('those that are expected to miss a limit change nothing', () => {
    const misses = { ...output!, key: 'constraint:size', limit: 0 };
    const target = beside(
      [0.9],
      believing(misses, (x) => x - 0.8),
    );
    expect(value(target, [0.3, -9], [1, 0.1])).toBeCloseTo(value(beside([]), [0.3], [1]), 12);
  });

  test('beside six one explores', () => {
    const target = beside([0.9, 0.2, 0.3, 0.4, 0.6, 0.7]);
    expect(value(target, [0.3], [1])).toBe(exploration(-0.9).value(Float64Array.of(0.3), Float64Array.of(1)));
    expect(target.seeks).toBe('doubt');
  });
});

test('in a case of a branch improvement is that on its own best; anywhere where nothing is known of the case', () => {
  const evidence = told([
    { x: 0.1, losses: [0] },
    { x: 0.5, losses: [3] },
  ]);
  const [output] = objectiveOutputs(evidence, features, ['none']);
  const within = (x: number): Target =>
    targetOf([believing(output!, (at) => -at)], 1, evidence, features, random(1), {
      trial: 1,
      open: [Float64Array.of(0.9)],
      fixed: Float64Array.of(x),
    });
  expect(within(0.1)).toMatchObject({ centres: [0], incumbent: -0.1 });
  expect(value(within(0.1), [0.3], [1])).toBe(improvement(-0.1).value(Float64Array.of(0.3), Float64Array.of(1)));
  expect(within(0.7)).toMatchObject({ centres: [1, 0], incumbent: -0.5 });
  expect(value(within(0.7), [0.3], [1])).toBe(improvement(-0.9).value(Float64Array.of(0.3), Float64Array.of(1)));
});

describe('constraints', () => {
  const bySize = (sizes: readonly number[]): { evidence: Evidence; models: Modelled[] } => {
    const evidence = told(sizes.map((size, i) => ({ x: i / 10, losses: [i], constraints: { size } })));
    const [loss] = objectiveOutputs(evidence, features, ['none']);
    const [constraint] = constraintOutputs(evidence, features);
    return { evidence, models: [believing(loss!, (x) => x), believing(constraint!, () => 0)] };
  };

  test('while nothing is feasible, feasibility alone counts, around what misses it least', () => {
    const { evidence, models } = bySize([3, 1, 2]);
    const target = targetOf(models, 1, evidence, features, random(1));
    expect(target.centres).toEqual([1, 2, 0]);
    expect(target.incumbent).toBeNaN();
    expect(value(target, [-9, 0], [1, 1])).toBe(value(target, [9, 0], [1, 1]));
    expect(value(target, [0, -1], [1, 1])).toBeGreaterThan(value(target, [0, 1], [1, 1]));
  });

  test('from then on improvement on the best feasible trial, times the chance', () => {
    const { evidence, models } = bySize([3, -1, -2]);
    const target = targetOf(models, 1, evidence, features, random(1));
    expect(target.centres).toEqual([1, 2]);
    expect(target.incumbent).toBe(0.1);
    expect(value(target, [-1, 0], [1, 1])).toBeGreaterThan(value(target, [1, 0], [1, 1]));
    expect(value(target, [0, -1], [1, 1])).toBeGreaterThan(value(target, [0, 1], [1, 1]));
  });

  test('the surer a crash is, the less any gain counts, without end', () => {
    const evidence = told([
      { x: 0.1, losses: [1] },
      { x: 0.2, losses: null },
      { x: 0.3, losses: [2] },
    ]);
    const [loss] = objectiveOutputs(evidence, features, ['none']);
    const models = [believing(loss!, (x) => x), believing(crashOutput(evidence, features)!, () => 0)];
    const target = targetOf(models, 1, evidence, features, random(1));
    const lost = [2, 10, 100].map((crash) => value(target, [0, -1e6], [1, 1]) - value(target, [0, crash], [1, 1]));
    expect(lost[0]).toBeGreaterThan(1);
    expect(lost[1]).toBeGreaterThan(30);
    expect(lost[2]).toBeGreaterThan(3000);
  });

  test('after each failure in a row the chance of success counts once more', () => {
    const lostAfter = (failures: number): number => {
      const failed = Array.from({ length: failures }, (_, i) => ({ x: 0.5 + i / 100, losses: null }));
      const evidence = told([{ x: 0.1, losses: null }, { x: 0.2, losses: [1] }, { x: 0.3, losses: [2] }, ...failed]);
      const [loss] = objectiveOutputs(evidence, features, ['none']);
      const crash = { ...crashOutput(evidence, features)!, limit: 0 };
      const models = [believing(loss!, (x) => x), believing(crash, () => 0)];
      const target = targetOf(models, 1, evidence, features, random(1));
      return value(target, [0, -1e6], [1, 1]) - value(target, [0, 0], [1, 1]);
    };
    for (const failures of [0, 1, 4]) expect(lostAfter(failures)).toBeCloseTo((1 + failures) * Math.log(2), 9);
  });
});

describe('several objectives', () => {
  const trials = (count: number): Trial[] =>
    Array.from({ length: 6 }, (_, i) => ({ x: i / 5, losses: Array.from({ length: count }, (_, o) => (o + 1) * i) }));
  const says = [(x: number) => x, (x: number) => 1 - x, (x: number) => Math.abs(x - 0.5)];
  const targetFor = (count: number, seed: number, views: readonly ((x: number) => number)[] = says): Target => {
    const evidence = told(trials(count), count);
    const outputs = objectiveOutputs(evidence, features, ['none']);
    return targetOf(
      outputs.map((output, o) => believing(output, views[o]!)),
      count,
      evidence,
      features,
      random(seed),
    );
  };

  test.each([2, 3])(
    '%i: the front as the models see it is what is looked around, in another order each time',
    (count) => {
      const orders = new Set(Array.from({ length: 10 }, (_, seed) => targetFor(count, seed).centres.join()));
      expect(orders.size).toBeGreaterThan(1);
      for (const order of orders) expect(order.split(',').length).toBe(6);
      expect(targetFor(count, 1).incumbent).toBeNaN();
    },
  );

  test.each([2, 3])('%i: what is better in each is worth more', (count) => {
    for (let seed = 0; seed < 5; seed++) {
      const target = targetFor(count, seed);
      const all = (of: number): number[] => Array.from({ length: count }, () => of);
      expect(value(target, all(-0.5), all(0.1))).toBeGreaterThan(value(target, all(0.4), all(0.1)));
      expect(value(target, all(0.4), all(0.1))).toBeGreaterThan(value(target, all(2), all(0.1)));
    }
  });

  test.each([2, 3])('%i: objectives without any spread leave numbers', (count) => {
    const target = targetFor(count, 1, [() => 0, () => 0, () => 0]);
    const zeros = Array.from({ length: count }, () => 0);
    expect(
      value(
        target,
        zeros,
        zeros.map(() => 1),
      ),
    ).toSatisfy(Number.isFinite);
    expect(
      value(
        target,
        zeros,
        zeros.map(() => 1e-6),
      ),
    ).toSatisfy(Number.isFinite);
  });
});
