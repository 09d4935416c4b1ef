import { expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { forbidden, linear } from './constraint.ts';
import { categorical, float, int } from './distribution.ts';
import { feasibilityOf, UNCONSTRAINED } from './feasibility.ts';
import * as feasible from './feasible.ts';
import { subset } from './shape.ts';
import { space } from './space.ts';

test.each([
  ['constraints that nothing meets', space({ a: int(1, 9) }, { constraints: [linear({ a: 1 }, 0)] })],
  ['everything forbidden', space({ a: categorical(['x']) }, { constraints: [forbidden({ a: 'x' })] })],
])('%s: refused each time', async (_, searched) => {
  const refusal = { code: 'space-invalid', message: expect.stringContaining('No configuration was found') as string };
  await expect(feasibilityOf(searched)).rejects.toMatchObject(refusal);
  await expect(feasibilityOf(searched)).rejects.toMatchObject(refusal);
});

test('constraints, and limits of a subset, are held', async () => {
  const held = expect.objectContaining({ satisfies: feasible.satisfies, repair: feasible.repair }) as unknown;
  expect(await feasibilityOf(space({ a: float(0, 1) }, { constraints: [linear({ a: 1 }, 0.5)] }))).toEqual(held);
  expect(await feasibilityOf(space({ some: subset(['a', 'b', 'c'], { max: 2 }) }))).toEqual(held);
});

test('without any there is nothing to hold', async () => {
  expect(await feasibilityOf(null)).toBe(UNCONSTRAINED);
  const free = space({ a: float(0, 1), some: subset(['a', 'b']) });
  const { satisfies, repair } = await feasibilityOf(free);
  const values = new Float64Array([0.5, 1, 0]);
  expect(satisfies(free, values)).toBe(true);
  expect(repair(free, values, random(1))).toBe(values);
});
