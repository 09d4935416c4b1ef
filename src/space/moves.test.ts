import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { float, int } from './distribution.ts';
import { contains } from './distribution.ts';
import { configurationAt } from './draw.ts';
import { activeGroups, stepped, stepValue } from './moves.ts';
import { isActive } from './nodes.ts';
import { branch, permutation, simplex, subset } from './shape.ts';
import { space } from './space.ts';

const EVERY_KIND = space({
  x: float(-1, 3),
  l: float(1e-5, 1, { log: true }),
  g: float(0, 1, { step: 0.1 }),
  n: int(1, 1024, { log: true }),
  k: int(0, 10, { step: 5 }),
  way: branch({ a: { deep: branch({ p: { q: int(1, 3) }, r: {} }) }, b: { s: float(0, 1) }, c: {} }),
  order: permutation(['a', 'b', 'c', 'd']),
  some: subset(['a', 'b', 'c', 'd', 'e'], { min: 2, max: 3 }),
  mix: simplex(['a', 'b', 'c']),
});

test('a discrete value always moves, in a small range too', () => {
  const stream = random(1);
  const grid = float(0, 1, { step: 0.1 });
  for (let value = 0; value <= 10; value++)
    expect(stepValue(grid, Number((value / 10).toPrecision(14)), 1e-6, stream)).not.toBe(value / 10);
  expect(stepValue(int(3, 3), 3, 1, stream)).toBe(3);
});

describe('laws', () => {
  test('a step from a configuration leads to a configuration', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 1e-4, max: 1, noNaN: true }), (seed, spread) => {
        const stream = random(seed);
        const from = configurationAt(EVERY_KIND, () => stream.uniform());
        const groups = activeGroups(EVERY_KIND, from).filter(() => stream.uniform() < 0.5);
        const to = stepped(EVERY_KIND, from, groups, spread, stream);
        EVERY_KIND.nodes.forEach(({ distribution }, node) => {
          expect(Number.isNaN(to[node]!)).toBe(!isActive(EVERY_KIND, to, node));
          if (!Number.isNaN(to[node]!)) expect(contains(distribution, to[node]!)).toBe(true);
        });
        const members = EVERY_KIND.groups
          .find((group) => group.name === 'some')!
          .nodes.filter((node) => to[node] === 1);
        expect(members.length).toBeGreaterThanOrEqual(2);
        expect(members.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  test('a step along one discrete parameter changes it', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const stream = random(seed);
        const from = configurationAt(EVERY_KIND, () => stream.uniform());
        for (const name of ['g', 'n', 'k', 'way', 'order', 'some']) {
          const group = EVERY_KIND.groups.findIndex((each) => each.name === name);
          const to = stepped(EVERY_KIND, from, [group], 0.1, stream);
          expect(EVERY_KIND.groups[group]!.nodes.some((node) => to[node] !== from[node])).toBe(true);
        }
      }),
    );
  });
});
