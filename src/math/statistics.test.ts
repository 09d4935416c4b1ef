import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { random } from './random.ts';
import {
  type Alternative,
  bootstrap,
  geometricMean,
  mean,
  median,
  quantile,
  ranks,
  signTest,
  spearman,
  variance,
  wilcoxon,
} from './statistics.ts';

type Case = { x: number[]; y: number[]; ranks: number[]; quantiles: number[]; spearman: number | null } & Record<
  string,
  number
>;
const golden = JSON.parse(readFileSync(new URL('./statistics.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  tolerance: number;
  cases: Case[];
};
const SIDES: readonly Alternative[] = ['less', 'greater', 'two-sided'];

describe(`as ${golden.source}`, () => {
  const near = (found: number, expected: number): void =>
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(golden.tolerance * Math.max(1, Math.abs(expected)));

  test.each(golden.cases.map((one) => [one.x.length, one] as const))('%i numbers', (_, one) => {
    expect([...ranks(one.x)]).toEqual(one.ranks);
    [0, 0.1, 0.5, 0.77, 1].forEach((p, i) => near(quantile(one.x, p), one.quantiles[i]!));
    if (one.spearman !== null) near(spearman(one.x, one.y), one.spearman);
    for (const side of SIDES) {
      near(wilcoxon(one.x, side), one[`wilcoxon ${side}`]!);
      near(signTest(one.x, side), one[`sign ${side}`]!);
    }
  });
});

test('means, variance and medians', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(variance([1, 2, 6])).toBe(7);
  expect(variance([1])).toBeNaN();
  expect(median([3, 1, 2, 10])).toBe(2.5);
  expect(median([])).toBeNaN();
  expect(median([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  expect(geometricMean([1e-4, 1], 1e-9)).toBeCloseTo(1e-2, 15);
  expect(geometricMean([0, 1], 1e-4)).toBeCloseTo(1e-2, 15);
});

test('nothing to compare is no evidence', () => {
  for (const side of SIDES) {
    expect(wilcoxon([0, 0], side)).toBe(1);
    expect(signTest([], side)).toBe(1);
  }
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test('NaN ranks last, and equal numbers share a rank', () => {
  expect([...ranks([2, Number.NaN, 1, 2])]).toEqual([2.5, 4, 1, 2.5]);
});

test('a 90 % bootstrap interval of a mean covers it nine times in ten', () => {
  let covered = 0;
  for (let seed = 0; seed < 300; seed++) {
    const stream = random(seed);
    const sample = Array.from({ length: 40 }, () => stream.normal());
    const { low, estimate, high } = bootstrap(
      40,
      (indices) => indices.reduce((total, i) => total + sample[i]!, 0) / 40,
      stream,
      { resamples: 400, level: 0.9 },
    );
    expect(low < estimate && estimate < high).toBe(true);
    if (low <= 0 && 0 <= high) covered++;
  }
  expect(covered / 300).toBeGreaterThan(0.84);
  expect(covered / 300).toBeLessThan(0.95);
});

describe('laws', () => {
  const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

  test('both one-sided probabilities of a test add up to one and the observed', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        for (const test of [wilcoxon, signTest]) {
          expect(test(sample, 'less') + test(sample, 'greater')).toBeGreaterThan(1 - 1e-9);
          const mirrored = sample.map((x) => -x);
          expect(test(mirrored, 'less')).toBeCloseTo(test(sample, 'greater'), 9);
        }
      }),
    );
  });

  test('ranks do not change with the unit, and add up', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const of = ranks(sample);
        expect([...ranks(sample.map((x) => 4 * x))]).toEqual([...of]);
        expect(of.reduce((total, rank) => total + rank, 0)).toBeCloseTo((sample.length * (sample.length + 1)) / 2, 9);
        expect([...ranks([...of])]).toEqual([...of]);
      }),
    );
  });

  test('quantiles rise with their share and stay within the sample', () => {
    fc.assert(
      fc.property(
        samples,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sample, p, q) => {
          const [low, high] = [quantile(sample, Math.min(p, q)), quantile(sample, Math.max(p, q))];
          expect(low <= high + 1e-9).toBe(true);
          expect(low >= Math.min(...sample) && high <= Math.max(...sample) + 1e-9).toBe(true);
        },
      ),
    );
  });
});
