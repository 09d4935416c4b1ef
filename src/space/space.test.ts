import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isVernierError } from '../errors.ts';
import { random } from '../math/random.ts';
import { forbidden, linear } from './constraint.ts';
import { cardinality, categorical, float, int, ordinal } from './distribution.ts';
import { configurationAt } from './draw.ts';
import { satisfies } from './feasible.ts';
import { configurations } from './points.ts';
import { fromUnit } from './encode.ts';
import { branch, type Parameter, permutation, type Shape, simplex, subset } from './shape.ts';
import {
  internalsOf,
  isActive,
  namedValues,
  nodeValues,
  paramsOf,
  type Prior,
  type SearchSpace,
  space,
  spaceOf,
  spaceSize,
} from './space.ts';

const model = () =>
  space({
    model: branch({
      tree: { depth: int(1, 9), split: branch({ best: {}, random: { tries: int(1, 3) } }) },
      net: { depth: int(1, 9), width: int(8, 512, { log: true }) },
      none: {},
    }),
    mix: simplex(['a', 'b']),
    order: permutation(['x', 'y', 'z']),
  });

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

describe('lowering', () => {
  test('nodes stand parents first, names flat, and each knows the cases that switch it on', () => {
    expect(model().nodes.map(({ name, when }) => [name, when])).toEqual([
      ['model', []],
      // the same parameter in two cases is one node that waits for either
      ['depth', [{ node: 0, choices: [0, 1] }]],
      ['split', [{ node: 0, choices: [0] }]],
      [
        'tries',
        [
          { node: 0, choices: [0] },
          { node: 2, choices: [1] },
        ],
      ],
      ['width', [{ node: 0, choices: [1] }]],
      ['mix#0', []],
      ['order#0', []],
      ['order#1', []],
    ]);
  });

  test('one name with two meanings in two cases is two nodes, never active together', () => {
    const made = space({
      o: branch({ adam: { lr: float(1e-4, 1e-1, { log: true }) }, sgd: { lr: float(1, 10, { log: true }) } }),
    });
    expect(made.nodes.map(({ name }) => name)).toEqual(['o', 'lr', 'lr']);
    expect(
      paramsOf(
        made,
        nodeValues(made, (name) => ({ o: 1, lr: 2 })[name]),
      ),
    ).toEqual({ o: 'sgd', lr: 2 });
  });

  test('equal branches in two cases keep their children apart', () => {
    const inner = () => branch({ on: { rate: float(0, 1) }, off: {} });
    const made = space({ a: branch({ x: { b: inner() }, y: { b: inner() }, z: {} }) });
    const at = (values: Record<string, number>) =>
      paramsOf(
        made,
        nodeValues(made, (name) => values[name]),
      );
    expect(at({ a: 0, b: 0, rate: 0.5 })).toEqual({ a: 'x', b: 'on', rate: 0.5 });
    expect(at({ a: 1, b: 0, rate: 0.5 })).toEqual({ a: 'y', b: 'on', rate: 0.5 });
    expect(at({ a: 1, b: 1, rate: 0.5 })).toEqual({ a: 'y', b: 'off' });
    expect(at({ a: 2, b: 0, rate: 0.5 })).toEqual({ a: 'z' });
  });

  test('subsets of one name in two cases have limits of their own', () => {
    const items = ['a', 'b', 'c'] as const;
    const made = space({
      k: branch({ few: { s: subset(items, { max: 1 }) }, many: { s: subset(items, { min: 2 }) } }),
    });
    const sizes = new Set<string>();
    const stream = random(1);
    for (let i = 0; i < 200; i++) {
      const { k, s } = paramsOf(
        made,
        configurationAt(made, () => stream.uniform()),
      ) as { k: string; s: string[] };
      sizes.add(`${k} ${s.length}`);
    }
    expect([...sizes].sort()).toEqual(['few 0', 'few 1', 'many 2', 'many 3']);
  });

  test('names such as __proto__ are names', () => {
    const made = space({ ['__proto__']: int(1, 3), constructor: categorical(['a', 'b']) } as Shape);
    const params = paramsOf(
      made,
      nodeValues(made, (name) => (name === '__proto__' ? 2 : 1)),
    );
    expect(Object.keys(params)).toEqual(['__proto__', 'constructor']);
    expect(internalsOf(made, params)).toEqual(
      new Map([
        ['__proto__', 2],
        ['constructor', 1],
      ]),
    );
  });
});

describe('refusals', () => {
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
      () => space({ a: float(0, 1) }, { priors: { a: { kind: 'normal', best: 2, spread: 1 } } }),
      /best 2, outside float\(0, 1\)/,
    ],
    [
      'a prior without width',
      () => space({ a: float(0, 1) }, { priors: { a: { kind: 'normal', best: 0, spread: 0 } } }),
      /spread 0/,
    ],
    [
      'weights of a number',
      () => space({ a: float(0, 1) }, { priors: { a: { kind: 'weights', weights: [1] } } }),
      /only a categorical/,
    ],
    [
      'too few weights',
      () => space({ a: categorical(['x', 'y']) }, { priors: { a: { kind: 'weights', weights: [1] } } }),
      /1 weights for 2 choices/,
    ],
    [
      'weights of nothing',
      () => space({ a: categorical(['x', 'y']) }, { priors: { a: { kind: 'weights', weights: [0, 0] } } }),
      /one above 0/,
    ],
    [
      'a prior of an ordering',
      () => space({ a: permutation(['x', 'y']) }, { priors: { a: { kind: 'normal', best: 0, spread: 1 } } }),
      /no meaning for a permutation/,
    ],
    ['a constraint on nothing', () => space({ a: int(1, 2) }, { constraints: [linear({}, 1)] }), /names no parameter/],
    [
      'a constraint on a stranger',
      () => space({ alpha: int(1, 2) }, { constraints: [linear({ alhpa: 1 }, 1)] }),
      /Did you mean "alpha"/,
    ],
    [
      'a sum of categories',
      () => space({ a: categorical([1, 2]) }, { constraints: [linear({ a: 1 }, 1)] }),
      /weighs "a", which is categorical/,
    ],
    [
      'a weight of NaN',
      () => space({ a: int(1, 2) }, { constraints: [linear({ a: Number.NaN }, 1)] }),
      /no finite number/,
    ],
    [
      'a forbidden value that cannot be',
      () => space({ a: categorical(['x', 'y']) }, { constraints: [forbidden({ a: 'z' })] }),
      /a = "z", which is no value/,
    ],
    [
      'a count of a number',
      () => space({ a: int(0, 1) }, { constraints: [{ kind: 'count', names: ['a'], atLeast: 0, atMost: 1 }] }),
      /counts "a", which is int/,
    ],
    [
      'a count of a stranger',
      () => space({ a: int(0, 1) }, { constraints: [{ kind: 'count', names: ['b'], atLeast: 0, atMost: 1 }] }),
      /names "b"/,
    ],
    [
      'constraints that nothing meets',
      () => space({ a: int(1, 9) }, { constraints: [linear({ a: 1 }, 0)] }),
      /No configuration was found/,
    ],
    [
      'everything forbidden',
      () => space({ a: categorical(['x']) }, { constraints: [forbidden({ a: 'x' })] }),
      /No configuration was found/,
    ],
    [
      'a missing parent',
      () => spaceOf([{ name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: ['x'] }] }], []),
      /"c" has a condition that names "p"/,
    ],
    [
      'a parent declared later',
      () =>
        spaceOf(
          [
            { name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: ['x'] }] },
            { name: 'p', parameter: categorical(['x']), when: [] },
          ],
          [],
        ),
      /names "p"/,
    ],
    [
      'a parent that is a number',
      () =>
        spaceOf(
          [
            { name: 'p', parameter: int(1, 2), when: [] },
            { name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: [1] }] },
          ],
          [],
        ),
      /Only categorical/,
    ],
    [
      'a case that is none',
      () =>
        spaceOf(
          [
            { name: 'p', parameter: categorical(['x']), when: [] },
            { name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: ['y'] }] },
          ],
          [],
        ),
      /waits for p = "y"/,
    ],
    [
      'a case misspelt',
      () =>
        spaceOf(
          [
            { name: 'p', parameter: categorical(['sgd', 'adam']), when: [] },
            { name: 'c', parameter: int(1, 2), when: [{ name: 'p', values: ['sgdd'] }] },
          ],
          [],
        ),
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
      () => space({ a: int(1, 2) }, { priors: { a: { best: 1, spread: 1 } as unknown as Prior } }),
      /no kind; expected kind: 'normal'/,
    ],
    [
      'a constraint on a whole ordering',
      () => space({ a: permutation([1, 2]) }, { constraints: [forbidden({ a: 1 })] }),
      /made of several values/,
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
    const given = (params: Record<string, unknown>) => refusal(() => internalsOf(model(), params));
    expect(given({ modle: 'tree' })).toMatch(/^parameter-invalid: "modle" .*Did you mean "model"/);
    expect(given({ model: 'forest' })).toMatch(/model = "forest" is no value of categorical\("tree", "net", "none"\)/);
    expect(given({ model: 'net', width: 8.5 })).toMatch(/width = 8.5 is no value of int\(8, 512, log\)/);
    expect(given({ order: ['x', 'y'] })).toMatch(/is no value of this permutation/);
    expect(given({ model: 'none', depth: 99 })).toBe('accepted'); // inactive, so it says nothing
  });
});

test('size counts configurations, constraints apart', () => {
  expect(
    spaceSize(
      space({ a: int(1, 3), b: branch({ x: { c: int(1, 4) }, y: { d: branch({ u: { e: int(1, 5) }, v: {} }) } }) }),
    ),
  ).toBe(3 * (4 + 6));
  expect(spaceSize(space({ a: float(0, 1) }))).toBe(Number.POSITIVE_INFINITY);
  expect(spaceSize(space({ p: permutation([1, 2, 3, 4]) }))).toBe(24);
  expect(spaceSize(space({}))).toBe(1);
});

test('linear constraints allow for the dust of decimals, and leave inactive parameters out', () => {
  const made = space(
    { a: float(0, 1, { step: 0.1 }), b: branch({ on: { c: float(0, 1, { step: 0.1 }) }, off: {} }) },
    { constraints: [linear({ a: 1, c: 1 }, 0.3)] },
  );
  const all = [...configurations(made, random(1))];
  const sums = all.map((values) => ((paramsOf(made, values) as { a: number; c?: number }).c ?? 0) + (values[0] ?? 0));
  expect(sums.filter((sum) => sum <= 0.3 + 1e-9).length).toBe(10 + 4);
});

describe('laws', () => {
  const leaves: fc.Arbitrary<Parameter> = fc.oneof(
    fc.constantFrom<Parameter>(
      float(0, 1),
      float(1e-6, 1, { log: true }),
      int(1, 5),
      int(1, 999, { log: true }),
      float(0, 1, { step: 0.25 }),
    ),
    fc.constantFrom<Parameter>(
      categorical(['p', 'q', true, null]),
      ordinal([1, 2, 3]),
      permutation(['i', 'j', 'k']),
      simplex(['i', 'j', 'k']),
    ),
    fc.constantFrom<Parameter>(subset(['i', 'j', 'k', 'l'], { min: 1, max: 2 }), subset(['i', 'j'])),
  );
  /** Shapes three branches deep; names carry their path, so that they never collide. */
  const shapeAt = (path: string, depth: number): fc.Arbitrary<Shape> =>
    fc
      .array(
        depth === 0
          ? leaves
          : fc.oneof({ weight: 2, arbitrary: leaves }, { weight: 1, arbitrary: branchAt(`${path}b`, depth - 1) }),
        { minLength: 1, maxLength: 3 },
      )
      .map(
        (parameters) =>
          Object.fromEntries(parameters.map((parameter, i) => [renamed(`${path}${i}`), parameter])) as Shape,
      );
  const branchAt = (path: string, depth: number): fc.Arbitrary<Parameter> =>
    fc.tuple(shapeAt(`${path}x`, depth), shapeAt(`${path}y`, depth)).map(([x, y]) => branch({ x, y, z: {} }));
  let counter = 0;
  const renamed = (path: string): string => `${path}_${counter++}`;
  const spaces: fc.Arbitrary<SearchSpace> = shapeAt('r', 2).map((shape) => space(shape));
  const seeds = fc.nat();

  test('params of a configuration give that configuration back', () => {
    fc.assert(
      fc.property(spaces, seeds, (made, seed) => {
        const stream = random(seed);
        const values = configurationAt(made, () => stream.uniform());
        const params = paramsOf(made, values);
        const internals = internalsOf(made, params);
        const again = nodeValues(made, (name) => internals.get(name));
        made.nodes.forEach((node, i) => {
          expect(Number.isNaN(again[i]!)).toBe(Number.isNaN(values[i]!));
          if (!Number.isNaN(values[i]!)) expect(Math.abs(again[i]! - values[i]!), node.name).toBeLessThan(1e-9);
        });
        expect(
          paramsOf(
            made,
            nodeValues(made, (name) => namedValues(made, values).get(name)),
          ),
        ).toEqual(params);
        expect(JSON.parse(JSON.stringify(params))).toEqual(params);
      }),
      { numRuns: 300 },
    );
  });

  test('a node has a value exactly where it is active', () => {
    fc.assert(
      fc.property(spaces, seeds, (made, seed) => {
        const stream = random(seed);
        const values = configurationAt(made, () => stream.uniform());
        made.nodes.forEach(({ when }, i) => {
          expect(isActive(made, values, i)).toBe(!Number.isNaN(values[i]!));
          for (const { node } of when) expect(node).toBeLessThan(i);
        });
      }),
      { numRuns: 300 },
    );
  });

  /** Every configuration by nested loops over all nodes: the slow twin. */
  function listed(made: SearchSpace): string[] {
    const found: string[] = [];
    const values = new Float64Array(made.nodes.length);
    const loop = (i: number): void => {
      values[i] = Number.NaN;
      if (i === values.length) found.push(satisfies(made, values) ? values.join() : 'too many');
      else if (!isActive(made, values, i)) loop(i + 1);
      else
        for (let k = 0, n = cardinality(made.nodes[i]!.distribution); k < n; k++) {
          const { distribution } = made.nodes[i]!;
          values[i] =
            distribution.kind === 'int'
              ? distribution.low + k * distribution.step
              : fromUnit(distribution, (k + 0.5) / n);
          loop(i + 1);
        }
    };
    loop(0);
    return found.filter((one) => one !== 'too many');
  }

  test('the configurations of a finite space are those of nested loops, each once, and the size counts them', () => {
    fc.assert(
      fc.property(spaces, seeds, (made, seed) => {
        const size = spaceSize(made);
        fc.pre(
          size < 2000 && made.nodes.reduce((product, { distribution }) => product * cardinality(distribution), 1) < 1e5,
        );
        const all = [...configurations(made, random(seed))].map((values) => values.join());
        expect(all.length).toBe(size);
        expect(all.sort()).toEqual(listed(made).sort());
      }),
      { numRuns: 60 },
    );
  });
});
