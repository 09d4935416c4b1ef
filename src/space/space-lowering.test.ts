import { expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { linear } from './constraint.ts';
import { categorical, float, int } from './distribution.ts';
import { configurationAt } from './draw.ts';
import { configurations } from './points.ts';
import { branch, permutation, type Shape, simplex, subset } from './shape.ts';
import { internalsOf, nodeValues, paramsOf, space, spaceSize } from './space.ts';

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
