import { describe, expect, test } from 'vitest';
import type { Problem } from '../../history/problem.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { branch, permutation, simplex, subset } from '../../space/shape.ts';
import { paramsOf, space } from '../../space/space.ts';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { problemOf } from '../../testing/sampler-problems.ts';
import { simulate } from '../../testing/simulate.ts';
import { random } from '../random.ts';
import type { Sampler } from '../sampler.ts';
import { settings } from './options.ts';
import { smac, smacOf } from './smac.ts';

/** Fewer trees and steps: what is tested here does not depend on how good the search is. */
const quick = (): Sampler =>
  smacOf({ ...settings({ trees: 8 }), startup: 6, challengers: 30, starts: 3, neighbours: 8, steps: 3 });

describe('sampler contract', () => {
  samplerContract(
    { name: 'smac', create: quick },
    {
      test: (name, body) => test(name, body),
      fail: (message) => {
        throw new Error(message);
      },
    },
  );
});

const problem = (searched: SearchSpace, seed: number, objectives = 1): Problem => ({
  space: searched,
  objectives: Array.from({ length: objectives }, (_, o) => ({ name: `f${o}`, direction: 'minimize' })),
  judgeBy: { kind: 'all' },
  budget: null,
  fidelity: null,
  seed,
});

type Loss = (params: Readonly<Record<string, unknown>>) => number;

/** Mean of the best values of four searches. */
async function meanBest(sampler: Sampler, searched: SearchSpace, trials: number, loss: Loss): Promise<number> {
  let sum = 0;
  for (let seed = 1; seed <= 4; seed++) {
    const objective = (values: Float64Array): number[] => [loss(paramsOf(searched, values))];
    const { values } = await simulate(sampler, problem(searched, seed), { trials, objective });
    sum += Math.min(...values.map((row) => objective(row)[0]!));
  }
  return sum / 4;
}

describe('every kind of parameter: at most three quarters of what random search leaves', () => {
  const items = [0, 1, 2, 3, 4, 5, 6, 7];
  const kinds: Readonly<Record<string, readonly [SearchSpace, Loss]>> = {
    'numbers and choices': [
      space({ x: float(-2, 2), y: float(1e-3, 1e3, { log: true }), c: categorical(['a', 'b', 'c', 'd', 'e']) }),
      ({ x, y, c }) => (Number(x) - 1) ** 2 + Math.log(Number(y)) ** 2 + (c === 'd' ? 0 : 1),
    ],
    'whole numbers': [
      space({ a: int(0, 40), b: int(1, 500, { log: true }) }),
      ({ a, b }) => Math.abs(Number(a) - 31) + Math.abs(Math.log(Number(b) / 60)),
    ],
    orderings: [
      space({ order: permutation(items) }),
      ({ order }) => (order as number[]).reduce((sum, item, i) => sum + Math.abs(item - ((i + 3) % 8)), 0),
    ],
    subsets: [
      space({ team: subset(items, { min: 3, max: 4 }) }),
      ({ team }) => (team as number[]).reduce((sum, item) => sum + Math.abs(item - 5), 0) - 2,
    ],
    shares: [
      space({ mix: simplex(['a', 'b', 'c', 'd']) }),
      ({ mix }) => ((mix as Record<string, number>)['b']! - 0.7) ** 2 + (mix as Record<string, number>)['d']! ** 2,
    ],
    branches: [
      space({ kind: branch({ near: { x: float(0, 1) }, far: { y: float(0, 1), z: float(0, 1) } }) }),
      (p) => (p['kind'] === 'near' ? 0.3 + Number(p['x']) : (Number(p['y']) - 0.2) ** 2 + (Number(p['z']) - 0.9) ** 2),
    ],
  };
  test.each(Object.keys(kinds))('%s', async (kind) => {
    const [searched, loss] = kinds[kind]!;
    const ours = await meanBest(smac(), searched, 50, loss);
    expect(ours).toBeLessThanOrEqual(0.75 * (await meanBest(random(), searched, 50, loss)));
  });
});
