import { expect, test } from 'vitest';
import { gp } from '../samplers/gp/gp.ts';
import { tpe } from '../samplers/tpe/tpe.ts';
import { createStudy } from '../study/opening/create.ts';
import { float } from './distribution.ts';
import { simplex } from './shape.ts';
import { paramsOf, space } from './space.ts';
import { meant } from './sticks.ts';

const mixed = space({ x: float(0, 1), mix: simplex(['a', 'b', 'c', 'd']) });

test('sticks after a whole one mean nothing, and only these', () => {
  const values = Float64Array.of(1, 0.5, 1, 0.7);
  expect([...meant(mixed, values)]).toEqual([1, 0.5, 1, 0]);
  expect([...values]).toEqual([1, 0.5, 1, 0.7]);
  expect(paramsOf(mixed, meant(mixed, values))).toEqual(paramsOf(mixed, values));
  for (const all of [Float64Array.of(1, 0.5, 0.2, 1), Float64Array.of(1, Number.NaN, Number.NaN, Number.NaN)])
    expect(meant(mixed, all)).toEqual(all);
});

test.each([gp({ candidates: 64 }), tpe()])(
  'shares are not tried twice where the best is all of one: $name',
  async (sampler) => {
    const study = await createStudy({ space: space({ mix: simplex(['a', 'b', 'c', 'd']) }), sampler, seed: 1 });
    const tried = new Set<string>();
    const objective = (params: { readonly mix: { readonly a: number } }): number => {
      tried.add(JSON.stringify(params));
      return 1 - params.mix.a;
    };
    await study.optimize(objective, { trials: 40 });
    expect(tried.size).toBe(40);
  },
);
