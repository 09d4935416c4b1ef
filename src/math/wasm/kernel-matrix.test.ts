import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { plainKernelMatrix, wasmKernelMatrix } from './kernel-matrix.ts';

test('the module is what its source compiles to', () => {
  execFileSync(process.execPath, ['scripts/wasm.mjs', '--check'], { stdio: 'pipe' });
});

test('this runtime has the WebAssembly one', () => {
  expect(wasmKernelMatrix(3)).not.toBeNull();
});

describe('laws', () => {
  test('WebAssembly = JavaScript, bit for bit, growing on the way', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer(),
        (axes, rows, pairs, seed) => {
          const stream = random(seed);
          const count = 2 * pairs;
          const active = Array.from({ length: axes }, (_, axis) => axis).filter(() => stream.uniform() < 0.8);
          const members = Int32Array.from(
            Array.from({ length: rows }, (_, row) => row).filter(() => stream.uniform() < 0.7),
          );
          const values = Float64Array.from({ length: 2 * rows * axes }, () => 10 * stream.normal());
          const coordinates = Float64Array.from({ length: active.length * count }, () => stream.uniform());
          const answers = [plainKernelMatrix(axes), wasmKernelMatrix(axes)!].map((matrix) => {
            for (let row = 0; row < rows; row++) {
              matrix.ensure(row + 1);
              matrix.values.set(values.subarray(2 * row * axes, 2 * (row + 1) * axes), 2 * row * axes);
              matrix.forms(coordinates, count, active, members, 0);
            }
            return matrix.forms(coordinates, count, active, members, members.length).slice(0, members.length * count);
          });
          expect(answers[1]).toEqual(answers[0]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
