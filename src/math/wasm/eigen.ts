import { type Decomposition, MOST_ROUNDS } from '../plain-eigen.ts';
import { WASM } from './eigen.generated.ts';
import { compiled, ensureBytes, type WasmMemory } from './module.ts';

/** The WebAssembly twin of `plainEigen`. What it answers is overwritten by the next call. */
export type WasmEigen = (a: Float64Array, n: number) => Decomposition;

interface Exports extends WasmMemory {
  tridiagonalise(a: number, stride: number, n: number, reflectors: number, lists: number, rows: number): void;
  implicitQl(n: number, stride: number, diagonal: number, beside: number, rows: number, mostRounds: number): void;
}

let eigen: WasmEigen | null | undefined;

/** Made at the first call; null where the runtime has no WebAssembly with vectors. */
export function wasmEigen(): WasmEigen | null {
  if (eigen === undefined) {
    const code = compiled<Exports>(WASM);
    eigen = code === null ? null : over(code.instance());
  }
  return eigen;
}

/** Memory, in this order: the matrix, the reflections, the rows; p, strengths, diagonal, beside, a row each. */
function over(wasm: Exports): WasmEigen {
  return (a, n) => {
    const stride = n + (n & 1);
    const size = n * stride;
    const end = 3 * size + 4 * stride;
    ensureBytes(wasm, 8 * end);
    const memory = new Float64Array(wasm.memory.buffer, 0, end).fill(0);
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) memory[i * stride + j] = a[i * n + j]!;
    const [reflectors, rows, lists] = [8 * size, 16 * size, 24 * size];
    const row = 8 * stride;
    wasm.tridiagonalise(0, row, 8 * n, reflectors, lists, rows);
    wasm.implicitQl(8 * n, row, lists + 2 * row, lists + 3 * row, rows, MOST_ROUNDS);
    const diagonal = 3 * size + 2 * stride;
    return {
      values: memory.subarray(diagonal, diagonal + n),
      rows: memory.subarray(2 * size, 3 * size),
      stride,
    };
  };
}
