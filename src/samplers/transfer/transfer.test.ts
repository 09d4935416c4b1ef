import { describe, expect, test } from 'vitest';
import type { EarlierStudy } from '../../history/problem.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { portfolio } from './portfolio.ts';
import { leastMisranking, probabilities } from './weights.ts';

const line = space({ x: float(0, 1) });

/** A study that tried eleven places, the best of them at `best`. */
function study(name: string, best: number): EarlierStudy {
  const places = Array.from({ length: 11 }, (_, i) => i / 10);
  return {
    name,
    configurations: places.map((x) => Float64Array.of(x)),
    losses: Float64Array.from(places, (x) => Math.abs(x - best)),
  };
}

describe('a portfolio', () => {
  test('has a good configuration for each study', () => {
    const chosen = portfolio(line, [study('a', 0.1), study('b', 0.9)], 1).map(({ values }) => values[0]);
    expect(chosen).toHaveLength(4);
    expect(chosen.some((x) => Math.abs(x! - 0.1) < 0.15)).toBe(true);
    expect(chosen.some((x) => Math.abs(x! - 0.9) < 0.15)).toBe(true);
  });

  test('of one study starts with its best, and the others differ', () => {
    const chosen = portfolio(line, [study('a', 0.5)], 1);
    expect(chosen[0]).toEqual({ study: 'a', values: Float64Array.of(0.5) });
    expect(new Set(chosen.map(({ values }) => values[0])).size).toBe(3);
  });

  test('never has more than five, none twice, and none without results', () => {
    const many = portfolio(
      line,
      [0, 0.2, 0.4, 0.6, 0.8, 1].map((best) => study(`s${best}`, best)),
      1,
    );
    expect(new Set(many.map(({ values }) => values[0])).size).toBe(5);
    expect(portfolio(line, [], 1)).toEqual([]);
  });
});

describe('models of earlier studies', () => {
  const losses = Array.from({ length: 20 }, (_, i) => i);
  const scattered = losses.map((_, i) => (i * 7) % 20);
  const opposite = losses.map((loss) => -loss);

  test('are ordered by how many pairs they misrank; a tie is half a fault', () => {
    const tied = losses.map(() => 0);
    expect(leastMisranking(losses, [opposite, tied, scattered, losses], 4)).toEqual([3, 2, 1, 0]);
    expect(leastMisranking(losses, [opposite, losses, losses], 2)).toEqual([1, 2]);
    expect(leastMisranking(losses, [], 3)).toEqual([]);
  });

  test('share what is probable with the explanation that does without them', () => {
    expect(probabilities([])).toEqual([]);
    expect(probabilities([0])).toEqual([0.5]);
    expect(probabilities([Math.log(2), 0])).toEqual([0.5, 0.25].map((p) => expect.closeTo(p, 12)));
    expect(probabilities([2000, -2000])).toEqual([1, 0]);
    expect(probabilities([-2000])).toEqual([0]);
  });
});
