import { describe, expect, test } from 'vitest';
import { auto } from '../../samplers/auto/auto.ts';
import { random } from '../../samplers/random.ts';
import { linear } from '../../space/constraint.ts';
import { categorical, float, int, ordinal } from '../../space/distribution.ts';
import { feasibilityOf } from '../../space/feasibility.ts';
import { writeSpace } from '../../space/file.ts';
import { branch, permutation } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy, openStudy } from './create.ts';
import { lowCostDrafts } from './low-cost.ts';
import { replay } from '../replay/replay.ts';

const trees = space({
  trees: int(4, 4096, { log: true }),
  rate: float(0, 1),
  size: ordinal(['s', 'm', 'l']),
  kind: branch({ deep: { depth: int(1, 9) }, flat: {} }),
  order: permutation(['a', 'b', 'c']),
  optimizer: categorical(['adam', 'sgd']),
});

const wishesOf = async (searched: typeof trees | Parameters<typeof lowCostDrafts>[0], low: object) =>
  lowCostDrafts(searched, low as never, 1, await feasibilityOf(searched)).map(
    ({ systemAttributes }) => systemAttributes!['fixed_params'] as Readonly<Record<string, unknown>>,
  );

describe('the wishes of a cheap start', () => {
  test('begin where trials cost least, and go towards the middle', async () => {
    const wishes = await wishesOf(trees, { trees: 4 });
    expect(wishes.map(Object.keys)).toEqual([['trees'], ['trees'], ['trees']]);
    const counts = wishes.map(({ trees: count }) => Number(count));
    expect(counts[0]).toBe(4);
    expect(counts[1]! > 8 && counts[1]! < 20).toBe(true);
    expect(counts[2]! > 25 && counts[2]! < 80).toBe(true); // the middle is at 128
  });

  test('come down where the cheap end is the upper one', async () => {
    expect((await wishesOf(trees, { rate: 1 })).map(({ rate }) => Number(Number(rate).toFixed(3)))).toEqual([
      1, 0.833, 0.667,
    ]);
  });

  test('hold what is no number, and know parameters of branches', async () => {
    const low = { optimizer: 'sgd', depth: 1, size: 's', order: ['c', 'a', 'b'], rate: 0.2 };
    const wishes = await wishesOf(trees, low);
    expect(wishes.map(({ optimizer }) => optimizer)).toEqual(['sgd', 'sgd', 'sgd']);
    expect(wishes[0]).toMatchObject({ optimizer: 'sgd', depth: 1, size: 's', rate: 0.2 });
    expect(
      new Set(wishes.map((wish) => JSON.stringify(Object.entries(wish).filter(([name]) => name.startsWith('order')))))
        .size,
    ).toBe(1);
  });

  test('are not repeated', async () => {
    expect(await wishesOf(trees, { optimizer: 'adam' })).toHaveLength(1);
  });

  test('are whole where the space has constraints, and meet them', async () => {
    const bound = space(
      { a: float(0, 1), b: float(0, 1), c: float(0, 1) },
      { constraints: [linear({ a: 1, b: 1 }, 0.7)] },
    );
    for (const { a, b, c } of await wishesOf(bound, { a: 0.1 })) {
      expect(Number(a) + Number(b)).toBeLessThanOrEqual(0.7);
      expect(typeof c).toBe('number');
    }
    await expect(wishesOf(bound, { a: 0.9 })).rejects.toThrow('meets the constraints');
  });

  test.each<[object, RegExp]>([
    [{ tree: 4 }, /"tree" is no parameter/],
    [{ trees: 2 }, /trees = 2 is no value of/],
    [{ depth: 99 }, /depth = 99 is no value of/],
    [{}, /expected values of some parameters/],
    [[4], /expected values of some parameters/],
  ])('%j is refused: %s', async (low, message) => {
    await expect(createStudy({ space: trees, lowCost: low as never })).rejects.toThrow(message);
  });

  test('need a space', async () => {
    await expect(createStudy({ lowCost: { trees: 4 } })).rejects.toThrow('declares no space');
  });
});

describe('a study that starts cheaply', () => {
  test('runs its first trials there, after the present settings, and says so; replay agrees', async () => {
    const storage = memory();
    const study = await createStudy({
      name: 's',
      space: trees,
      sampler: auto(),
      seed: 2,
      storage,
      lowCost: { trees: 4 },
      start: { trees: 4000, rate: 0.5, size: 'm', kind: 'flat', order: ['a', 'b', 'c'], optimizer: 'adam' },
    });
    await study.optimize(({ rate }) => rate, { trials: 6 });
    const counts = [0, 1, 2, 3].map((row) => study.paramsOf(study.history.record(row))['trees'] as number);
    expect(counts.slice(0, 2)).toEqual([4000, 4]);
    expect(counts[2]! < counts[3]! && counts[3]! < 128).toBe(true);
    const why = (row: number): unknown => study.history.notes(row)?.['why'];
    expect(why(0)).toBe('The settings in use today.');
    expect(why(1)).toMatch(
      /^A cheap start, near what you said costs little, in trees; the rest, chosen without knowing that: /,
    );
    expect(why(4)).not.toContain('cheap');
    await storage.setStudyAttribute(1, 'system', 'vernier:space', writeSpace(trees) as never);
    expect((await replay(storage, 's')).disagreements).toEqual([]);
  });

  test('begins so once: a study that exists takes the same again, and refuses another one', async () => {
    const storage = memory();
    const options = { storage, space: trees, sampler: random() };
    await createStudy({ ...options, name: 's', seed: 2, lowCost: { trees: 4, rate: 0 } });
    const again = await openStudy('s', { ...options, lowCost: { rate: 0, trees: 4 } });
    expect(again.history.size).toBe(3);
    expect((await openStudy('s', options)).history.size).toBe(3);
    const other = { ...options, lowCost: { trees: 8 }, acceptChanges: true };
    await expect(openStudy('s', other)).rejects.toThrow(
      expect.objectContaining({
        code: 'study-differs',
        message: 'Study "s" was made otherwise:\n  lowCost: {"trees":4,"rate":0} → {"trees":8}',
        hint: expect.stringContaining('leave lowCost (low_cost, --low-cost) out, or use a new name'),
      }),
    );
    await createStudy({ ...options, name: 'plain' });
    await expect(openStudy('plain', other)).rejects.toThrow('lowCost: none → {"trees":8}');
  });

  test('whole points say it in short, for any sampler', async () => {
    const study = await createStudy({ space: space({ x: float(0, 1) }), sampler: random(), lowCost: { x: 0 } });
    await study.optimize(({ x }) => x, { trials: 3 });
    expect(study.history.record(0).params['x']!.internal).toBe(0);
    expect(study.history.notes(0)?.['why']).toBe('A cheap start, near what you said costs little.');
  });
});
