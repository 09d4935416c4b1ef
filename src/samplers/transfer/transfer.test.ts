import { describe, expect, test } from 'vitest';
import { earlierStudy, line } from '../../../test/problem.ts';
import { random } from '../../math/random.ts';
import { portfolio } from './portfolio.ts';
import { rankingWeights } from './weights.ts';

describe('a portfolio', () => {
  test('has a good configuration for each study', () => {
    const chosen = portfolio(line, [earlierStudy('a', 0.1), earlierStudy('b', 0.9)], 1).map(({ values }) => values[0]);
    expect(chosen).toHaveLength(4);
    expect(chosen.some((x) => Math.abs(x! - 0.1) < 0.15)).toBe(true);
    expect(chosen.some((x) => Math.abs(x! - 0.9) < 0.15)).toBe(true);
  });

  test('of one study starts with its best, and the others differ', () => {
    const chosen = portfolio(line, [earlierStudy('a', 0.5)], 1);
    expect(chosen[0]).toEqual({ study: 'a', values: Float64Array.of(0.5) });
    expect(new Set(chosen.map(({ values }) => values[0])).size).toBe(3);
  });

  test('never has more than five, none twice, and none without results', () => {
    const many = portfolio(
      line,
      [0, 0.2, 0.4, 0.6, 0.8, 1].map((best) => earlierStudy(`s${best}`, best)),
      1,
    );
    expect(new Set(many.map(({ values }) => values[0])).size).toBe(5);
    expect(portfolio(line, [], 1)).toEqual([]);
  });
});

describe('ranking weights', () => {
  const losses = Array.from({ length: 20 }, (_, i) => i);
  const opposite = losses.map((loss) => -loss);
  const scattered = losses.map((_, i) => (i * 7) % 20);
  const weights = (...earlier: readonly (readonly number[])[]): readonly number[] =>
    rankingWeights(losses, earlier, random(1));

  test('a model that ranks all results rightly is trusted, one that ranks them the other way round is not', () => {
    const [right, wrong] = weights(losses, opposite);
    expect(right).toBeGreaterThan(0.95);
    expect(wrong).toBe(0);
    expect(weights(opposite)).toEqual([0]);
  });

  test('chance is no reason for trust', () => {
    expect(weights(losses.map(() => 0))).toEqual([0]);
    const blind = Array.from({ length: 40 }, (_, seed) => {
      const stream = random(seed);
      return weights(losses.map(() => stream.uniform()))[0]!;
    });
    expect(blind.filter((weight) => weight === 0).length).toBeGreaterThan(10);
    expect(blind.reduce((sum, weight) => sum + weight, 0) / 40).toBeLessThan(0.4);
    expect(rankingWeights([0, 1], [[0, 1]], random(1))[0]).toBeLessThan(0.2);
  });

  test('equal models share, and the sum is at most 1', () => {
    const [a, b] = weights(losses, losses);
    expect(a).toBeCloseTo(b!, 12);
    expect(a! + b!).toBeLessThanOrEqual(1 + 1e-12);
    expect(a! + b!).toBeGreaterThan(0.95);
  });

  test('without models there are none', () => {
    expect(weights()).toEqual([]);
  });

  test('the same stream gives the same weights', () => {
    expect(weights(scattered, losses)).toEqual(weights(scattered, losses));
  });
});
