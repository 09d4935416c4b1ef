import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernel, Places } from './kernel.ts';
import { BY_COLUMN, type Observed } from './observed.ts';
import { PlainLikelihood } from './plain-likelihood.ts';
import { random } from './random.ts';
import { wasmLikelihood } from './wasm/likelihood.ts';

/** Targets at points on a grid, so that codes meet. */
function observed(n: number, columns: number, seed: number): Observed {
  const stream = random(seed);
  const draw = (count: number) => Float64Array.from({ length: count }, () => stream.normal());
  const x = Float64Array.from({ length: n * columns }, () => Math.floor(16 * stream.uniform()) / 15);
  const places: Places = { x, z: x, zz: draw(n).map(Math.abs), qq: draw(n).map(Math.abs) };
  const pairs = (n * (n - 1)) / 2;
  return { columns, places, products: { ofZ: draw(pairs), ofQ: draw(pairs) }, targets: draw(n), n };
}

function kernelOf(columns: number, seed: number): Kernel {
  const stream = random(seed);
  const codes = Uint8Array.from({ length: columns }, () => (stream.uniform() < 0.3 ? 1 : 0));
  const reach = Float64Array.from(codes, (code) => (code === 1 ? 0 : 3 * stream.uniform()));
  const steepness = seed % 4 === 0 ? 1e6 : 4; // the first until the kernel is 0
  const weights = Float64Array.from(codes, () => 0.1 + steepness * stream.uniform());
  const effects = seed % 3 === 0 ? null : { variance: 0.4, each: 0.4 / columns, reach };
  const trend = seed % 5 === 0 ? 0 : 0.003 * stream.uniform();
  const signal = 0.5 + stream.uniform();
  return { columns, codes, weights, signal, slope: trend, bend: 0.7 * trend, twist: 0.3 * trend, effects };
}

test('points that are equal leave a matrix without a factor where there is no noise: both say so', () => {
  const one = observed(70, 1, 7); // on sixteen places
  for (const likelihood of [new PlainLikelihood(one), wasmLikelihood(one)!]) {
    const sums = new Float64Array(BY_COLUMN + 2);
    expect(likelihood.at(kernelOf(1, 2), 0, sums)).not.toSatisfy(Number.isFinite);
    expect(likelihood.at(kernelOf(1, 2), 0.1, sums)).toSatisfy(Number.isFinite);
  }
});

describe('laws', () => {
  test('WebAssembly = JavaScript, bit for bit, whoever was asked in between', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 0.1, 0.3), // with none, points that are equal leave a matrix without a factor
        fc.nat(1e6),
        (n, columns, noise, seed) => {
          const given = [observed(n, columns, seed), observed(n + 1, columns, seed + 1)];
          const plain = given.map((each) => new PlainLikelihood(each));
          const wasm = given.map((each) => wasmLikelihood(each)!);
          for (const [k, kernelSeed] of [
            [0, 1],
            [0, 2],
            [1, 3],
            [0, 3],
          ] as const) {
            const kernel = kernelOf(columns, seed + kernelSeed);
            const said = [plain, wasm].map((twins) => {
              const sums = new Float64Array(BY_COLUMN + 2 * columns);
              const value = twins[k]!.at(kernel, noise, sums);
              return [value, sums, twins[k]!.alpha.slice(), twins[k]!.precision.slice()];
            });
            expect(said[1]).toEqual(said[0]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
