import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { signedRankTest } from './signed-rank.ts';
import { wilcoxon } from './statistics.ts';

const golden = JSON.parse(readFileSync(new URL('./signed-rank.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  tolerance: number;
  cases: { differences: number[]; greater: number; less: number }[];
};

test.each(golden.cases.map((one, i) => [i, one] as const))(
  `as ${golden.source}, sample %i`,
  (_, { differences, greater, less }) => {
    expect(Math.abs(signedRankTest(differences) - greater)).toBeLessThanOrEqual(golden.tolerance);
    expect(Math.abs(signedRankTest(differences.map((d) => -d)) - less)).toBeLessThanOrEqual(golden.tolerance);
  },
);

test('nothing speaks against no difference', () => {
  expect(signedRankTest([])).toBe(1);
  expect(signedRankTest([0, 0, 0])).toBe(1);
});

describe('laws', () => {
  const differences = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 });

  test('up to 13 it is the share of all choices of signs that are at least as high', () => {
    fc.assert(
      fc.property(differences, (all) => {
        const sizes = all.map(Math.abs);
        const rank = (size: number): number =>
          sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2;
        const sum = (signed: readonly number[]): number =>
          signed.reduce((total, d) => total + (d > 0 ? rank(d) : d === 0 ? rank(0) / 2 : 0), 0);
        let reached = 0;
        for (let signs = 0; signs < 2 ** all.length; signs++)
          if (sum(sizes.map((size, i) => ((signs >> i) & 1 ? size : -size))) >= sum(all)) reached++;
        expect(signedRankTest(all)).toBeCloseTo(reached / 2 ** all.length, 12);
      }),
    );
  });

  test('without ties and zeros it is the test that leaves zeros out', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(distinct, fc.infiniteStream(fc.boolean()), (sizes, signs) => {
        const all = sizes.map((size) => (signs.next().value ? size : -size));
        expect(signedRankTest(all)).toBeCloseTo(wilcoxon(all, 'greater'), 12);
      }),
    );
  });
});
