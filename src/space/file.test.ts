import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isVernierError } from '../errors.ts';
import { forbidden, linear } from './constraint.ts';
import { categorical, float, int, ordinal } from './distribution.ts';
import { readSpace, spaceFromJson, writeSpace } from './file.ts';
import { programParams } from './file-program.ts';
import { type Data, treeOf } from './file-tree.ts';
import { branch, type Parameter, permutation, type Shape, simplex, subset } from './shape.ts';
import { paramsOf, type SearchSpace, space } from './space.ts';

const read = (parameters: Data, constraints?: Data) =>
  readSpace(treeOf(parameters), constraints === undefined ? undefined : treeOf(constraints));
const parameter = (form: Data) => read({ x: form }).space.groups[0]!.parameter;
const stored = ({ groups, nodes, constraints }: SearchSpace) => ({ groups, nodes, constraints });

function message(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (isVernierError(error)) return `${error.code}: ${error.message} ${error.hint}`;
    throw error;
  }
  return 'nothing was thrown';
}

describe('the forms of W&B', () => {
  test.each<[string, Data, unknown]>([
    ['int_uniform, implied', { min: 1, max: 8 }, int(1, 8)],
    ['uniform, implied', { min: 0.5, max: 8 }, float(0.5, 8)],
    ['uniform with whole bounds', { distribution: 'uniform', min: 0, max: 1 }, float(0, 1)],
    ['categorical, implied', { values: ['a', 2, true, null] }, categorical(['a', 2, true, null])],
    ['q_uniform, whole q', { distribution: 'q_uniform', min: 8, max: 64, q: 8 }, int(8, 64, { step: 8 })],
    ['q_uniform, real q', { distribution: 'q_uniform', min: 0, max: 1, q: 0.25 }, float(0, 1, { step: 0.25 })],
    ['q_uniform rounds halves to even', { distribution: 'q_uniform', min: 1, max: 7, q: 2 }, int(0, 8, { step: 2 })],
    ['log_uniform_values', { distribution: 'log_uniform_values', min: 1e-4, max: 1 }, float(1e-4, 1, { log: true })],
    [
      'q_log_uniform_values with q 1',
      { distribution: 'q_log_uniform_values', min: 1, max: 512 },
      int(1, 512, { log: true }),
    ],
    ['log_uniform takes exponents', { distribution: 'log_uniform', min: 0, max: 1 }, float(1, Math.E, { log: true })],
    ['normal', { distribution: 'normal', mu: 3, sigma: 0.5 }, float(1, 5)],
    ['normal by default', { distribution: 'normal' }, float(-4, 4)],
    ['q_normal', { distribution: 'q_normal', mu: 10, sigma: 2, q: 1 }, int(2, 18)],
    ['log_normal', { distribution: 'log_normal', mu: 0, sigma: 1 }, float(Math.exp(-4), Math.exp(4), { log: true })],
    ['q_log_normal', { distribution: 'q_log_normal', mu: 2, sigma: 1 }, int(1, 403, { log: true })],
  ])('%s', (_, form, expected) => expect(parameter(form)).toEqual(expected));

  test('densities become priors', () => {
    const { nodes } = read({
      n: { distribution: 'normal', mu: 3, sigma: 0.5 },
      l: { distribution: 'log_normal', mu: 2, sigma: 1 },
      c: { values: ['a', 'b'], probabilities: [0.25, 0.75] },
    }).space;
    expect(nodes.map(({ prior }) => prior)).toEqual([
      { kind: 'normal', best: 3, spread: 1 / 8 },
      { kind: 'normal', best: Math.exp(2), spread: 1 / 8 },
      { kind: 'weights', weights: [0.25, 0.75] },
    ]);
  });

  test.each(['beta', 'q_beta', 'inv_log_uniform', 'inv_log_uniform_values'])('%s is refused by name', (form) => {
    expect(message(() => parameter({ distribution: form, min: 0.1, max: 1 }))).toContain(
      `distribution: ${form}, which is not supported yet. `,
    );
  });

  test('fixed values and groups come back for the program', () => {
    const { space: searched, program } = read({
      epochs: { value: 5 },
      optimizer: {
        parameters: {
          name: { values: ['adam', 'sgd'] },
          lr: { min: 0.1, max: 1.5 },
          extra: { value: { nesterov: true } },
        },
      },
      layers: { values: [[64, 32], [128]] },
    });
    expect(searched.groups.map(({ name }) => name)).toEqual(['optimizer.name', 'optimizer.lr', 'layers']);
    expect(programParams(program, paramsOf(searched, [1, 0.5, 0]))).toEqual({
      epochs: 5,
      optimizer: { name: 'sgd', lr: 0.5, extra: { nesterov: true } },
      layers: [64, 32],
    });
  });
});

describe('our own keys', () => {
  test('step, log, ordered, prior', () => {
    expect(parameter({ min: 0.5, max: 2.5, step: 0.5 })).toEqual(float(0.5, 2.5, { step: 0.5 }));
    expect(parameter({ min: 1, max: 512, log: true })).toEqual(int(1, 512, { log: true }));
    expect(parameter({ values: [16, 32, 64], ordered: true })).toEqual(ordinal([16, 32, 64]));
    expect(read({ x: { min: 0.5, max: 2.5, prior: { best: 1, spread: 0.1 } } }).space.nodes[0]!.prior).toEqual({
      kind: 'normal',
      best: 1,
      spread: 0.1,
    });
  });

  test('permutation, subset, simplex', () => {
    expect(parameter({ type: 'permutation', items: ['a', 'b', 'c'] })).toEqual(permutation(['a', 'b', 'c']));
    expect(parameter({ type: 'subset', items: ['a', 'b', 'c'], max: 2 })).toEqual(subset(['a', 'b', 'c'], { max: 2 }));
    expect(parameter({ type: 'simplex', items: ['a', 'b'] })).toEqual(simplex(['a', 'b']));
  });

  test('a child may stand before its parent, and says which values switch it on', () => {
    const { nodes } = read({
      momentum: { min: 0.1, max: 0.99, when: { optimizer: ['sgd', 'rmsprop'] } },
      optimizer: { values: ['adam', 'sgd', 'rmsprop'] },
    }).space;
    expect(nodes.map(({ name, when }) => [name, when])).toEqual([
      ['optimizer', []],
      ['momentum', [{ node: 0, choices: [1, 2] }]],
    ]);
  });

  test('a condition on a group holds for all in it; names are looked up from the inside', () => {
    const { nodes } = read({
      opt: {
        parameters: {
          kind: { values: ['adam', 'sgd'] },
          sgd: { when: { kind: 'sgd' }, parameters: { lr: { min: 0.1, max: 1.5 }, nesterov: { value: true } } },
        },
      },
    }).space;
    expect(nodes.map(({ name, when }) => [name, when.length])).toEqual([
      ['opt.kind', 0],
      ['opt.sgd.lr', 1],
      ['opt.sgd.nesterov', 1],
    ]);
  });

  test('constraints', () => {
    const { constraints } = read({ a: { min: 0.5, max: 2.5 }, b: { values: ['x', 'y'] } }, [
      { linear: { a: 2 }, at_least: 1 },
      { forbidden: { b: 'x' } },
    ]).space;
    expect(constraints).toEqual([linear({ a: -2 }, -1), forbidden({ b: 'x' })]);
  });
});

describe('what is no space', () => {
  test.each<[string, Data, string]>([
    ['no map', { x: 3 }, 'Parameter "x" is 3; expected a map. For a fixed value write { value: 3 }'],
    ['unknown key', { x: { min: 1, max: 2, stpe: 1 } }, 'has the key "stpe", which is not known. Did you mean "step"?'],
    [
      'unknown distribution',
      { x: { distribution: 'unifrom', min: 1, max: 2 } },
      'distribution is "unifrom"; expected one of',
    ],
    ['key of another form', { x: { values: [1, 2], log: true } }, '"log" has no meaning for categorical'],
    ['only one bound', { x: { min: 1 } }, 'has min but no max'],
    ['bounds the wrong way round', { x: { min: 2, max: 1 } }, 'low is above high. Did you mean int(1, 2)?'],
    ['log with zero', { x: { distribution: 'log_uniform_values', min: 0, max: 1 } }, 'low must be above 0'],
    ['no choice', { x: { values: [] } }, 'categorical([]) has no choice'],
    ['a choice twice', { x: { values: ['a', 'a'] } }, 'lists "a" twice'],
    [
      'text for a number',
      { x: { distribution: 'uniform', min: '0.1', max: 1 } },
      'min is the text "0.1"; expected a number. Leave the quotes out.',
    ],
    [
      'real bound of int_uniform',
      { x: { distribution: 'int_uniform', min: 0.5, max: 3 } },
      'int_uniform expects a whole number',
    ],
    ['probabilities that are none', { x: { values: ['a', 'b'], probabilities: [0.5, 0.6] } }, 'add up to 1.1'],
    ['type of another tool', { x: { type: 'float', min: 0, max: 1 } }, 'such parameters need no type'],
    [
      'missing parent',
      { x: { min: 1, max: 2, when: { optimzer: 'sgd' } }, optimizer: { values: ['sgd'] } },
      'Did you mean "optimizer"?',
    ],
    [
      'no value of the parent',
      { x: { min: 1, max: 2, when: { o: 'sdg' } }, o: { values: ['sgd'] } },
      'which is no value of categorical("sgd")',
    ],
    [
      'a circle of conditions',
      { a: { values: [1, 2], when: { b: 1 } }, b: { values: [1, 2], when: { a: 1 } } },
      'waits for itself',
    ],
    [
      'a name twice',
      { 'a.b': { value: 1, when: { c: 1 } }, c: { values: [1] }, a: { parameters: { b: { min: 1, max: 2 } } } },
      'The name "a.b" is used twice',
    ],
  ])('%s', (_, parameters, expected) => expect(message(() => read(parameters))).toContain(expected));

  test('an impossible constraint, and one on a missing name', () => {
    const a = { a: { min: 1, max: 2 } };
    expect(message(() => read(a, [{ linear: { a: 1 }, at_most: 0 }]))).toContain(
      'No configuration was found that meets the constraints',
    );
    expect(message(() => read(a, [{ linear: { aa: 1 }, at_most: 5 }]))).toContain('Did you mean "a"?');
    expect(message(() => read(a, [{ liner: { a: 1 }, at_most: 5 }]))).toContain('Did you mean "linear"?');
  });

  test('errors carry the line of what is wrong', () => {
    const lined = {
      kind: 'map',
      line: 1,
      entries: [{ key: 'x', line: 7, value: { ...treeOf({ min: 1, max: 2, when: { y: 1 } }), line: 7 } }],
    } as const;
    try {
      readSpace(lined);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'config-invalid', details: { line: 7 } });
    }
  });
});

describe('laws', () => {
  const leaf: fc.Arbitrary<Parameter> = fc.oneof(
    fc
      .tuple(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.double({ min: 1, max: 1e6, noNaN: true }), fc.boolean())
      .map(([low, high, log]) => float(low, high, { log })),
    fc
      .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 5 }))
      .map(([low, more, step]) => int(low, low + more, { step })),
    fc
      .uniqueArray(fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer()), { minLength: 1, maxLength: 5 })
      .chain((list) => fc.constantFrom(categorical(list), ordinal(list))),
    fc
      .uniqueArray(fc.string({ minLength: 1 }), { minLength: 3, maxLength: 5 })
      .chain((items) =>
        fc.constantFrom<Parameter>(permutation(items), subset(items, { min: 1, max: 2 }), simplex(items)),
      ),
  );
  const name = fc.oneof(
    fc.constantFrom('__proto__', '0', '17', 'a.b', 'größe', 'constructor'),
    fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !text.includes('#')),
  );
  const shapes = (deep: number): fc.Arbitrary<Shape> =>
    fc
      .array(
        fc.tuple(
          name,
          deep === 0
            ? leaf
            : fc.oneof(
                leaf,
                fc.tuple(shapes(deep - 1), shapes(deep - 1)).map(([left, right]) => branch({ left, right })),
              ),
        ),
        { maxLength: 4 },
      )
      .map(Object.fromEntries);

  test('what is written reads the same, through JSON text too', () => {
    fc.assert(
      fc.property(shapes(2), (shape) => {
        const made = declared(shape);
        fc.pre(made !== null);
        expect(stored(spaceFromJson(JSON.parse(JSON.stringify(writeSpace(made!)))))).toEqual(stored(made!));
      }),
      { numRuns: 300 },
    );
  });

  test('priors and constraints as well', () => {
    const made = space(
      {
        o: branch({
          adam: { lr: float(1e-4, 1, { log: true }) },
          sgd: { lr: float(1e-2, 10, { log: true }), m: float(0, 1) },
        }),
        w: int(1, 9),
        s: subset(['a', 'b', 'c'], { min: 1 }),
      },
      {
        constraints: [
          linear({ w: 2, m: 1 }, 10),
          forbidden({ o: 'adam', w: 3 }),
          { kind: 'count', names: ['s#0', 's#1'], atLeast: 0, atMost: 1 },
        ],
        priors: { w: { kind: 'normal', best: 3, spread: 0.2 }, o: { kind: 'weights', weights: [3, 1] } },
      },
    );
    expect(stored(spaceFromJson(JSON.parse(JSON.stringify(writeSpace(made)))))).toEqual(stored(made));
  });

  /** Random names may collide, which `space` refuses. */
  function declared(shape: Shape): SearchSpace | null {
    try {
      return space(shape);
    } catch {
      return null;
    }
  }
});
