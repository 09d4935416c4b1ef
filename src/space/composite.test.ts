import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { assemble, type Composite, disassemble, parts } from './composite.ts';
import { fromUnit } from './encode.ts';
import { permutation, simplex, subset } from './shape.ts';

test('a permutation is stored as its Lehmer code', () => {
  const order = permutation(['a', 'b', 'c', 'd']);
  expect(parts(order).map((part) => (part.kind === 'int' ? part.high : null))).toEqual([3, 2, 1]);
  expect(assemble(order, [0, 0, 0])).toEqual(['a', 'b', 'c', 'd']);
  expect(assemble(order, [3, 2, 1])).toEqual(['d', 'c', 'b', 'a']);
  expect(disassemble(order, ['b', 'd', 'a', 'c'])).toEqual([1, 2, 0]);
});

test('what is no value of a composite is null', () => {
  const order = permutation(['a', 'b', 'c']);
  for (const wrong of [['a', 'b'], ['a', 'b', 'b'], ['a', 'b', 'c', 'd'], ['a', 'b', 'x'], 'abc', null, 3])
    expect(disassemble(order, wrong)).toBe(null);
  const some = subset(['a', 'b', 'c'], { min: 1, max: 2 });
  for (const wrong of [[], ['a', 'b', 'c'], ['a', 'a'], ['x'], 'a', { a: 1 }])
    expect(disassemble(some, wrong)).toBe(null);
  const mix = simplex(['a', 'b']);
  for (const wrong of [
    { a: 1 },
    { a: 0.5, b: 0.6 },
    { a: -0.1, b: 1.1 },
    { a: 0.5, c: 0.5 },
    [0.5, 0.5],
    null,
    { a: '1', b: 0 },
    { a: Number.NaN, b: 1 },
  ])
    expect(disassemble(mix, wrong)).toBe(null);
});

test('a subset is given in the order of its items', () => {
  const some = subset(['a', 'b', 'c']);
  expect(assemble(some, disassemble(some, ['c', 'a'])!)).toEqual(['a', 'c']);
});

test('items named like properties of objects are items', () => {
  const mix = simplex(['__proto__', 'constructor']);
  const value = assemble(mix, [0.25]) as Record<string, number>;
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
  expect(disassemble(mix, value)![0]).toBeCloseTo(0.25, 12);
});

test('uniform parts make uniform shares: each has mean 1/k and the variance of a flat Dirichlet', () => {
  const mix = simplex(['a', 'b', 'c', 'd']);
  const stream = random(1);
  const n = 20_000;
  const drawn = Array.from(
    { length: n },
    () => assemble(mix, [stream.uniform(), stream.uniform(), stream.uniform()]) as Record<string, number>,
  );
  for (const item of mix.items) {
    const mean = drawn.reduce((sum, value) => sum + value[item]!, 0) / n;
    const variance = drawn.reduce((sum, value) => sum + (value[item]! - mean) ** 2, 0) / n;
    expect(Math.abs(mean - 1 / 4)).toBeLessThan(4 * Math.sqrt(3 / 80 / n));
    expect(Math.abs(variance - 3 / 80)).toBeLessThan(0.002);
  }
});

describe('laws', () => {
  const composites: fc.Arbitrary<Composite> = fc
    .tuple(
      fc.constantFrom('permutation', 'subset', 'simplex'),
      fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 9 }),
    )
    .map(([kind, items]) =>
      kind === 'permutation' ? permutation(items) : kind === 'subset' ? subset(items) : simplex(items),
    );
  const stored = composites.chain((composite) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: parts(composite).length,
        maxLength: parts(composite).length,
      })
      .map((units) => ({ composite, internals: parts(composite).map((part, i) => fromUnit(part, units[i]!)) })),
  );

  test('taken apart and put together again, a value is the same', () => {
    fc.assert(
      fc.property(stored, ({ composite, internals }) => {
        const value = assemble(composite, internals);
        const again = disassemble(composite, value);
        expect(again).not.toBe(null);
        if (composite.kind === 'simplex') {
          const [shares, back] = [value, assemble(composite, again!)] as Record<string, number>[];
          for (const item of composite.items) expect(Math.abs(back![item]! - shares![item]!)).toBeLessThan(1e-12);
        } else expect(again).toEqual(internals);
      }),
      { numRuns: 500 },
    );
  });

  test('orderings hold every item once; shares are at least 0 and add up to 1', () => {
    fc.assert(
      fc.property(stored, ({ composite, internals }) => {
        const value = assemble(composite, internals);
        if (composite.kind === 'permutation')
          expect([...(value as string[])].sort()).toEqual([...composite.items].sort());
        if (composite.kind !== 'simplex') return;
        const shares = Object.values(value as Record<string, number>);
        expect(shares.every((share) => share >= 0)).toBe(true);
        expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-12);
      }),
    );
  });
});
