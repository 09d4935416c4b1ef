import { expect, test } from 'vitest';
import { forbidden, linear } from '../../space/constraint.ts';
import { categorical, float } from '../../space/distribution.ts';
import { branch, type Shape } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { setupDifferences, spaceDifferences } from './differences.ts';
import type { Setup } from './setup.ts';

const SHAPE = { x: float(0, 1), kind: categorical(['a', 'b', 'c']) };
const plain = space(SHAPE);
const narrow = space({ ...SHAPE, x: float(0, 0.5) }, { constraints: [forbidden({ kind: 'c' })] });

test('ranges and combinations that are left out are told in words', () => {
  expect(spaceDifferences(plain, plain)).toEqual([]);
  expect(spaceDifferences(plain, narrow)).toEqual(['x: float(0, 1) → float(0, 0.5)', 'kind = "c" is tried no more']);
  expect(spaceDifferences(narrow, plain)[1]).toBe('kind = "c" may be tried again');
});

test('a parameter under other conditions is told once; one that stands in several branches is told branch by branch', () => {
  const under = (a: Shape, b: Shape = {}) => space({ kind: branch({ a, b }) });
  const rate = float(0, 1);
  expect(spaceDifferences(under({ rate }), under({}, { rate }))).toEqual([
    'rate: float(0, 1) where kind is "a" → float(0, 1) where kind is "b"',
  ]);
  const flat = space({ kind: categorical(['a', 'b']), rate: float(0, 2) });
  expect(spaceDifferences(under({ rate }), flat)).toEqual(['rate: float(0, 1) where kind is "a" → float(0, 2) always']);
  expect(spaceDifferences(under({ rate }), under({ rate }, { rate: float(0, 5) }))).toEqual([
    'rate is new (float(0, 5))',
  ]);
});

test('other constraints are told by their number, and the same in another order are the same', () => {
  const [one, other] = [forbidden({ kind: 'a', x: 0.5 }), linear({ x: 1 }, 0.5)];
  const both = space(SHAPE, { constraints: [one, other] });
  expect(spaceDifferences(both, space(SHAPE, { constraints: [other, one] }))).toEqual([]);
  expect(spaceDifferences(plain, both)).toEqual([
    'kind = "a", x = 0.5 is tried no more',
    'constraints: 0 before, 2 now, and not the same',
  ]);
  const twice = space(SHAPE, { constraints: [one, one] });
  expect(spaceDifferences(space(SHAPE, { constraints: [one] }), twice)).toHaveLength(1);
});

test('ways to search are told as people read them', () => {
  const setup: Setup = {
    seed: 1,
    sampler: { name: 'tpe', options: { startup: 10 } },
    pruner: null,
    judgeBy: { kind: 'objective', name: 'loss' },
    fidelity: { name: 'epoch', min: 1, max: 30 },
    program: null,
    budget: null,
    duplicates: 'avoid',
    declared: true,
  };
  expect(setupDifferences(setup, setup)).toEqual([]);
  const other: Setup = { ...setup, sampler: { name: 'grid', options: null }, fidelity: null };
  expect(
    setupDifferences(setup, { ...other, judgeBy: { kind: 'metric', name: 'accuracy', direction: 'maximize' } }),
  ).toEqual([
    'sampler: tpe (startup 10) → grid',
    'judged by: objective, loss → metric, accuracy, direction maximize',
    'fidelity: epoch, min 1, max 30 → none',
  ]);
});
