import type { Sampler } from '../src/samplers/sampler.ts';
import { categorical, float, int } from '../src/space/distribution.ts';
import type { SearchSpace } from '../src/space/nodes.ts';
import { branch, permutation, simplex, subset } from '../src/space/shape.ts';
import { paramsOf, space } from '../src/space/space.ts';
import { simulate } from '../src/testing/simulate.ts';
import { problem } from './problem.ts';

/** A loss by the parameters' names. */
export type Loss = (params: Readonly<Record<string, unknown>>) => number;

const ITEMS = [0, 1, 2, 3, 4, 5, 6, 7];

/** A small task for each kind of parameter; the least loss is 0. */
export const KINDS: Readonly<Record<string, readonly [SearchSpace, Loss]>> = {
  floats: [
    space({ x: float(-2, 2), y: float(1e-3, 1e3, { log: true }) }),
    ({ x, y }) => (Number(x) - 1) ** 2 + Math.log(Number(y)) ** 2,
  ],
  'numbers and choices': [
    space({ x: float(-2, 2), y: float(0.1, 10, { log: true }), c: categorical(['a', 'b', 'c', 'd', 'e']) }),
    ({ x, y, c }) => (Number(x) - 1) ** 2 + Math.log(Number(y)) ** 2 + (c === 'd' ? 0 : 1),
  ],
  'whole numbers': [
    space({ a: int(0, 40), b: int(1, 500, { log: true }) }),
    ({ a, b }) => Math.abs(Number(a) - 31) + Math.abs(Math.log(Number(b) / 60)),
  ],
  orderings: [
    space({ order: permutation(ITEMS) }),
    ({ order }) => (order as number[]).reduce((sum, item, i) => sum + Math.abs(item - ((i + 3) % 8)), 0),
  ],
  subsets: [
    space({ team: subset(ITEMS, { min: 3, max: 4 }) }),
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

/** Mean of the best values of searches with seeds 1, 2, …. */
export async function meanBest(
  sampler: Sampler,
  [searched, loss]: readonly [SearchSpace, Loss],
  trials: number,
  searches: number,
): Promise<number> {
  let sum = 0;
  for (let seed = 1; seed <= searches; seed++) {
    const objective = (values: Float64Array): number[] => [loss(paramsOf(searched, values))];
    const { values } = await simulate(sampler, problem(searched, seed), { trials, objective });
    sum += Math.min(...values.map((row) => objective(row)[0]!));
  }
  return sum / searches;
}
