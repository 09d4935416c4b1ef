import { describe, expect, test } from 'vitest';
import * as library from 'vernier';
import { auto, gp, random, smac, tpe } from 'vernier/samplers';
import { runOurs } from '../harness/run.ts';
import { kindTasks } from '../tasks/kinds.ts';
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

const FULL = process.env['VERNIER_FULL'] === '1';

/** Least regrets of 100 trials of 60 s each, summed over seeds: the samplers as they are shipped. */
async function regretOf(sampler: ReturnType<typeof tpe>, task: ReturnType<typeof kindTasks>[number], seeds: number[]) {
  let sum = 0;
  for (const seed of seeds) {
    const { values } = await runOurs({ library, sampler } as Parameters<typeof runOurs>[0], task, {
      seed,
      trials: 100,
    });
    sum += Math.min(...(values as number[])) - task.instance(seed).best!;
  }
  return sum;
}

const CLAIMS = [
  ['auto', auto(), 0.5],
  ['gp', gp(), 0.75],
  ['smac', smac(), 0.75],
] as const;

describe.each(FULL ? CLAIMS : CLAIMS.slice(0, 1))('%s leaves of what random search leaves', (_, sampler, most) => {
  const seeds = FULL ? [1, 2, 3, 4, 5] : [2]; // one by one, a random search may be lucky
  const tasks = kindTasks().filter(({ name }) => FULL || name !== 'kind_permutation'); // a minute of orderings
  const law = async (_name: string, task: (typeof tasks)[number]): Promise<void> => {
    const theirs = await regretOf(random(), task, seeds);
    expect(await regretOf(sampler, task, seeds)).toBeLessThanOrEqual(most * theirs);
  };
  test.each(tasks.map((task) => [task.name, task] as const))(
    `at most ${most} times on %s`,
    law,
    120_000 * seeds.length,
  );
});
