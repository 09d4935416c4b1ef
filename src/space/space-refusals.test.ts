import { expect, test } from 'vitest';
import { isVernierError } from '../errors.ts';
import { checkConditions } from './condition-check.ts';
import { linear } from './constraint.ts';
import { categorical, float, int } from './distribution.ts';
import { checkPriors } from './prior-check.ts';
import { branch, type Parameter, permutation, simplex, subset } from './shape.ts';
import { internalsOf, type Prior, space } from './space.ts';

/** The error's code, text and hint in one line. */
function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (isVernierError(error)) return `${error.code}: ${error.message} ${error.hint ?? ''}`;
    throw error;
  }
  return 'accepted';
}

const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
  ['an empty name', () => space({ '': int(1, 2) }), /named ""/],
  ['a reserved character', () => space({ 'a#0': int(1, 2) }), /no "#"/],
  ['a long name', () => space({ ['x'.repeat(501)]: int(1, 2) }), /1 to 500 characters/],
  ['a name twice', () => space({ a: int(1, 2), b: branch({ x: { a: float(0, 1) } }) }), /"a" is used twice/],
  ['a child named as its branch', () => space({ b: branch({ x: { b: int(1, 2) } }) }), /"b" is used twice/],
  [
    'an unknown prior',
    () => space({ rate: float(0, 1) }, { priors: { rat: { kind: 'normal', best: 0, spread: 1 } } }),
    /names "rat".*Did you mean "rate"/,
  ],
  [
    'a prior out of range',
    () => checkPriors(space({ a: float(0, 1) }, { priors: { a: { kind: 'normal', best: 2, spread: 1 } } })),
    /best 2, outside float\(0, 1\)/,
  ],
  [
    'a prior without width',
    () => checkPriors(space({ a: float(0, 1) }, { priors: { a: { kind: 'normal', best: 0, spread: 0 } } })),
    /spread 0/,
  ],
  [
    'weights of a number',
    () => checkPriors(space({ a: float(0, 1) }, { priors: { a: { kind: 'weights', weights: [1] } } })),
    /only a categorical/,
  ],
  [
    'too few weights',
    () => checkPriors(space({ a: categorical(['x', 'y']) }, { priors: { a: { kind: 'weights', weights: [1] } } })),
    /1 weights for 2 choices/,
  ],
  [
    'weights of nothing',
    () => checkPriors(space({ a: categorical(['x', 'y']) }, { priors: { a: { kind: 'weights', weights: [0, 0] } } })),
    /one above 0/,
  ],
  [
    'a prior of an ordering',
    () => space({ a: permutation(['x', 'y']) }, { priors: { a: { kind: 'normal', best: 0, spread: 1 } } }),
    /no meaning for a permutation/,
  ],
  [
    'a constraint on a stranger',
    () => space({ alpha: int(1, 2) }, { constraints: [linear({ alhpa: 1 }, 1)] }),
    /Did you mean "alpha"/,
  ],
  [
    'a count of a stranger',
    () => space({ a: int(0, 1) }, { constraints: [{ kind: 'count', names: ['b'], atLeast: 0, atMost: 1 }] }),
    /names "b"/,
  ],
  [
    'a missing parent',
    () => checkConditions([{ name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: ['x'] }] }]),
    /"c" has a condition that names "p"/,
  ],
  [
    'a parent declared later',
    () =>
      checkConditions([
        { name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: ['x'] }] },
        { name: 'p', parameter: categorical(['x']), when: [] },
      ]),
    /names "p"/,
  ],
  [
    'a parent that is a number',
    () =>
      checkConditions([
        { name: 'p', parameter: int(1, 2), when: [] },
        { name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: [1] }] },
      ]),
    /Only categorical/,
  ],
  [
    'a case that is none',
    () =>
      checkConditions([
        { name: 'p', parameter: categorical(['x']), when: [] },
        { name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: ['y'] }] },
      ]),
    /waits for p = "y"/,
  ],
  [
    'a case misspelt',
    () =>
      checkConditions([
        { name: 'p', parameter: categorical(['sgd', 'adam']), when: [] },
        { name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: ['sgdd'] }] },
      ]),
    /Did you mean "sgd"/,
  ],
  [
    'one name of two kinds',
    () => space({ b: branch({ u: { x: float(1, 2) }, w: { x: float(1, 2, { log: true }) } }) }),
    /"x" is float\(1, 2\) in one case and float\(1, 2, log\) in another/,
  ],
  ['a fixed value', () => space({ a: 3 as unknown as Parameter }), /"a" is 3, no parameter/],
  ['a choice that is a map', () => space({ a: categorical([{ b: 1 } as unknown as string]) }), /lists \{"b":1\}/],
  ['bounds that are texts', () => space({ a: float('0' as unknown as number, 1) }), /found "0" and 1/],
  [
    'a prior of no kind',
    () => checkPriors(space({ a: int(1, 2) }, { priors: { a: { best: 1, spread: 1 } as unknown as Prior } })),
    /no kind; expected kind: 'normal'/,
  ],
  ['a branch without cases', () => branch({}), /no case/],
  ['a permutation of one', () => permutation(['a']), /has 1 items; it needs 2/],
  ['an item twice', () => simplex(['a', 'a']), /lists "a" twice/],
  ['limits that leave nothing', () => subset(['a', 'b'], { min: 3 }), /min 3, max 2/],
];
test.each(cases)('%s', (_, make, said) => {
  expect(refusal(make)).toMatch(/^space-invalid: /);
  expect(refusal(make)).toMatch(said);
});

test('params that a user gave are checked by name and value', () => {
  const model = space({
    model: branch({
      tree: { depth: int(1, 9) },
      net: { depth: int(1, 9), width: int(8, 512, { log: true }) },
      none: {},
    }),
    order: permutation(['x', 'y', 'z']),
  });
  const given = (params: Record<string, unknown>) => refusal(() => internalsOf(model, params));
  expect(given({ modle: 'tree' })).toMatch(/^parameter-invalid: "modle" .*Did you mean "model"/);
  expect(given({ model: 'forest' })).toMatch(/model = "forest" is no value of categorical\("tree", "net", "none"\)/);
  expect(given({ model: 'net', width: 8.5 })).toMatch(/width = 8.5 is no value of int\(8, 512, log\)/);
  expect(given({ order: ['x', 'y'] })).toMatch(/is no value of this permutation/);
  expect(given({ model: 'none', depth: 99 })).toBe('accepted'); // inactive, so it says nothing
});
