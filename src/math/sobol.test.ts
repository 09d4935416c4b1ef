import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { paddedUnit, sobolBits, sobolUnit, textKey } from './sobol.ts';
import { allDirections } from './sobol-directions.ts';
import { firstDirections } from './sobol-table.ts';

const unit = (index: number, dimension: number, seed: number): number =>
  sobolUnit(index, dimension, seed, firstDirections());

const golden = JSON.parse(readFileSync(new URL('./sobol.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  cases: { index: number; dimension: number; point: number }[];
};

test(`unscrambled points are those of ${golden.source}`, () => {
  expect(golden.cases.length).toBeGreaterThan(200);
  for (const { index, dimension, point } of golden.cases) {
    expect(sobolBits(index, dimension, allDirections()) * 2 ** -32).toBe(point);
    if (dimension < 64) expect(sobolBits(index, dimension, firstDirections()) * 2 ** -32).toBe(point);
  }
});

test('the large table has 1,024 dimensions and begins with the small one', () => {
  expect(allDirections().length).toBe(1024 * 32);
  for (let dimension = 0; dimension < 64; dimension++)
    expect(sobolUnit(77, dimension, 5, allDirections())).toBe(unit(77, dimension, 5));
});

test('two dimensions fill every elementary box of a net', () => {
  // The first two dimensions are a (0, m, 2)-net: each box 2^-a × 2^-b with a + b = m holds one of 2^m points.
  for (const seed of [0, 1, 99])
    for (let a = 0; a <= 8; a++) {
      const boxes = new Set<string>();
      for (let i = 0; i < 256; i++)
        boxes.add(`${Math.floor(unit(i, 0, seed) * 2 ** a)},${Math.floor(unit(i, 1, seed) * 2 ** (8 - a))}`);
      expect(boxes.size).toBe(256);
    }
});

test('seeds scramble independently, and the mean over seeds is one half', () => {
  let sum = 0;
  for (let seed = 0; seed < 4000; seed++) sum += unit(0, 3, seed);
  expect(Math.abs(sum / 4000 - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 4000));
  expect(unit(0, 3, 1)).not.toBe(unit(0, 3, 2));
  expect(unit(0, 3, 1)).not.toBe(unit(0, 4, 1));
  expect(unit(0, 3, 2 ** 40)).not.toBe(unit(0, 3, 0));
});

test('integrates a smooth function far better than chance', () => {
  const root = (n: number, of: (i: number, d: number, seed: number) => number): number => {
    let squares = 0;
    for (let seed = 0; seed < 20; seed++) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        let product = 1;
        for (let d = 0; d < 5; d++) product *= 1 + (of(i, d, seed) - 0.5) / (d + 1);
        sum += product;
      }
      squares += (sum / n - 1) ** 2;
    }
    return Math.sqrt(squares / 20);
  };
  const chance = Math.sqrt(0.13 / 256); // the variance of the product is about 0.13
  expect(root(256, unit)).toBeLessThan(chance / 10);
});

test('keys of texts differ by text and by seed', () => {
  expect(new Set(['lr', 'rl', 'l', '', 'lr '].map((name) => textKey(name, 0))).size).toBe(5);
  expect(textKey('lr', 0)).not.toBe(textKey('lr', 1));
});

describe('laws', () => {
  const seeds = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 });

  test('each aligned block of 2^k points has one in each of 2^k intervals, in every dimension, beyond the table too', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 0, max: 1200 }),
        fc.integer({ min: 0, max: 7 }),
        fc.nat(1000),
        (seed, dimension, k, block) => {
          const cells = new Set<number>();
          for (let i = 0; i < 2 ** k; i++)
            cells.add(Math.floor(sobolUnit(block * 2 ** k + i, dimension, seed, allDirections()) * 2 ** k));
          return cells.size === 2 ** k;
        },
      ),
    );
  });

  test('padded coordinates are stratified alone', () => {
    fc.assert(
      fc.property(fc.string(), seeds, fc.integer({ min: 0, max: 8 }), (name, seed, k) => {
        const key = textKey(name, seed);
        const cells = Array.from({ length: 2 ** k }, (_, i) => Math.floor(paddedUnit(i, key) * 2 ** k));
        return new Set(cells).size === 2 ** k;
      }),
    );
  });

  test('coordinates lie in (0, 1)', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(2000), seeds, (index, dimension, seed) => {
        const unit = sobolUnit(index, dimension, seed, allDirections());
        return unit > 0 && unit < 1;
      }),
    );
  });
});
