import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { categorical, float, int, ordinal } from './distribution.ts';
import { configurationAt } from './draw.ts';
import { toUnit } from './encode.ts';
import { internalsOf } from './internals.ts';
import { nodeValues, type SearchSpace } from './nodes.ts';
import { branch, permutation, simplex, subset } from './shape.ts';
import { space } from './space.ts';
import { SPACES } from '../testing/sampler-problems.ts';
import { Features } from './features.ts';

/** The values by node of parameters as a person gives them. */
function valuesOf(searched: SearchSpace, params: Readonly<Record<string, unknown>>): Float64Array {
  const internals = internalsOf(searched, params);
  return nodeValues(searched, (name) => internals.get(name));
}

function pointOf(features: Features, values: Float64Array): Float64Array {
  const point = new Float64Array(features.layout.columns).fill(Number.NaN);
  features.write(point, 0, values);
  return point;
}

/** Σ of squared differences by group of columns; 1 where two codes differ. */
function distances(searched: SearchSpace, a: Record<string, unknown>, b: Record<string, unknown>): number[] {
  const features = new Features(searched);
  const { columns, codes, group, groups } = features.layout;
  const [p, q] = [a, b].map((params) => pointOf(features, valuesOf(searched, params)));
  const sums = Array.from({ length: groups }, () => 0);
  for (let c = 0; c < columns; c++)
    sums[group[c]!]! += codes[c] === 1 ? (p![c] === q![c] ? 0 : 1) : (p![c]! - q![c]!) ** 2;
  return sums;
}

const close = (found: readonly number[], expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
};

describe('squared distances', () => {
  test('numbers differ by their unit values, stepped and ordinal ones by the middles of their cells', () => {
    const searched = space({
      x: float(0, 4),
      l: float(1e-4, 1, { log: true }),
      k: int(1, 4),
      o: ordinal(['s', 'm', 'l']),
    });
    close(distances(searched, { x: 1, l: 1e-3, k: 1, o: 's' }, { x: 3, l: 1e-1, k: 4, o: 'l' }), [
      0.25,
      0.25,
      0.75 ** 2,
      (2 / 3) ** 2,
    ]);
  });

  test('two different categories are 1 apart, whichever they are', () => {
    const searched = space({ c: categorical(['a', 'b', 'c', 'd']) });
    close(distances(searched, { c: 'a' }, { c: 'b' }), [1]);
    close(distances(searched, { c: 'a' }, { c: 'd' }), [1]);
    close(distances(searched, { c: 'd' }, { c: 'd' }), [0]);
  });

  test('what can have one value only takes no column', () => {
    const { layout } = new Features(space({ one: float(2, 2), only: categorical(['x']), same: int(3, 3) }));
    expect([layout.columns, layout.groups]).toEqual([0, 0]);
  });

  test('active and inactive are between √¾ and 1 apart, two inactive ones not at all', () => {
    const searched = space({ m: branch({ a: { x: float(0, 1) }, b: {} }) });
    close(distances(searched, { m: 'a', x: 0.2 }, { m: 'a', x: 0.7 }), [0, 0.25]);
    close(distances(searched, { m: 'a', x: 0.5 }, { m: 'b' }), [1, 0.75]);
    close(distances(searched, { m: 'a', x: 0 }, { m: 'b' }), [1, 1]);
    close(distances(searched, { m: 'a', x: 1 }, { m: 'b' }), [1, 1]);
    close(distances(searched, { m: 'b' }, { m: 'b' }), [0, 0]);
  });

  test('a category in a branch is as far from being inactive as from any other', () => {
    const searched = space({ m: branch({ a: { c: categorical(['p', 'q']) }, b: {} }) });
    close(distances(searched, { m: 'a', c: 'p' }, { m: 'b' }), [1, 1]);
    close(distances(searched, { m: 'a', c: 'q' }, { m: 'b' }), [1, 1]);
  });

  test('subsets differ in their items: a length scale each of few, one for many', () => {
    const few = space({ s: subset(['a', 'b', 'c']) });
    close(distances(few, { s: ['a', 'b'] }, { s: ['b', 'c'] }), [1, 0, 1]);
    const many = space({ s: subset([1, 2, 3, 4, 5, 6, 7, 8, 9]) });
    close(distances(many, { s: [1, 2, 3] }, { s: [3, 4] }), [3]);
    const inside = space({ m: branch({ on: { s: subset(['a', 'b', 'c']) }, off: {} }) });
    for (const s of [[], ['a'], ['a', 'b', 'c']])
      close(distances(inside, { m: 'on', s }, { m: 'off' }), [1, 0.25, 0.25, 0.25]);
  });

  test('shares differ by what each gains or loses', () => {
    const searched = space({ mix: simplex(['a', 'b', 'c']) });
    close(
      distances(searched, { mix: { a: 0.5, b: 0.3, c: 0.2 } }, { mix: { a: 0.1, b: 0.3, c: 0.6 } }),
      [0.16, 0, 0.16],
    );
  });

  describe('orderings', () => {
    const searched = space({ o: permutation(['a', 'b', 'c', 'd', 'e']) });
    const apart = (one: string, other: string): number[] => distances(searched, { o: [...one] }, { o: [...other] });

    test('by the share of pairs in the other order', () => {
      expect(apart('abcde', 'edcba')[0]).toBeCloseTo(1, 12);
      expect(apart('abcde', 'bacde')[0]).toBeCloseTo(0.1, 12);
      expect(apart('abcde', 'eabcd')[0]).toBeCloseTo(0.4, 12);
    });

    test('by the share of neighbours on the ring that part: neither turning it nor reading it backwards counts', () => {
      expect(apart('abcde', 'edcba')[1]).toBeCloseTo(0, 12);
      expect(apart('abcde', 'eabcd')[1]).toBeCloseTo(0, 12);
      expect(apart('abcde', 'acebd')[1]).toBeCloseTo(1, 12); // the pentagram shares no side with the pentagon
    });

    test('by how far each has moved', () => {
      const unit = 6 / 5 ** 3;
      expect(apart('abcde', 'bacde')[2]).toBeCloseTo(2 * unit, 12);
      expect(apart('abcde', 'edcba')[2]).toBeCloseTo(40 * unit, 12);
    });
  });
});

test('sliders are the numbers with more than 64 values, at the column that holds their unit value', () => {
  const searched = space({
    x: float(-1, 3),
    k: int(1, 64),
    many: int(1, 65),
    c: categorical(['p', 'q']),
    m: branch({ a: { y: float(0.1, 10, { log: true }) }, b: {} }),
  });
  const features = new Features(searched);
  const names = features.sliders.map(({ node }) => searched.nodes[node]!.name);
  expect(names).toEqual(['x', 'many', 'y']);
  const values = valuesOf(searched, { x: 0, k: 3, many: 7, c: 'q', m: 'a', y: 0.3 });
  const point = pointOf(features, values);
  for (const { node, column } of features.sliders)
    expect(point[column]).toBe(toUnit(searched.nodes[node]!.distribution, values[node]!));
});

test('points are written at their row, and nowhere else', () => {
  const searched = SPACES['mixed']!((name) => name);
  const features = new Features(searched);
  const { columns } = features.layout;
  const out = new Float64Array(3 * columns).fill(7);
  const values = configurationAt(searched, () => 0.4);
  features.write(out, 1, values);
  expect([...out.subarray(0, columns), ...out.subarray(2 * columns)].every((value) => value === 7)).toBe(true);
  expect(out.subarray(columns, 2 * columns)).toEqual(pointOf(features, values));
});

describe('laws', () => {
  /** Everything that may be inactive, the smallest of its kind. */
  const inactive = (): SearchSpace =>
    space({
      m: branch({
        on: {
          x: float(0, 1),
          one: float(2, 2),
          k: int(1, 1e9, { log: true }),
          c: categorical(['only']),
          o: permutation(['a', 'b']),
          s: subset(['a']),
          mix: simplex(['a', 'b']),
        },
        off: {},
      }),
    });

  test.each([...Object.entries(SPACES), ['inactive', inactive] as const])(
    '%s: every column of every configuration is a number, within what a trend expects',
    (_, made) => {
      const searched = made((name) => name);
      const features = new Features(searched);
      const { columns, codes, centre, stretch } = features.layout;
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const stream = random(seed);
          const point = pointOf(
            features,
            configurationAt(searched, () => stream.uniform()),
          );
          for (let c = 0; c < columns; c++) {
            expect(point[c]).toSatisfy(Number.isFinite);
            if (codes[c] !== 1) expect(Math.abs(point[c]! - centre[c]!) * stretch[c]!).toBeLessThanOrEqual(2);
          }
        }),
      );
    },
  );
});
