import { expect, test } from 'vitest';
import { uniform } from '../quality/functions.ts';
import { claims, type Entry, geometricMeans, holm, meanRanks, pairwise, twoLevelMean } from './statistics.ts';

/** Regrets of about `level` on tasks of two groups, 20 seeds, one budget. */
function entries(level: number, noise: number, salt: number, tasks = 24): Entry[] {
  return Array.from({ length: tasks }, (_, t) => {
    const random = uniform(1000 * salt + t + 1);
    return {
      task: `task ${t}`,
      group: t % 2 === 0 ? 'even' : 'odd',
      logs: Array.from({ length: 20 }, () => [Math.log(level) + noise * (random() - 0.5)]),
    };
  });
}

test("Holm's correction, as R's p.adjust gives it", () => {
  // p.adjust(c(.01, .04, .03, .005), 'holm')
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.6, 0.9])).toEqual([1, 1]);
});

test('half the regret on every task wins every task, and the claim holds', () => {
  const found = pairwise(entries(0.05, 1, 1), entries(0.1, 1, 2), 0);
  expect(found.ratio.value).toBeCloseTo(0.5, 1);
  expect(found.ratio.low).toBeLessThan(found.ratio.value);
  expect(found.ratio.high).toBeLessThan(1);
  expect([found.wins, found.losses, found.ties]).toEqual([24, 0, 0]);
  expect(found.signTest).toBeCloseTo(2 / 2 ** 24, 12); // scipy.stats.binomtest(24, 24).pvalue
  const [claim] = claims(new Map([['peer', found]]));
  expect(claim).toMatchObject({ peer: 'peer', holds: true, reasons: [] });
});

test('equal optimisers: the interval holds 1, and no claim', () => {
  const found = pairwise(entries(0.1, 1, 1), entries(0.1, 1, 2), 0);
  expect(found.ratio.low).toBeLessThan(1);
  expect(found.ratio.high).toBeGreaterThan(1);
  expect(claims(new Map([['peer', found]]))[0]!.holds).toBe(false);
});

test('a group that is worse than 1.25 times breaks a claim that the mean would allow', () => {
  const theirs = entries(0.1, 0.1, 2);
  const ours = entries(0.03, 0.1, 1).map((entry, t) =>
    t === 0 ? { ...entry, group: 'weak', logs: theirs[0]!.logs.map(([x]) => [x! + 0.5]) } : entry,
  );
  const found = pairwise(ours, theirs, 0);
  expect(found.worstGroup).toEqual({ name: 'weak', ratio: expect.closeTo(Math.exp(0.5), 9) });
  expect(claims(new Map([['peer', found]]))[0]!.reasons).toHaveLength(1);
});

test('ties are no wins', () => {
  const same = entries(0.1, 1, 1, 4);
  expect(pairwise(same, same, 0)).toMatchObject({ wins: 0, losses: 0, ties: 4, signTest: 1 });
});

test('ranks: the better of two has 1 everywhere; equal runs share', () => {
  const ours = entries(0.01, 0.1, 1);
  const theirs = entries(0.1, 0.1, 2);
  expect(meanRanks([ours, theirs], 0).map(({ value }) => value)).toEqual([1, 2]);
  expect(meanRanks([ours, ours], 0)[0]).toEqual({ value: 1.5, low: 1.5, high: 1.5 });
});

test('geometric means give every task the same weight, whatever its number of seeds', () => {
  const few: Entry = { task: 'a', group: 'g', logs: [[Math.log(0.1)]] };
  const many: Entry = { task: 'b', group: 'g', logs: Array.from({ length: 9 }, () => [Math.log(0.001)]) };
  expect(geometricMeans([few, many], 1)[0]).toBeCloseTo(0.01, 12);
});

test('the interval of a mean covers about as much as its normal approximation', () => {
  const random = uniform(5);
  const values = Array.from({ length: 40 }, () => Array.from({ length: 1 }, () => random()));
  const { low, value, high } = twoLevelMean(values);
  const sd = Math.sqrt(1 / 12 / 40);
  expect((high - low) / (2 * 1.96 * sd)).toBeCloseTo(1, 0);
  expect(low < value && value < high).toBe(true);
});
