import { describe, expect, test } from 'vitest';
import { random } from '../samplers/random.ts';
import { smac } from '../samplers/smac/smac.ts';
import { tpe } from '../samplers/tpe/tpe.ts';
import { forbidden } from '../space/constraint.ts';
import { categorical, float, int } from '../space/distribution.ts';
import { branch } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import { createStudy, openStudy } from './opening/create.ts';

describe('duplicates', () => {
  test.each([random(), tpe(), smac()])(
    'a case without numbers is tried once, whatever its neighbours have: $name',
    async (sampler) => {
      const branched = space({
        model: branch({ linear: { penalty: float(0, 1) }, tree: { depth: int(1, 3) }, none: {} }),
      });
      const study = await createStudy({ space: branched, sampler, seed: 1 });
      const tried = new Set<string>();
      const objective = (params: object): number => {
        tried.add(JSON.stringify(params));
        return 'penalty' in params ? 1 : 0; // the finite cases are the best ones
      };
      const { complete } = await study.optimize(objective, { trials: 30 });
      expect([complete, tried.size]).toEqual([30, 30]);
    },
  );

  const finite = space({ a: int(1, 3), b: categorical(['x', 'y']) });

  test('a finite space is searched without repeats, and then the study is over', async () => {
    const study = await createStudy({ space: finite, sampler: random(), seed: 1 });
    const summary = await study.optimize(({ a }) => a, { trials: 100, concurrency: 4 });
    expect(summary).toMatchObject({ complete: 6, stoppedBy: 'exhausted' });
    const seen = new Set(
      Array.from({ length: 6 }, (_, row) => JSON.stringify(study.paramsOf(study.history.record(row)))),
    );
    expect(seen.size).toBe(6);
    expect(study.history.size).toBe(6); // no number was given in vain
  });

  test('a space that is used up costs no number, however often its study is opened; a wider one goes on without a gap', async () => {
    const storage = memory();
    const narrow = { storage, space: finite };
    await createStudy({ name: 'finite', seed: 1, ...narrow });
    for (let i = 0; i < 3; i++) {
      const again = await openStudy('finite', narrow);
      expect((await again.optimize(({ a }) => a, { trials: 100 })).stoppedBy).toBe('exhausted');
    }
    const wide = space({ a: int(1, 4), b: categorical(['x', 'y']) });
    const study = await openStudy('finite', { storage, space: wide, acceptChanges: true });
    await study.optimize(({ a }) => a, { trials: 100 });
    expect(Array.from({ length: study.history.size }, (_, row) => study.history.state(row))).toEqual(
      Array.from({ length: 8 }, () => 'complete'),
    );
  });

  test('with constraints one number at most is given in vain; a removed configuration is tried again', async () => {
    const storage = memory();
    const searched = space(finite.shape, { constraints: [forbidden({ a: 2, b: 'x' })] });
    await createStudy({ name: 'some', storage, space: searched, seed: 1 });
    const run = async (): Promise<readonly number[]> => {
      const study = await openStudy('some', { storage, space: searched });
      return [(await study.optimize(({ a }) => a, { trials: 100 })).complete, study.history.size];
    };
    expect(await run()).toEqual([5, 6]);
    expect(await run()).toEqual([0, 6]);
    const { history } = await openStudy('some', { storage, space: searched });
    await storage.write(1, [{ type: 'removed', id: history.record(2).id }]);
    expect(await run()).toEqual([1, 7]);
  });

  test('reuse gives a repeated configuration its earlier score', async () => {
    const study = await createStudy({ space: finite, sampler: random(), seed: 1, duplicates: 'reuse' });
    let calls = 0;
    await study.optimize(
      ({ a }) => {
        calls++;
        return a;
      },
      { trials: 40 },
    );
    expect(calls).toBeLessThanOrEqual(6);
    expect(study.history.size).toBe(40);
  });
});
