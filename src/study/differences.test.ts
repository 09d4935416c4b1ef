import { expect, test } from 'vitest';
import { forbidden, linear } from '../space/constraint.ts';
import { categorical, float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { spaceDifferences } from './differences.ts';

const SHAPE = { x: float(0, 1), kind: categorical(['a', 'b', 'c']) };
const plain = space(SHAPE);
const narrow = space({ ...SHAPE, x: float(0, 0.5) }, { constraints: [forbidden({ kind: 'c' })] });

test('ranges and combinations that are left out are told in words', () => {
  expect(spaceDifferences(plain, plain)).toEqual([]);
  expect(spaceDifferences(plain, narrow)).toEqual(['x: float(0, 1) → float(0, 0.5)', 'kind = "c" is tried no more']);
  expect(spaceDifferences(narrow, plain)[1]).toBe('kind = "c" may be tried again');
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
