import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { forbidden, linear } from './constraint.ts';
import { contains, float, int } from './distribution.ts';
import { configurationAt } from './draw.ts';
import { checkFeasible, repair, satisfies } from './feasible.ts';
import { branch, subset } from './shape.ts';
import { type SearchSpace, space } from './space.ts';

const unit = () => float(0, 1);

/** Σ weights · values = total, as two rows. */
const exactly = (weights: Record<string, number>, total: number) => [
  linear(weights, total),
  linear(Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, -weight])), -total),
];

function repaired(made: SearchSpace, count: number): Float64Array[] {
  const stream = random(3);
  return Array.from({ length: count }, () => {
    const values = configurationAt(made, () => stream.uniform());
    return repair(made, values, stream)!;
  });
}

const NARROW: readonly (readonly [string, () => SearchSpace])[] = [
  [
    'a corner',
    () => space({ a: unit(), b: unit(), c: unit() }, { constraints: [linear({ a: 1, b: 1, c: 1 }, 0.001)] }),
  ],
  [
    'a corner with two sides one behind the other',
    () =>
      space(
        { a: unit(), b: unit(), c: unit() },
        {
          constraints: [
            linear({ a: 1, b: 1 }, 0.001),
            linear({ b: 1, c: 1 }, 0.001),
            linear({ a: 1, c: -1 }, 0),
            linear({ a: -1, c: 1 }, 1e-6),
          ],
        },
      ),
  ],
  ['a plane', () => space({ a: unit(), b: unit(), c: unit() }, { constraints: exactly({ a: 1, b: 1, c: 1 }, 1) })],
  [
    'two planes',
    () =>
      space(
        { a: unit(), b: unit(), c: unit(), d: unit() },
        { constraints: [...exactly({ a: 1, b: 1, c: 1, d: 1 }, 1), ...exactly({ a: 1, b: -1 }, 0.1)] },
      ),
  ],
  [
    'ranges far apart',
    () =>
      space(
        { a: float(0, 1e6), b: unit(), c: float(-1e-3, 1e-3) },
        { constraints: [linear({ a: 1e-6, b: 1, c: 1e3 }, 0.99), linear({ a: -1e-6, b: -1, c: -1e3 }, -0.98999999)] },
      ),
  ],
  [
    'whole numbers on a plane',
    () =>
      space({ a: int(0, 1e6), b: int(0, 1e6), c: int(0, 1e6) }, { constraints: exactly({ a: 1, b: 1, c: 1 }, 700) }),
  ],
  [
    'whole, stepped and logarithmic numbers in a corner',
    () =>
      space(
        { a: int(0, 1e6), b: float(0, 1, { step: 1e-4 }), c: float(1e-6, 1, { log: true }) },
        { constraints: [linear({ a: 1e-4, b: 1, c: 1 }, 0.001)] },
      ),
  ],
  [
    'a case of a branch, under other constraints',
    () =>
      space(
        {
          m: branch({ bad: { a: float(5, 9) }, good: { x: unit(), y: unit(), z: unit() }, none: { q: unit() } }),
          s: subset(['p', 'q', 'r'], { min: 1, max: 1 }),
          t: unit(),
        },
        { constraints: [linear({ a: 1, x: 1, y: 1, z: 1, t: 1 }, 1e-4), forbidden({ m: 'none' })] },
      ),
  ],
];

test.each(NARROW)('%s: accepted, and every configuration is repaired into it, elsewhere each time', (_, make) => {
  const made = make();
  const all = repaired(made, 60);
  for (const values of all) {
    expect(satisfies(made, values)).toBe(true);
    made.nodes.forEach(({ distribution }, i) => {
      if (!Number.isNaN(values[i]!)) expect(contains(distribution, values[i]!)).toBe(true);
    });
  }
  expect(new Set(all.map((values) => values.join())).size).toBeGreaterThan(20);
  expect(repaired(made, 5).join()).toBe(all.slice(0, 5).join());
});

test('the only point of a line of whole numbers is found', () => {
  const made = space({ a: int(0, 1000), b: int(0, 1000) }, { constraints: exactly({ a: 3, b: 5 }, 17) });
  expect([...repaired(made, 1)[0]!]).toEqual([4, 1]);
});

test('random configurations spread over a corner as uniform ones do', () => {
  const made = space({ a: unit(), b: unit(), c: unit() }, { constraints: [linear({ a: 1, b: 1, c: 1 }, 0.001)] });
  const all = repaired(made, 1000);
  for (const node of [0, 1, 2]) {
    const mean = all.reduce((sum, values) => sum + values[node]!, 0) / all.length;
    expect(mean).toBeGreaterThan(0.85 * 0.00025); // a quarter of the edge: the mean of a uniform draw
    expect(mean).toBeLessThan(1.15 * 0.00025);
  }
});

test('what all but meets the constraints stays where it is', () => {
  const made = space({ a: unit(), b: unit(), c: unit() }, { constraints: exactly({ a: 1, b: 1, c: 1 }, 1) });
  const values = Float64Array.of(0.2, 0.3, 0.5 + 1e-6);
  const found = repair(made, values, random(1))!;
  expect(satisfies(made, found)).toBe(true);
  found.forEach((value, i) => expect(Math.abs(value - values[i]!)).toBeLessThan(1e-4));
});

test.each([
  [
    'a gap',
    () =>
      space(
        { a: unit(), b: unit() },
        { constraints: [linear({ a: 1, b: 1 }, 0.5), linear({ a: -1, b: -1 }, -0.5001)] },
      ),
  ],
  [
    'an odd sum of even numbers',
    () => space({ a: int(0, 99), b: int(0, 99) }, { constraints: exactly({ a: 2, b: 2 }, 5) }),
  ],
])('%s is still refused', (_, make) => {
  expect(() => checkFeasible(make())).toThrow(/No configuration was found/);
});

describe('laws', () => {
  test('a sum that some configuration has is met exactly, whatever the weights', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0.01, max: 1, noNaN: true }),
            fc.double({ min: -5, max: 5, noNaN: true }).map((weight) => (Math.abs(weight) < 1e-6 ? 1 : weight)),
          ),
          {
            minLength: 2,
            maxLength: 6,
          },
        ),
        fc.nat(),
        (parts, seed) => {
          const shape = Object.fromEntries(parts.map((_, i) => [`p${i}`, unit()]));
          const weights = Object.fromEntries(parts.map(([, weight], i) => [`p${i}`, weight]));
          const total = parts.reduce((sum, [value, weight]) => sum + value * weight, 0);
          const made = space(shape, { constraints: exactly(weights, total) });
          const stream = random(seed);
          const values = configurationAt(made, () => stream.uniform());
          expect(satisfies(made, repair(made, values, stream)!)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});
