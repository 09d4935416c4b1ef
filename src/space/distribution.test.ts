import fc from 'fast-check';
import { describe as group, expect, test } from 'vitest';
import {
  cardinality,
  categorical,
  compatible,
  contains,
  describe,
  type Distribution,
  float,
  int,
  ordinal,
  sameDistribution,
  toExternal,
  toInternal,
  widen,
} from './distribution.ts';
import { fromUnit, toUnit } from './encode.ts';

test('steps end at the last grid point, without dust of binary fractions', () => {
  expect(float(0, 1, { step: 0.3 }).high).toBe(0.9);
  expect(float(0, 0.3, { step: 0.1 }).high).toBe(0.3);
  expect(int(1, 10, { step: 4 }).high).toBe(9);
  expect(float(0, 1, { step: 5 }).high).toBe(0);
  expect([0, 1, 2, 3].map((k) => fromUnit(float(0, 0.3, { step: 0.1 }), k / 4))).toEqual([0, 0.1, 0.2, 0.3]);
});

test('what cannot be is refused, with what was found', () => {
  expect(() => float(1, 0)).toThrow('float(1, 0): low is above high.');
  expect(() => float(0, Number.POSITIVE_INFINITY)).toThrow('finite');
  expect(() => float(Number.NaN, 1)).toThrow('finite');
  expect(() => float(-1e308, 1e308)).toThrow('wider');
  expect(() => float('0' as never, 1)).toThrow('finite');
  expect(() => float(0, 1, { log: true })).toThrow('low must be above 0');
  expect(() => float(1, 2, { log: true, step: 1 })).toThrow('both log and step');
  expect(() => float(1, 2, { step: 0 })).toThrow('step is 0');
  expect(() => int(0, 1.5)).toThrow('whole numbers');
  expect(() => int(0, 2 ** 53)).toThrow('whole numbers');
  expect(() => int(0, 9, { log: true })).toThrow('low must be above 0');
  expect(() => int(1, 9, { log: true, step: 2 })).toThrow('both log and step');
  expect(() => int(1, 9, { step: 0.5 })).toThrow('step is 0.5');
  expect(() => categorical([])).toThrow('no choice');
  expect(() => ordinal([1, 2, 1])).toThrow('lists 1 twice');
  expect(() => categorical([0, -0])).toThrow('twice');
  expect(categorical([1, '1', true, 'true', null]).choices.length).toBe(5);
});

test('counts its values', () => {
  expect(cardinality(float(0, 1))).toBe(Number.POSITIVE_INFINITY);
  expect(cardinality(float(2, 2))).toBe(1);
  expect(cardinality(float(0, 1, { step: 0.1 }))).toBe(11);
  expect(cardinality(int(-3, 3, { step: 2 }))).toBe(4);
  expect(cardinality(categorical(['a', 'b']))).toBe(2);
});

test('values outside are none of it', () => {
  expect(contains(float(0, 1, { step: 0.25 }), 0.3)).toBe(false);
  expect(contains(int(0, 9, { step: 3 }), 4)).toBe(false);
  expect(contains(int(0, 9), 1.5)).toBe(false);
  expect(contains(float(0, 1), Number.NaN)).toBe(false);
  expect(contains(categorical(['a']), 1)).toBe(false);
  expect(toInternal(categorical(['1', 2]), 1)).toBe(null);
  expect(toInternal(int(0, 9), '3')).toBe(null);
});

test('widening takes the narrowest that holds both, and itself where it can', () => {
  const wide = float(0, 10);
  expect(widen('x', wide, float(2, 3))).toBe(wide);
  expect(widen('x', int(0, 6, { step: 3 }), int(9, 12, { step: 3 }))).toEqual(int(0, 12, { step: 3 }));
  expect(widen('x', int(0, 6, { step: 3 }), int(1, 7, { step: 3 }))).toEqual(int(0, 7));
  expect(widen('x', float(0, 1, { step: 0.5 }), float(0.25, 1.25, { step: 0.5 }))).toEqual(float(0, 1.25));
  expect(() => widen('x', float(0, 1), int(0, 1))).toThrow('Parameter "x" was float(0, 1) and is now int(0, 1).');
  expect(() => widen('x', float(1, 2), float(1, 2, { log: true }))).toThrow('log');
  expect(() => widen('x', categorical(['a', 'b']), categorical(['b', 'a']))).toThrow('categorical("b", "a")');
});

group('laws', () => {
  const bounds = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(1000));
  const distributions: fc.Arbitrary<Distribution> = fc.oneof(
    fc
      .tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true }))
      .map(([low, range]) => float(low, low + range)),
    fc
      .tuple(fc.double({ min: 1e-12, max: 1e3, noNaN: true }), fc.double({ min: 1, max: 1e6, noNaN: true }))
      .map(([low, factor]) => float(low, low * factor, { log: true })),
    fc
      .tuple(bounds, fc.constantFrom(0.1, 0.25, 0.3, 1, 7))
      .map(([[low, range], step]) => float(low / 10, (low + range) / 10, { step })),
    fc.tuple(bounds, fc.integer({ min: 1, max: 40 })).map(([[low, range], step]) => int(low, low + range, { step })),
    fc
      .tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(10_000))
      .map(([low, range]) => int(low, low + range, { log: true })),
    fc
      .uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 8 })
      .map((choices) => categorical(choices)),
    fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 8 }).map((choices) => ordinal(choices)),
  );
  const units = fc.double({ min: 0, max: 1, noNaN: true });

  test('every position has a value of the distribution, and that value comes back from its own position', () => {
    fc.assert(
      fc.property(distributions, units, (distribution, unit) => {
        const value = fromUnit(distribution, unit);
        expect(contains(distribution, value)).toBe(true);
        const again = fromUnit(distribution, toUnit(distribution, value));
        if (Number.isFinite(cardinality(distribution))) expect(again).toBe(value);
        else
          expect(Math.abs(again - value)).toBeLessThanOrEqual(
            1e-9 *
              Math.max(
                Math.abs(value),
                (distribution as { high: number }).high - (distribution as { low: number }).low,
              ),
          );
      }),
      { numRuns: 2000 },
    );
  });

  test('positions rise with values, and both ends are reached', () => {
    fc.assert(
      fc.property(distributions, units, units, (distribution, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(fromUnit(distribution, low)).toBeLessThanOrEqual(fromUnit(distribution, high));
        if (distribution.kind === 'categorical') return;
        expect(fromUnit(distribution, 0)).toBe(distribution.low);
        expect(fromUnit(distribution, 1)).toBe(distribution.high);
      }),
    );
  });

  test('what a user sees of a value is that value', () => {
    fc.assert(
      fc.property(distributions, units, (distribution, unit) => {
        const value = fromUnit(distribution, unit);
        expect(toInternal(distribution, toExternal(distribution, value))).toBe(value);
      }),
    );
  });

  test('widening holds the values of both, in either order, and is done at once', () => {
    fc.assert(
      fc.property(distributions, distributions, units, (a, b, unit) => {
        fc.pre(compatible(a, b));
        const both = widen('x', a, b);
        for (const one of [a, b]) expect(contains(both, fromUnit(one, unit))).toBe(true);
        expect(widen('x', both, b)).toBe(both);
        if (a.kind === 'categorical') return;
        expect(sameDistribution(widen('x', b, a), both)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('equal declarations are equal, and described alike', () => {
    fc.assert(
      fc.property(distributions, distributions, (a, b) => {
        expect(sameDistribution(a, JSON.parse(JSON.stringify(a)) as Distribution)).toBe(true);
        if (sameDistribution(a, b)) expect(describe(a)).toBe(describe(b));
      }),
    );
  });
});
