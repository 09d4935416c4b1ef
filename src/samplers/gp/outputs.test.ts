import { describe, expect, test } from 'vitest';
import { evidenceOf, type Told } from '../../../test/evidence.ts';
import { random } from '../../math/random.ts';
import type { WarpName } from '../../models/gp/warp.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { Features } from '../../space/features.ts';
import { MOST } from './local.ts';
import { constraintOutputs, crashOutput, objectiveOutputs, type Output } from './outputs.ts';

const searched = space({ x: float(0, 1) });
const features = new Features(searched);
const WARPS: readonly WarpName[] = ['half', 'none', 'power'];

/** Trials spread over the line, as told. */
const told = (trials: readonly Omit<Told, 'values'>[], objectives = 1) =>
  evidenceOf(
    searched,
    trials.map((trial, i) => ({ ...trial, values: [(i + 0.5) / trials.length] })),
    objectives,
  );
const complete = (...losses: readonly number[]): Omit<Told, 'values'>[] => losses.map((loss) => ({ losses: [loss] }));

function expectStandard(targets: Float64Array): void {
  let sum = 0;
  let squares = 0;
  for (const target of targets) {
    expect(target).toSatisfy(Number.isFinite);
    sum += target;
    squares += target * target;
  }
  expect(sum / targets.length).toBeCloseTo(0, 9);
  expect(squares / targets.length).toBeCloseTo(1, 9);
}

/** What a fit sees of an output: nothing in it may be other than a number. */
function expectNumbers({ warps, limit, key }: Output): void {
  for (const { targets, logSlopes } of warps)
    for (const number of [...targets, ...logSlopes]) expect(number, key).toSatisfy(Number.isFinite);
  if (!key.startsWith('loss')) expect(limit).toSatisfy(Number.isFinite);
}

describe('objectives', () => {
  test('each has its complete trials, their losses in every form, and the better half', () => {
    const evidence = told([...complete(3, 1, 2), { losses: null }, { losses: null, state: 'running' }, ...complete(0)]);
    const [output, ...rest] = objectiveOutputs(evidence, features, WARPS);
    expect(rest).toEqual([]);
    expect(output!.key).toBe('loss:0');
    expect(output!.rows).toEqual([0, 1, 2, 5]);
    expect(output!.results).toBe(4);
    expect(output!.better).toEqual([1, 3]);
    expect(output!.warps.map(({ name }) => name)).toEqual(WARPS);
    for (const { targets } of output!.warps) {
      expectStandard(targets);
      expect([...targets.keys()].sort((a, b) => targets[a]! - targets[b]!)).toEqual([3, 1, 2, 0]);
    }
  });

  test('with several, one absurd loss is no worse than the worst of the others; without it nothing changes', () => {
    const pairs = [
      [1, 9],
      [2, 7],
      [4, 5],
      [7, 3],
      [9, 1],
    ] as const;
    const targetsOf = (losses: readonly (readonly number[])[]): number[][] =>
      objectiveOutputs(
        told(
          losses.map((loss) => ({ losses: loss })),
          2,
        ),
        features,
        WARPS,
      ).map(({ warps }) => [...warps[0]!.targets]);
    const expected = targetsOf([...pairs, [3, 9]]);
    for (const absurd of [1e9, 1e300, Number.MAX_VALUE]) expect(targetsOf([...pairs, [3, absurd]])).toEqual(expected);
    expect(targetsOf([...pairs, [3, 1e4]])).not.toEqual(expected);
    expect(targetsOf([...pairs, [3, -1e300]])[1]!.at(-1)).toBeLessThan(-2); // better than all: not to be lost
  });

  test('infinite losses are left out; with several objectives the trial is, as a whole', () => {
    const one = told(complete(1, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY));
    expect(objectiveOutputs(one, features, WARPS)[0]!.rows).toEqual([0, 2]);
    const two = told(
      [{ losses: [1, 2] }, { losses: [1, Number.POSITIVE_INFINITY] }, { losses: [2, 1] }, { losses: [3, 0] }],
      2,
    );
    const outputs = objectiveOutputs(two, features, WARPS);
    expect(outputs.map(({ key, rows }) => [key, rows])).toEqual([
      ['loss:0', [0, 2, 3]],
      ['loss:1', [0, 2, 3]],
    ]);
    for (const { warps } of outputs) expect(warps.map(({ name }) => name)).toEqual(['none']);
  });

  test('where all failed there is nothing, and no harm', () => {
    const evidence = told([{ losses: null }, { losses: null }]);
    const [output] = objectiveOutputs(evidence, features, WARPS);
    expect([output!.rows, output!.results, output!.better]).toEqual([[], 0, []]);
  });

  test('a constant objective is all zeros', () => {
    const [output] = objectiveOutputs(told(complete(...Array.from({ length: 10 }, () => 0.3))), features, WARPS);
    for (const { targets } of output!.warps) expect([...targets]).toEqual(Array.from({ length: 10 }, () => 0));
    expectNumbers(output!);
  });

  test('of more results than a process takes there are the local ones, infeasible ones last', () => {
    const stream = random(2);
    const trials = Array.from({ length: 500 }, (_, i) => ({
      losses: [stream.normal()],
      constraints: { size: i % 2 === 0 ? 1 : -1 },
    }));
    const [output] = objectiveOutputs(told(trials), features, WARPS);
    expect([output!.rows.length, output!.results]).toEqual([MOST, 500]);
    const feasible = trials.flatMap(({ losses }, i) => (i % 2 === 1 ? [[losses[0]!, i] as const] : []));
    feasible.sort((a, b) => a[0] - b[0]);
    for (const [, row] of feasible.slice(0, 100)) expect(output!.rows).toContain(row);
  });

  describe('one value far beyond the others', () => {
    const usual = Array.from({ length: 15 }, (_, i) => Math.sin(7 * i));
    test.each([1e12, 1e16, 1e100, 1e300, -1e300])('%d: numbers in every form, and the order is kept', (odd) => {
      const [output] = objectiveOutputs(told(complete(...usual, odd)), features, WARPS);
      expectNumbers(output!);
      for (const { targets } of output!.warps)
        for (let a = 0; a < 15; a++)
          for (let b = 0; b < 15; b++) if (usual[a]! < usual[b]!) expect(targets[a]).toBeLessThanOrEqual(targets[b]!);
    });

    test.each([1e12, 1e16, 1e100, 1e300])('%d above: the half-rank form still tells the others apart', (odd) => {
      const [output] = objectiveOutputs(told(complete(...usual, odd)), features, ['half']);
      const { targets } = output!.warps[0]!;
      expectStandard(targets);
      const [milder] = objectiveOutputs(told(complete(...usual, 2)), features, ['half']);
      targets.forEach((target, i) => expect(target).toBeCloseTo(milder!.warps[0]!.targets[i]!, 9));
    });

    test.each([1e16, 1e300])('%d above: a form that sees nothing else is not taken for a good one', (odd) => {
      const [output] = objectiveOutputs(told(complete(...usual, odd)), features, WARPS);
      const half = output!.warps[0]!;
      const density = (slopes: Float64Array): number => output!.better.reduce((sum, i) => sum + slopes[i]!, 0);
      for (const { name, targets, logSlopes } of output!.warps) {
        const seen = new Set(output!.better.map((i) => targets[i]!.toFixed(9))).size;
        if (seen < output!.better.length / 2)
          expect(density(logSlopes) - density(half.logSlopes), name).toBeLessThan(-20 * output!.better.length);
      }
    });
  });

  test('losses of any size are numbers in every form', () => {
    for (const losses of [
      [1e300, -1e300, 5e299, 3],
      [Number.MAX_VALUE, -Number.MAX_VALUE, 0, 1],
      [5e-324, 1e-320, 0, 1e-310],
    ])
      expectNumbers(objectiveOutputs(told(complete(...losses)), features, WARPS)[0]!);
  });
});

describe('outcome constraints', () => {
  test('each key has an output of the trials that told it, whatever the others told', () => {
    const evidence = told([
      { losses: [1], constraints: { size: 2, time: -1 } },
      { losses: [2] },
      { losses: [3], constraints: { size: -2 } },
      { losses: null, state: 'running', constraints: { size: 9 } },
      { losses: null, constraints: { time: 5 } },
    ]);
    const outputs = constraintOutputs(evidence, features);
    expect(outputs.map(({ key, rows }) => [key, rows])).toEqual([
      ['constraint:size', [0, 2]],
      ['constraint:time', [0, 4]],
    ]);
    for (const output of outputs) {
      expectStandard(output.warps[0]!.targets);
      expectNumbers(output);
    }
  });

  test('one absurd value is no worse, or better, than the others, and stays on its side of the limit', () => {
    const targetsOf = (...values: readonly number[]): { targets: number[]; limit: number } => {
      const [output] = constraintOutputs(
        told(values.map((size) => ({ losses: [1], constraints: { size } }))),
        features,
      );
      return { targets: [...output!.warps[0]!.targets], limit: output!.limit };
    };
    const both = [-3, -2, -1, 1, 2, 3] as const;
    expect(targetsOf(...both, 1e300)).toEqual(targetsOf(...both, 3));
    expect(targetsOf(...both, -1e300)).toEqual(targetsOf(...both, -3));
    const met = targetsOf(-3, -2, -1, -2, 1e300);
    expect(met.targets.at(-1)).toBeGreaterThan(met.limit);
    expect(Math.max(...met.targets.slice(0, 4))).toBeLessThan(met.limit - 0.1);
  });

  test('the limit lies between what is satisfied and what is not', () => {
    const values = [-3, -0.1, 0, 0.1, 5, 1e300];
    const [output] = constraintOutputs(told(values.map((size) => ({ losses: [1], constraints: { size } }))), features);
    const { targets } = output!.warps[0]!;
    values.forEach((value, i) => expect(targets[i]! <= output!.limit + 1e-12).toBe(value <= 0));
  });

  test.each([0.3, -0.3, 1e300, 0])(
    'a constraint that is always %d has targets of zero, and a limit near it',
    (size) => {
      const [output] = constraintOutputs(
        told(Array.from({ length: 10 }, () => ({ losses: [1], constraints: { size } }))),
        features,
      );
      for (const target of output!.warps[0]!.targets) expect(target).toBeCloseTo(0, 9);
      expect(Math.abs(output!.limit)).toBeLessThan(1000);
      expect(Math.sign(output!.limit) + 0).toBe(-Math.sign(size) + 0);
    },
  );

  test('values that are no numbers are left out', () => {
    const [output] = constraintOutputs(
      told([
        { losses: [1], constraints: { size: Number.POSITIVE_INFINITY } },
        { losses: [1], constraints: { size: 1 } },
        { losses: [1], constraints: { size: -1 } },
      ]),
      features,
    );
    expect(output!.rows).toEqual([1, 2]);
    expectNumbers(output!);
  });

  test('a key that has only such values is no output', () => {
    const evidence = told([{ losses: [1], constraints: { size: Number.POSITIVE_INFINITY } }, ...complete(2)]);
    expect(constraintOutputs(evidence, features)).toEqual([]);
  });
});

describe('crashes', () => {
  test('failed trials, and complete ones without a finite loss, against all others', () => {
    const evidence = told([
      { losses: [1] },
      { losses: null },
      { losses: [Number.POSITIVE_INFINITY] },
      { losses: [2], state: 'pruned' },
      { losses: null, state: 'running' },
    ]);
    const output = crashOutput(evidence, features)!;
    expect([output.key, output.rows, output.results]).toEqual(['crash', [0, 1, 2, 3], 4]);
    const { targets } = output.warps[0]!;
    expectStandard(targets);
    expect([...targets].map((target) => target <= output.limit)).toEqual([true, false, false, true]);
  });

  test.each([1, 2, 3, 7, 10, 49])('%i trials that all failed, or all went well, tell nothing', (count) => {
    expect(crashOutput(told(Array.from({ length: count }, () => ({ losses: null }))), features)).toBeNull();
    expect(crashOutput(told(complete(...Array.from({ length: count }, (_, i) => i))), features)).toBeNull();
  });

  test('no trials tell nothing', () => {
    expect(crashOutput(told([]), features)).toBeNull();
  });
});
