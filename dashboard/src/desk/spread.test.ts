import { expect, test } from 'vitest';
import { createStudy, float, int, ordinal, permutation, space } from 'vernier';
import { random } from 'vernier/samplers';
import { bestOf } from './best.ts';
import { spreadsOf } from './spread.ts';
import type { History } from '../../../src/history/history.ts';

const SPACE = space({
  rate: float(0.001, 0.1, { log: true }),
  depth: int(1, 4),
  size: ordinal([8, 16, 32]),
  order: permutation(['a', 'b', 'c']),
});

async function studied(trials: number): Promise<History> {
  const study = await createStudy({
    direction: 'minimize',
    space: SPACE,
    sampler: random(),
    seed: 1,
  });
  await study.optimize(({ rate }) => rate, { trials });
  return study.history as History;
}

test('each number and choice has its bars; parts of orderings have none', async () => {
  const history = await studied(50);
  const spreads = spreadsOf(history, SPACE, bestOf(history));
  expect(spreads.map(({ name, all }) => [name, all.length])).toEqual([
    ['rate', 42],
    ['depth', 42],
    ['size', 3],
  ]);
  for (const { all, good } of spreads) {
    expect(all.reduce((sum, count) => sum + count, 0)).toBe(50);
    expect(good.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(good.every((count, bar) => count <= all[bar]!)).toBe(true);
  }
  const [rate, depth] = spreads;
  expect(depth!.all.findIndex((count) => count > 0)).toBe(6); // both ends of the range are within it
  expect(depth!.all.findLastIndex((count) => count > 0)).toBe(35);
  const last = rate!.good.findLastIndex((count) => count > 0);
  expect(last).toBeLessThan(20); // the small rates are the good ones
  expect(rate!.along).toMatchObject({ log: true });
  expect(rate!.along!.low).toBeLessThan(0.001);
  expect(rate!.along!.high).toBeGreaterThan(0.1);
});

test('a study without trials has empty bars, one without a space none', async () => {
  const history = await studied(0);
  expect(spreadsOf(history, SPACE, bestOf(history)).flatMap(({ all }) => all.filter((count) => count > 0))).toEqual([]);
  expect(spreadsOf(history, null, bestOf(history))).toEqual([]);
});

test('values at the ends of a range lie within it, those of a range of one value in the middle', async () => {
  const ends = space({ decay: float(1e-7, 0.1, { log: true }), one: float(3, 3) });
  const study = await createStudy({ direction: 'minimize', space: ends, sampler: random(), seed: 1 });
  for (const decay of [1e-7, 0.1]) await study.enqueue({ decay, one: 3 });
  await study.optimize(() => 1, { trials: 2 });
  const history = study.history as History;
  const [decay, one] = spreadsOf(history, ends, bestOf(history));
  const filled = (all: readonly number[]) => all.flatMap((count, bar) => (count > 0 ? [bar] : []));
  expect(filled(decay!.all)).toEqual([6, 35]);
  expect(filled(one!.all)).toEqual([21]);
});
