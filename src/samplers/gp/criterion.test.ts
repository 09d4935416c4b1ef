import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypervolume } from '../../math/hypervolume.ts';
import { random } from '../../math/random.ts';
import { normalCdf, normalPdf } from '../../math/special.ts';
import { type Criterion, hypervolumeImprovement, improvement, scalarisedGain, together, within } from './criterion.ts';

type Pair = readonly [number, number];

const FRONT: readonly Pair[] = [
  [0.2, 0.9],
  [-0.3, 1.4],
  [0.7, 0.1],
];
const REFERENCE: Pair = [1.2, 1.8];

const at = (criterion: Criterion, mean: readonly number[], sd: readonly number[]): number =>
  criterion.value(Float64Array.from(mean), Float64Array.from(sd));

/** Mean of a gain over draws of independent normal outputs, and its standard error. */
function drawn(
  gain: (outputs: readonly number[]) => number,
  mean: readonly number[],
  sd: readonly number[],
  count: number,
): { readonly mean: number; readonly error: number } {
  const stream = random(11);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = gain(mean.map((m, k) => m + sd[k]! * stream.normal()));
    sum += value;
    squares += value * value;
  }
  const average = sum / count;
  return { mean: average, error: Math.sqrt((squares / count - average * average) / count) };
}

describe('improvement of one output', () => {
  test.each([
    [0, 0, 1],
    [1.5, 0.4, 0.3],
    [-2, 1, 0.7],
    [3, -4, 2],
  ])('on %d, of a mean of %d and an sd of %d, is the logarithm of the closed form', (incumbent, mean, sd) => {
    const z = (incumbent - mean) / sd;
    const expected = Math.log(sd * (normalPdf(z) + z * normalCdf(z)));
    expect(at(improvement(incumbent), [mean], [sd])).toBeCloseTo(expected, 9);
  });

  test('is what draws gain on average', () => {
    const found = drawn(([y]) => Math.max(0, 0.3 - y!), [0.8], [0.6], 40_000);
    expect(Math.abs(Math.exp(at(improvement(0.3), [0.8], [0.6])) - found.mean)).toBeLessThan(4 * found.error);
  });

  test('noise that counts is more spread', () => {
    expect(at(improvement(0.3, 0.64), [0.8], [0.6])).toBe(at(improvement(0.3), [0.8], [1]));
  });
});

describe('probability of feasibility', () => {
  test('is that of a normal output at most the limit', () => {
    expect(at(within(1, 0.5), [9, 0.2], [9, 0.4])).toBeCloseTo(Math.log(normalCdf(0.75)), 12);
    expect(at(within(0, 0), [0], [5])).toBeCloseTo(Math.log(0.5), 12);
  });

  test('counts as often as it is told', () => {
    expect(at(within(0, 0, 3), [0], [5])).toBeCloseTo(3 * Math.log(0.5), 12);
  });
});

describe('hypervolume improvement of two outputs', () => {
  const gain = ([a, b]: readonly number[]): number => {
    const before = hypervolume(Float64Array.from(FRONT.flat()), Float64Array.from(REFERENCE));
    return hypervolume(Float64Array.from([...FRONT.flat(), a!, b!]), Float64Array.from(REFERENCE)) - before;
  };

  test.each([
    [
      [0.4, 0.5],
      [0.3, 0.4],
    ],
    [
      [-0.5, 2.0],
      [0.2, 0.5],
    ],
    [
      [1.0, 1.5],
      [0.5, 0.5],
    ],
    [
      [0.2, 0.9],
      [0.05, 0.05],
    ],
  ])('is what draws add on average: mean %j, sd %j', (mean, sd) => {
    const found = drawn(gain, mean, sd, 20_000);
    expect(found.mean).toBeGreaterThan(0);
    const value = Math.exp(at(hypervolumeImprovement(FRONT, REFERENCE), mean, sd));
    expect(Math.abs(value - found.mean)).toBeLessThan(4 * found.error);
  });

  test.each([
    [
      [0.4, 0.5],
      [0.3, 0.4],
    ],
    [
      [0.9, 1.6],
      [0.6, 0.2],
    ],
  ])('is the integral over the plane that nothing dominates: mean %j, sd %j', (mean, sd) => {
    // E[gain] = ∫∫ P(Y₁ ≤ a, Y₂ ≤ b) over (a, b) below the reference that the front does not dominate: by the midpoint rule,
    // in cells that end where the front turns.
    const cells = [0, 1].map((k) => {
      const turns = FRONT.map((point) => point[k]!).sort((a, b) => a - b);
      const ends = [Math.min(mean[k]! - 9 * sd[k]!, turns[0]! - 1), ...turns, REFERENCE[k]!];
      return ends.slice(1).flatMap((end, i) =>
        Array.from({ length: 200 }, (_, j) => {
          const width = (end - ends[i]!) / 200;
          const middle = ends[i]! + (j + 0.5) * width;
          return { middle, mass: width * normalCdf((middle - mean[k]!) / sd[k]!) };
        }),
      );
    });
    let expected = 0;
    for (const { middle: a, mass: across } of cells[0]!)
      for (const { middle: b, mass: along } of cells[1]!)
        if (!FRONT.some((point) => point[0] <= a && point[1] <= b)) expected += across * along;
    const value = Math.exp(at(hypervolumeImprovement(FRONT, REFERENCE), mean, sd));
    expect(Math.abs(value / expected - 1)).toBeLessThan(5e-4);
  });

  test('without a front it is the product of two improvements on the reference', () => {
    const value = at(hypervolumeImprovement([], REFERENCE), [0.3, 0.6], [0.2, 0.9]);
    const expected = at(improvement(REFERENCE[0]), [0.3], [0.2]) + at(improvement(REFERENCE[1]), [0.6], [0.9]);
    expect(value).toBeCloseTo(expected, 12);
  });

  test('points beyond the reference, and the order of the front, change nothing', () => {
    const value = at(hypervolumeImprovement(FRONT, REFERENCE), [0.4, 0.5], [0.3, 0.4]);
    const others: readonly Pair[] = [[-2, 5], ...FRONT.toReversed(), [3, -1]];
    expect(at(hypervolumeImprovement(others, REFERENCE), [0.4, 0.5], [0.3, 0.4])).toBe(value);
  });
});

test.each([
  [
    [0.4, 0.5, 0.2],
    [0.3, 0.4, 0.2],
  ],
  [
    [0.9, 0.9, 0.9],
    [0.1, 0.6, 0.3],
  ],
])('the scalarised gain is what draws gain on average, but for its tail: mean %j, sd %j', (mean, sd) => {
  const reference = [1, 1.2, 0.9];
  const weights = [0.5, 1, 0.8];
  const best = 0.35;
  const found = drawn(
    (y) => Math.max(0, Math.min(...y.map((value, k) => (reference[k]! - value) / weights[k]!)) - best),
    mean,
    sd,
    40_000,
  );
  const value = Math.exp(at(scalarisedGain(reference, weights, best), mean, sd));
  expect(Math.abs(value - found.mean)).toBeLessThan(4 * found.error + 0.01 * found.mean);
});

test('criteria together are the sum of their logarithms', () => {
  const parts = [improvement(0.2), within(1, 0.5), within(2, -1)];
  const values = parts.map((criterion) => at(criterion, [0.1, 0.3, 0.2], [1, 2, 3]));
  const sum = values.reduce((total, value) => total + value, 0);
  expect(at(together(parts), [0.1, 0.3, 0.2], [1, 2, 3])).toBe(sum);
});

describe('laws', () => {
  const criteria: readonly (readonly [string, number, Criterion])[] = [
    ['improvement', 1, improvement(0.4)],
    ['improvement with noise', 1, improvement(0.4, 0.3)],
    ['feasibility', 1, within(0, 0.4)],
    ['feasibility that counts twice', 1, within(0, 0.4, 2)],
    ['hypervolume improvement', 2, hypervolumeImprovement(FRONT, REFERENCE)],
    ['all at once', 3, together([hypervolumeImprovement(FRONT, REFERENCE), within(2, 0.1), within(2, -0.3)])],
  ];
  const outputs = (count: number, far: number): fc.Arbitrary<{ mean: number[]; sd: number[] }> =>
    fc.record({
      mean: fc.array(fc.double({ min: -far, max: far, noNaN: true }), { minLength: count, maxLength: count }),
      sd: fc.array(
        fc.double({ min: -1.2, max: 1, noNaN: true }).map((log) => Math.exp(log)),
        { minLength: count, maxLength: count },
      ),
    });

  test.each(criteria)('derivatives of %s are those of differences', (_, count, criterion) => {
    fc.assert(
      fc.property(outputs(count, 3), ({ mean, sd }) => {
        const byMean = new Float64Array(count);
        const bySd = new Float64Array(count);
        criterion.value(Float64Array.from(mean), Float64Array.from(sd), byMean, bySd);
        const h = 1e-5;
        for (let k = 0; k < count; k++) {
          const moved = (of: readonly number[], by: number): number[] => of.map((v, i) => (i === k ? v + by : v));
          const ofMean = (at(criterion, moved(mean, h), sd) - at(criterion, moved(mean, -h), sd)) / (2 * h);
          const ofSd = (at(criterion, mean, moved(sd, h)) - at(criterion, mean, moved(sd, -h))) / (2 * h);
          expect(Math.abs(byMean[k]! - ofMean)).toBeLessThan(1e-5 * (1 + Math.abs(ofMean)));
          expect(Math.abs(bySd[k]! - ofSd)).toBeLessThan(1e-5 * (1 + Math.abs(ofSd)));
        }
      }),
    );
  });

  test('derivatives of the scalarised gain are those of differences, its nodes held still', () => {
    // The end of the integral moves with the outputs; that move is left out of the derivatives, so they are compared where
    // the gain at the end is next to nothing.
    const criterion = scalarisedGain([1, 1.2, 0.9], [0.5, 1, 0.8], 0.35);
    fc.assert(
      fc.property(outputs(3, 0.3), ({ mean, sd }) => {
        const byMean = new Float64Array(3);
        const bySd = new Float64Array(3);
        criterion.value(Float64Array.from(mean), Float64Array.from(sd), byMean, bySd);
        for (let k = 0; k < 3; k++) {
          const h = 1e-4;
          const moved = (of: readonly number[], by: number): number[] => of.map((v, i) => (i === k ? v + by : v));
          const ofMean = (at(criterion, moved(mean, h), sd) - at(criterion, moved(mean, -h), sd)) / (2 * h);
          const ofSd = (at(criterion, mean, moved(sd, h)) - at(criterion, mean, moved(sd, -h))) / (2 * h);
          expect(Math.abs(byMean[k]! - ofMean)).toBeLessThan(0.03 * (1 + Math.abs(ofMean)));
          expect(Math.abs(bySd[k]! - ofSd)).toBeLessThan(0.03 * (1 + Math.abs(ofSd)));
        }
      }),
    );
  });

  test('a lower mean is never worth less', () => {
    for (const [, count, criterion] of [
      ...criteria,
      ['scalarised gain', 3, scalarisedGain([1, 1, 1], [1, 2, 1], 0.1)] as const,
    ])
      fc.assert(
        fc.property(outputs(count, 4), fc.double({ min: 0.01, max: 2, noNaN: true }), ({ mean, sd }, by) => {
          const value = at(criterion, mean, sd);
          expect(at(criterion, [mean[0]! - by, ...mean.slice(1)], sd)).toBeGreaterThanOrEqual(
            value - 2e-3 * (1 + Math.abs(value)),
          );
        }),
      );
  });

  test('far away, and with hardly any spread, values and derivatives are numbers', () => {
    const wild = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const tiny = fc.double({ min: -14, max: 6, noNaN: true }).map((log) => Math.exp(Math.LN10 * log));
    const several = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(each, { minLength: 3, maxLength: 3 });
    for (const [, , criterion] of [
      ...criteria,
      ['scalarised gain', 3, scalarisedGain([1, 1.2, 0.9], [0.5, 1, 0.8], 0.35)] as const,
    ])
      fc.assert(
        fc.property(several(wild), several(tiny), (mean, sd) => {
          const byMean = new Float64Array(3);
          const bySd = new Float64Array(3);
          const value = criterion.value(Float64Array.from(mean), Float64Array.from(sd), byMean, bySd);
          for (const number of [value, ...byMean, ...bySd]) expect(number).toSatisfy(Number.isFinite);
        }),
      );
  });
});
