import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { index, type Random, random } from './random.ts';

const golden = JSON.parse(readFileSync(new URL('./random.golden.json', import.meta.url), 'utf8')) as {
  source: string;
  cases: { path: [number, ...(string | number)[]]; uniforms: number[] }[];
};

const draws = (stream: Random, count: number): number[] => Array.from({ length: count }, () => stream.uniform());

/** The largest distance of the draws' distribution from a given one, times √n: above 1.95 with probability 0.001. */
function kolmogorov(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  return Math.sqrt(n) * Math.max(...sorted.map((x, i) => Math.max((i + 1) / n - cdf(x), cdf(x) - i / n)));
}

const uniformCdf = (x: number): number => x;

test(`streams are those of ${golden.source}`, () => {
  expect(golden.cases.length).toBeGreaterThan(10);
  for (const { path, uniforms } of golden.cases) {
    const [seed, ...keys] = path;
    const stream = keys.reduce<Random>((parent, key) => parent.fork(key), random(seed));
    expect(draws(stream, 5)).toEqual(uniforms);
  }
});

test('draws are uniform, and so are the first draws of the forks of one stream', () => {
  expect(kolmogorov(draws(random(1), 20_000), uniformCdf)).toBeLessThan(1.95);
  const parent = random(2);
  expect(
    kolmogorov(
      Array.from({ length: 20_000 }, (_, key) => parent.fork(key).uniform()),
      uniformCdf,
    ),
  ).toBeLessThan(1.95);
  expect(
    kolmogorov(
      Array.from({ length: 20_000 }, (_, seed) => random(seed).uniform()),
      uniformCdf,
    ),
  ).toBeLessThan(1.95);
});

test('pairs of neighbours fill the square evenly', () => {
  // χ² of 16 × 16 cells; 255 degrees of freedom: above 330 with probability 0.001.
  const chiSquare = (pair: (i: number) => [number, number]): number => {
    const cells = new Float64Array(256);
    for (let i = 0; i < 25_600; i++) {
      const [x, y] = pair(i);
      const cell = 16 * Math.floor(16 * x) + Math.floor(16 * y);
      cells[cell] = cells[cell]! + 1;
    }
    return cells.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  };
  const stream = random(3);
  expect(chiSquare(() => [stream.uniform(), stream.uniform()])).toBeLessThan(330);
  expect(
    chiSquare((i) => [
      random(4).fork(i).uniform(),
      random(4)
        .fork(i + 1)
        .uniform(),
    ]),
  ).toBeLessThan(330);
  expect(chiSquare((i) => [random(4).fork(i).fork('a').uniform(), random(4).fork(i).fork('b').uniform()])).toBeLessThan(
    330,
  );
});

test('normal draws have the moments of the normal distribution, pair by pair', () => {
  const stream = random(5);
  const n = 40_000;
  const sample = Array.from({ length: n }, () => stream.normal());
  const moment = (k: number): number => sample.reduce((sum, z) => sum + z ** k, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  const products = sample.slice(1).reduce((sum, z, i) => sum + z * sample[i]!, 0) / n;
  expect(Math.abs(products)).toBeLessThan(4 / Math.sqrt(n));
});

test('a hundred thousand keys make as many streams', () => {
  const parent = random(6);
  const first = new Set<number>();
  for (let key = 0; key < 50_000; key++) {
    first.add(parent.fork(key).uniform());
    first.add(parent.fork(String(key)).uniform());
  }
  expect(first.size).toBe(100_000);
});

test('negative keys are keys of their own', () => {
  expect(random(1).uniform()).not.toBe(random(1 - 2 ** 32).uniform());
  expect(random(-1).uniform()).not.toBe(random(2 ** 32 - 1).uniform());
});

test('index reaches both ends, evenly', () => {
  const stream = random(7);
  const counts = [0, 0, 0];
  for (let i = 0; i < 9000; i++) counts[index(stream, 3)]!++;
  for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(4 * Math.sqrt(2000));
  expect(index(stream, 1)).toBe(0);
  expect(index({ ...stream, uniform: () => 1 - 2 ** -53 } as Random, 2 ** 32)).toBe(2 ** 32 - 1);
});

describe('laws', () => {
  const keys = fc.oneof(fc.string(), fc.maxSafeInteger());

  test('a fork depends on its key alone, not on what was drawn before', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), keys, fc.nat(20), (seed, key, drawn) => {
        const used = random(seed);
        draws(used, drawn);
        used.normal();
        expect(draws(used.fork(key), 3)).toEqual(draws(random(seed).fork(key), 3));
      }),
    );
  });

  test('different keys, seeds and levels make different streams', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), keys, keys, (seed, a, b) => {
        fc.pre(!Object.is(a, b) && !(a === 0 && b === 0));
        const parent = random(seed);
        expect(parent.fork(a).uniform()).not.toBe(parent.fork(b).uniform());
        expect(parent.fork(a).fork(b).uniform()).not.toBe(parent.fork(b).fork(a).uniform());
        expect(parent.fork(a).uniform()).not.toBe(parent.uniform());
      }),
    );
  });

  test('draws lie strictly between 0 and 1', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        for (const u of draws(random(seed), 20)) expect(u > 0 && u < 1).toBe(true);
      }),
    );
  });
});
