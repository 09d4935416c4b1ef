import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { cardinality, categorical, float, int, ordinal } from './distribution.ts';
import { configurationAt } from './draw.ts';
import { fromUnit } from './encode.ts';
import { satisfies } from './feasible.ts';
import { configurations } from './points.ts';
import { branch, type Parameter, permutation, type Shape, simplex, subset } from './shape.ts';
import {
  internalsOf,
  isActive,
  namedValues,
  nodeValues,
  paramsOf,
  type SearchSpace,
  space,
  spaceSize,
} from './space.ts';

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
