import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../execution/virtual-clock.ts';
import { inline } from '../../execution/inline.ts';
import { gp } from '../../samplers/gp/gp.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy, openStudy } from '../opening/create.ts';
import { replay } from '../replay/replay.ts';
import { SETUP } from '../opening/setup.ts';
import type { Clock, Cost, Limits } from '../study.ts';
import { keptCost } from './kept-cost.ts';
import { planOf } from './spending.ts';

const INFINITE = Number.POSITIVE_INFINITY;

test.each<[Limits, number, unknown]>([
  [{ trials: 10 }, INFINITE, undefined],
  [{ seconds: 60 }, INFINITE, { metric: null, total: 60 }],
  [{ seconds: 60, concurrency: 3 }, INFINITE, { metric: null, total: 180 }],
  [{ seconds: 60 }, 4, { metric: null, total: 240 }],
  [{ seconds: 60, concurrency: 9 }, 4, { metric: null, total: 240 }],
  [{ seconds: 60, computeSeconds: 100, concurrency: 3 }, INFINITE, { metric: null, total: 100 }],
  [{ maxCost: 2, cost: { perHour: 4 } }, INFINITE, { metric: null, total: 1800 }],
  [{ seconds: 60, maxCost: 2, cost: { metric: 'eur' } }, INFINITE, { metric: 'eur', total: 2 }],
  [{ cost: { perHour: 4 } }, INFINITE, undefined],
  [{ maxCost: 0, cost: { perHour: 4 } }, INFINITE, undefined],
])('%j with room for %d: %j', (limits, capacity, spending) => {
  expect(planOf(limits, capacity)).toEqual(spending === undefined ? {} : { spending });
});

describe('a study', () => {
  const searched = space({ x: float(0, 1), y: float(0, 1) });
  const value = ({ x, y }: { x: number; y: number }): number => (y - 0.3) ** 2 + 0.01 * (x - 0.9) ** 2;

  /** Runs on virtual time; x makes trials dear. */
  async function searchedWith(limits: Limits, lasting = memory()) {
    const time = virtualClock();
    const clock: Clock = { instant: () => 1e12 + time.now(), elapsed: () => time.now(), after: () => () => undefined };
    const study = await createStudy({
      name: 's',
      space: searched,
      sampler: gp({ candidates: 48 }),
      seed: 5,
      storage: lasting,
      clock,
    });
    await study.optimize(
      inline(async ({ params }, port) => {
        const { x, y } = params as { x: number; y: number };
        const seconds = 10 * Math.exp(4 * x);
        await port.report({ eur: seconds / 100 }, 1);
        await time.sleep(1000 * seconds);
        return value({ x, y });
      }),
      limits,
    );
    return { study, storage: lasting };
  }

  const whys = ({ history }: { history: { size: number; notes(row: number): unknown } }): string[] =>
    Array.from({ length: history.size }, (_, row) => String((history.notes(row) as { why?: unknown }).why));

  test.each<[string, Limits, RegExp]>([
    ['time', { trials: 14, computeSeconds: 3000, concurrency: 2 }, /expected to take about/],
    ['money', { trials: 14, maxCost: 30, cost: { metric: 'eur' } }, /expected to cost about [\d.]+ \(eur\)/],
  ])('tells its sampler of a limit of %s; replay proposes the same', async (_, limits, words) => {
    const { study, storage } = await searchedWith(limits);
    expect(whys(study).some((why) => words.test(why))).toBe(true);
    await storage.setStudyAttribute(
      1,
      'system',
      'vernier:space',
      (await import('../../space/file.ts')).writeSpace(searched) as never,
    );
    const report = await replay(storage, 's');
    expect(report.disagreements).toEqual([]);
    expect(report.checked).toBe(study.history.size);
  });

  test('keeps the first limit, also when it is opened again', async () => {
    const { storage } = await searchedWith({ trials: 3, computeSeconds: 3000 });
    const again = await openStudy('s', { storage, space: searched });
    await again.optimize(({ x, y }) => value({ x, y }), { trials: 4, computeSeconds: 7000 });
    const { systemAttributes } = (await storage.findStudy('s'))!;
    expect(systemAttributes[SETUP]).toMatchObject({ budget: 3, spending: { metric: null, total: 3000 } });
  });

  test('without such a limit stores none', async () => {
    const { study, storage } = await searchedWith({ trials: 8 });
    expect(JSON.stringify((await storage.findStudy('s'))!.systemAttributes[SETUP])).not.toContain('spending');
    expect(whys(study).join()).not.toContain('expected to take');
  });
});

test('what running costs is stored with the study, as the last run that told of it said', async () => {
  const storage = memory();
  const study = await createStudy({ name: 's', storage, space: space({ x: float(0, 1) }), seed: 1 });
  const kept = async () => keptCost((await storage.findStudy('s'))!);
  const run = (trials: number, cost?: Cost) => study.optimize(({ x }) => x, { trials, ...(cost && { cost }) });
  await run(1);
  expect(await kept()).toBeNull();
  await run(2, { perHour: 2.4, currency: 'EUR' });
  expect(await kept()).toEqual({ perHour: 2.4, currency: 'EUR' });
  await run(3);
  expect(await kept()).toEqual({ perHour: 2.4, currency: 'EUR' });
  await run(4, { metric: 'eur' });
  expect(await kept()).toEqual({ metric: 'eur' });
});

test('costs in one currency are not taken for as much of another', async () => {
  const storage = memory();
  const study = await createStudy({ name: 's', storage, space: space({ x: float(0, 1) }), seed: 1 });
  const kept = async () => keptCost((await storage.findStudy('s'))!);
  const run = (trials: number, cost: Cost) =>
    study.optimize(({ x }, trial) => (void trial.report({ eur: 1.4 } as never, 1), x), { trials, cost });
  await run(0, { metric: 'eur', currency: 'USD' }); // nothing is paid yet
  await run(5, { metric: 'eur', currency: 'EUR' });
  await expect(run(6, { metric: 'eur', currency: 'USD' })).rejects.toMatchObject({
    code: 'study-differs',
    message: expect.stringContaining('have cost 7 EUR, as they reported (eur), but this run says that eur is in USD'),
    hint: expect.stringContaining('--currency EUR'),
  });
  expect(study.history.size).toBe(5);
  await run(6, { metric: 'eur' });
  expect(await kept()).toEqual({ metric: 'eur', currency: 'EUR' });
  await run(7, { perHour: 2, currency: 'USD' }); // all hours are paid in it
  expect(await kept()).toEqual({ perHour: 2, currency: 'USD' });
  await expect(run(8, { metric: 'eur', currency: 'USD' })).rejects.toMatchObject({ code: 'study-differs' });
  await run(8, { metric: 'eur' });
  expect(await kept()).toEqual({ metric: 'eur', currency: 'EUR' });
});
