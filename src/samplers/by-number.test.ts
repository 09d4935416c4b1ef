import { describe, expect, test } from 'vitest';
import type { Problem } from '../history/problem.ts';
import { random as stream } from '../math/random.ts';
import { linear } from '../space/constraint.ts';
import { categorical, float, int } from '../space/distribution.ts';
import { nodeValues, paramsOf, type SearchSpace, space } from '../space/space.ts';
import { branch, permutation, simplex } from '../space/shape.ts';
import { quasiRandom } from './quasi-random.ts';
import { random } from './random.ts';
import type { Proposal, Sampler, SamplerRun } from './sampler.ts';

const problem = (searched: SearchSpace, seed = 0): Problem => ({
  space: searched,
  objectives: [{ name: 'value', direction: 'minimize' }],
  judgeBy: { kind: 'all' },
  budget: null,
  fidelity: null,
  seed,
});

/** The params of trials 0 … count − 1, asked one by one. */
function params(sampler: Sampler, searched: SearchSpace, count: number, seed = 0): Record<string, never>[] {
  const run = sampler.start(problem(searched, seed)) as SamplerRun;
  return Array.from({ length: count }, (_, trial) => {
    const [proposal] = run.propose([trial], stream(seed).fork(trial)) as readonly Proposal[];
    return paramsOf(
      searched,
      nodeValues(searched, (name) => proposal!.params.get(name)),
    ) as Record<string, never>;
  });
}

const counts = (keys: readonly unknown[]): number[] => {
  const found = new Map<string, number>();
  for (const key of keys) found.set(String(key), (found.get(String(key)) ?? 0) + 1);
  return [...found.values()];
};

/** χ² against equal shares; above `cells` + 4.5 √(2 cells) with probability far below 0.001. */
function looksUniform(keys: readonly unknown[], cells: number): void {
  const found = counts(keys);
  expect(found.length).toBe(cells);
  const expected = keys.length / cells;
  const chiSquare = found.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(cells + 4.5 * Math.sqrt(2 * cells));
}

describe('random', () => {
  test('is uniform in every kind of parameter, of ln x where log', () => {
    const searched = space({
      x: float(0, 1),
      l: float(1e-3, 1, { log: true }),
      s: float(0, 1, { step: 0.25 }),
      k: int(1, 6),
      c: categorical(['a', 'b', 'c']),
      order: permutation(['i', 'j', 'k', 'l']),
    });
    const drawn = params(random(), searched, 12_000);
    looksUniform(
      drawn.map(({ x }) => Math.floor(10 * x)),
      10,
    );
    looksUniform(
      drawn.map(({ l }) => Math.min(-1e-9, Math.log10(l)) | 0),
      3,
    );
    for (const [name, cells] of [
      ['s', 5],
      ['k', 6],
      ['c', 3],
      ['order', 24],
    ] as const)
      looksUniform(
        drawn.map((one) => one[name]),
        cells,
      );
  });

  test('constraints keep the distribution inside them', () => {
    const searched = space({ a: int(0, 5), b: int(0, 5) }, { constraints: [linear({ a: 1, b: 1 }, 5)] });
    looksUniform(
      params(random(), searched, 8000).map(({ a, b }) => `${a} ${b}`),
      21,
    );
  });

  test('the same seed makes the same trials, another seed others', () => {
    const searched = space({ x: float(0, 1) });
    expect(params(random(), searched, 5, 1)).toEqual(params(random(), searched, 5, 1));
    expect(params(random(), searched, 5, 1)).not.toEqual(params(random(), searched, 5, 2));
  });
});

describe('quasiRandom', () => {
  test('the first 2^k trials have each of 2^k cells of every parameter once, and whole balance in choices', () => {
    const searched = space({
      x: float(0, 1),
      k: int(1, 8),
      c: categorical(['a', 'b', 'c', 'd']),
      b: branch({ on: { y: float(0, 1) }, off: {} }),
    });
    const drawn = params(quasiRandom(), searched, 64, 5);
    expect(new Set(drawn.map(({ x }) => Math.floor(64 * x))).size).toBe(64);
    expect(counts(drawn.map(({ k }) => k))).toEqual(Array(8).fill(8));
    expect(counts(drawn.map(({ c }) => c))).toEqual(Array(4).fill(16));
    expect(counts(drawn.map(({ b }) => b))).toEqual([32, 32]);
    expect(drawn.every((one) => (one['b'] === 'on') === 'y' in one)).toBe(true);
  });

  test('seeds scramble anew', () => {
    const searched = space({ x: float(0, 1), y: float(0, 1) });
    expect(params(quasiRandom(), searched, 4, 1)).not.toEqual(params(quasiRandom(), searched, 4, 2));
  });

  test('priors bend the points, and constraints are met', () => {
    const bent = space({ x: float(0, 1) }, { priors: { x: { kind: 'normal', best: 0.5, spread: 0.1 } } });
    const drawn = params(quasiRandom(), bent, 256).map(({ x }) => x as number);
    const variance = drawn.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / 256;
    expect(Math.abs(variance - 0.01)).toBeLessThan(3e-4); // 256 random draws would miss it by 9e-4
    const half = space(
      { x: float(0, 1), mix: simplex(['a', 'b', 'c']), z: float(0, 1) },
      { constraints: [linear({ x: 1, z: 1 }, 1)] },
    );
    for (const { x, z } of params(quasiRandom(), half, 128)) expect(x + z).toBeLessThanOrEqual(1 + 1e-9);
  });

  test('more dimensions than the table has: those beyond the table are stratified still', () => {
    const searched = space(Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`p${i}`, float(0, 1)])));
    const drawn = params(quasiRandom(), searched, 16);
    for (const name of ['p0', 'p63', 'p64', 'p1023', 'p1024', 'p1099'])
      expect(new Set(drawn.map((one) => Math.floor(16 * one[name]!))).size).toBe(16);
  });

  test('names that no space declares are stratified one by one', () => {
    const run = quasiRandom().start({ ...problem(space({})), space: null }) as SamplerRun;
    for (const name of ['lr', 'width']) {
      const drawn = Array.from({ length: 32 }, (_, trial) => run.suggest(trial, name, float(0, 1), stream(trial)));
      expect(new Set(drawn.map((x) => Math.floor(32 * x))).size).toBe(32);
    }
    expect(run.suggest(3, 'lr', float(0, 1), stream(3))).not.toBe(run.suggest(3, 'width', float(0, 1), stream(3)));
  });
});
