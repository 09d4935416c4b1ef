import { expect, test } from 'vitest';
import * as library from 'vernier';
import { random, tpe } from 'vernier/samplers';
import { paramsOf } from '../../src/space/space.ts';
import { spaceOf } from '../harness/space-of.ts';
import { KIND_NAMES, kindTask } from './kinds.ts';
import { search } from './search.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

test.each(KIND_NAMES)(
  'tpe leaves at most three quarters of the regret of random search on the %s task',
  async (name) => {
    let ours = 0;
    let theirs = 0;
    for (const seed of SEEDS) {
      const { params, best, value } = kindTask(name, seed);
      const space = spaceOf(library, params);
      const regret = async (sampler: ReturnType<typeof tpe>): Promise<number> =>
        Math.min(...(await search(sampler, space, seed, 100, (values) => value(paramsOf(space, values))))) - best;
      ours += await regret(tpe());
      theirs += await regret(random());
    }
    expect(ours).toBeGreaterThanOrEqual(0); // the known best is the best
    expect(ours).toBeLessThanOrEqual(0.75 * theirs);
  },
);
