import { expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { forbidden, linear } from './constraint.ts';
import { categorical, float, int } from './distribution.ts';
import { feasibilityOf, UNCONSTRAINED } from './feasibility.ts';
import * as feasible from './feasible.ts';
import type { SearchSpace } from './nodes.ts';
import { branch, permutation, subset } from './shape.ts';
import { space } from './space.ts';

test.each([
  ['constraints that nothing meets', space({ a: int(1, 9) }, { constraints: [linear({ a: 1 }, 0)] })],
  ['everything forbidden', space({ a: categorical(['x']) }, { constraints: [forbidden({ a: 'x' })] })],
])('%s: refused each time', async (_, searched) => {
  const refusal = { code: 'space-invalid', message: expect.stringContaining('No configuration was found') as string };
  await expect(feasibilityOf(searched)).rejects.toMatchObject(refusal);
  await expect(feasibilityOf(searched)).rejects.toMatchObject(refusal);
});

test.each<[string, SearchSpace, RegExp]>([
  ['a constraint on nothing', space({ a: int(1, 2) }, { constraints: [linear({}, 1)] }), /names no parameter/],
  [
    'a sum of categories',
    space({ a: categorical([1, 2]) }, { constraints: [linear({ a: 1 }, 1)] }),
    /weighs "a", which is categorical/,
  ],
  ['a weight of NaN', space({ a: int(1, 2) }, { constraints: [linear({ a: Number.NaN }, 1)] }), /no finite number/],
  [
    'a forbidden value that cannot be',
    space({ a: categorical(['x', 'y']) }, { constraints: [forbidden({ a: 'z' })] }),
    /a = "z", which is no value/,
  ],
  [
    'a count of a number',
    space({ a: int(0, 1) }, { constraints: [{ kind: 'count', names: ['a'], atLeast: 0, atMost: 1 }] }),
    /counts "a", which is int/,
  ],
  [
    'a constraint on a whole ordering',
    space({ a: permutation(['x', 'y']) }, { constraints: [linear({ a: 1 }, 1)] }),
    /"a", which is made of several values/,
  ],
  [
    'a prior out of range',
    space({ a: float(0, 1) }, { priors: { a: { kind: 'normal', best: 2, spread: 1 } } }),
    /best 2, outside float\(0, 1\)/,
  ],
])('%s is refused', async (_, searched, said) => {
  const refusal = { code: 'space-invalid', message: expect.stringMatching(said) as string };
  await expect(feasibilityOf(searched)).rejects.toMatchObject(refusal);
});

test('constraints, and limits of a subset, are held', async () => {
  const held = expect.objectContaining({ satisfies: feasible.satisfies, repair: feasible.repair }) as unknown;
  expect(await feasibilityOf(space({ a: float(0, 1) }, { constraints: [linear({ a: 1 }, 0.5)] }))).toEqual(held);
  expect(await feasibilityOf(space({ some: subset(['a', 'b', 'c'], { max: 2 }) }))).toEqual(held);
});

test('without any, configurations are the same', async () => {
  const free = space(
    {
      kind: branch({ a: { x: float(1e-3, 1, { log: true }) }, b: { n: int(1, 9) } }),
      c: categorical(['p', 'q', 'r']),
      some: subset(['s', 't']),
    },
    { priors: { c: { kind: 'weights', weights: [1, 2, 3] } } },
  );
  const { configurationAt } = await feasibilityOf(free);
  for (let seed = 0; seed < 50; seed++) {
    const [one, other] = [random(seed), random(seed)];
    expect(configurationAt(free, () => one.uniform())).toEqual(feasible.configurationAt(free, () => other.uniform()));
  }
});

test('without any there is nothing to hold', async () => {
  expect(await feasibilityOf(null)).toBe(UNCONSTRAINED);
  const free = space({ a: float(0, 1), some: subset(['a', 'b']) });
  const { satisfies, repair } = await feasibilityOf(free);
  const values = new Float64Array([0.5, 1, 0]);
  expect(satisfies(free, values)).toBe(true);
  expect(repair(free, values, random(1))).toBe(values);
});

test('a constraint that two spaces share means each one’s own parameters', () => {
  const both = linear({ a: 1, b: 10 }, 5);
  const one = space({ a: float(0, 9), b: float(0, 9) }, { constraints: [both] });
  const other = space({ b: float(0, 9), x: float(0, 9), a: float(0, 9) }, { constraints: [both] });
  for (let i = 0; i < 2; i++) {
    expect(feasible.satisfies(one, [4, 0.1])).toBe(true);
    expect(feasible.satisfies(one, [0.1, 4])).toBe(false);
    expect(feasible.satisfies(other, [0.1, 9, 4])).toBe(true);
    expect(feasible.satisfies(other, [4, 9, 0.1])).toBe(false);
  }
});
