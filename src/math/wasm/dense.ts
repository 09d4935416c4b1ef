import type { Kernel, Places } from '../kernel.ts';
import { kernelLength, padded, putKernel, putPlaces, SCRATCH } from './packed.ts';
import { WASM } from './dense.generated.ts';
import { compiled, ensureBytes, type WasmCode, type WasmMemory } from './module.ts';

/**
 * The WebAssembly twins of `plainCholeskyRows` and `plainCovariances`: same arguments, same bits.
 *
 * Arguments are copied into a scratch memory and results out of it, which costs a few per cent of the work that it saves.
 */
export interface Dense {
  /** `from` must be a multiple of 4. */
  choleskyRows(l: Float64Array, stride: number, from: number, to: number): number;
  covariances(kernel: Kernel, a: Places, rowsA: number, b: Places, rowsB: number, out: Float64Array): void;
}

interface Exports extends WasmMemory {
  choleskyRows(l: number, stride: number, from: number, to: number): number;
  covariances(
    kernel: number,
    columns: number,
    aX: number,
    aZ: number,
    aZz: number,
    aQq: number,
    rowsA: number,
    bX: number,
    bZ: number,
    bZz: number,
    bQq: number,
    rowsB: number,
    out: number,
  ): void;
}

let code: WasmCode<WasmMemory> | null | undefined;

/** A new instance of the module, with a memory of its own; null where the runtime has no WebAssembly with vectors. */
export function denseInstance<Exports extends WasmMemory>(): Exports | null {
  if (code === undefined) code = compiled<WasmMemory>(WASM);
  return code === null ? null : (code.instance() as Exports);
}

let dense: Dense | null | undefined;

/** Made at the first call; null where the runtime has no WebAssembly with vectors. */
export function wasmDense(): Dense | null {
  if (dense === undefined) {
    const instance = denseInstance<Exports>();
    dense = instance === null ? null : over(instance);
  }
  return dense;
}

function over(wasm: Exports): Dense {
  let memory = new Float64Array(wasm.memory.buffer);

  /** Where arrays of these lengths (even numbers) lie, one behind the other. */
  const places = (...lengths: number[]): number[] => {
    let end = SCRATCH;
    const starts = lengths.map((length) => (end += length) - length);
    ensureBytes(wasm, 8 * end);
    if (memory.length < end) memory = new Float64Array(wasm.memory.buffer);
    return starts;
  };

  return {
    choleskyRows(l, stride, from, to) {
      const size = padded(to);
      const [at] = places(size * size) as [number];
      for (let i = 0; i < to; i++) memory.set(l.subarray(i * stride, i * stride + i + 1), at + i * size);
      memory.fill(0, at + to * size, at + size * size);
      for (let i = to; i < size; i++) memory[at + i * size + i] = 1; // rows of the identity, which change nothing
      const reached = Math.min(to, wasm.choleskyRows(8 * at, 8 * size, from, size));
      for (let i = from; i < to; i++) l.set(memory.subarray(at + i * size, at + i * size + i + 1), i * stride);
      return reached;
    },

    covariances(kernel, a, rowsA, b, rowsB, out) {
      const { columns } = kernel;
      const width = padded(rowsB);
      const height = padded(rowsA);
      const [kernelAt, aX, aZ, aZz, aQq, bX, bZ, bZz, bQq, at] = places(
        kernelLength(columns),
        height * columns,
        height * columns,
        height,
        height,
        width * columns,
        width * columns,
        width,
        width,
        rowsA * width,
      ) as [number, number, number, number, number, number, number, number, number, number];
      putKernel(memory, kernelAt, kernel);
      putPlaces(memory, [aX, aZ, aZz, aQq], a, rowsA, columns);
      putPlaces(memory, [bX, bZ, bZz, bQq], b, rowsB, columns);
      wasm.covariances(
        8 * kernelAt,
        columns,
        8 * aX,
        8 * aZ,
        8 * aZz,
        8 * aQq,
        rowsA,
        8 * bX,
        8 * bZ,
        8 * bZz,
        8 * bQq,
        width,
        8 * at,
      );
      copyRows(out, memory.subarray(at), rowsA, rowsB, width);
    },
  };
}

/** Takes the first `columns` of rows of `width`. */
function copyRows(out: Float64Array, from: Float64Array, rows: number, columns: number, width: number): void {
  if (width === columns) out.set(from.subarray(0, rows * columns));
  else if (columns < NARROW)
    for (let i = 0, at = 0; i < rows; i++) for (let c = 0; c < columns; c++, at++) out[at] = from[i * width + c]!;
  else for (let i = 0; i < rows; i++) out.set(from.subarray(i * width, i * width + columns), i * columns);
}

/** Rows narrower than this are copied by hand: a view of one costs more. */
const NARROW = 64;
