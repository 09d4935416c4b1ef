import type { Kernel, Places } from '../kernel.ts';
import { kernelLength, padded, PANEL, putKernel, putPlaces, SCRATCH } from './packed.ts';
import { WASM } from './dense.generated.ts';
import { compiled, ensureBytes, type WasmCode, type WasmMemory } from './module.ts';

/**
 * The WebAssembly twins of plain-cholesky.ts, plain-matern.ts, plain-main-effects.ts and plain-covariance.ts: same arguments, same bits.
 *
 * Arguments are copied into a scratch memory and results out of it, which costs a few per cent of the work that it saves.
 */
export interface Dense {
  /** `from` must be a multiple of 4. */
  choleskyRows(l: Float64Array, stride: number, from: number, to: number): number;
  solveLowerMany(l: Float64Array, stride: number, n: number, b: Float64Array, count: number): void;
  invertFromCholesky(l: Float64Array, stride: number, n: number, inverse: Float64Array, inverseStride: number): void;
  squaredDistances(
    a: Float64Array,
    rowsA: number,
    b: Float64Array,
    rowsB: number,
    columns: number,
    weights: Float64Array,
    out: Float64Array,
    codes?: Uint8Array,
  ): void;
  pairDistances(
    points: Float64Array,
    n: number,
    columns: number,
    weights: Float64Array,
    out: Float64Array,
    codes?: Uint8Array,
  ): void;
  pairSums(
    factors: Float64Array,
    points: Float64Array,
    n: number,
    columns: number,
    out: Float64Array,
    codes?: Uint8Array,
  ): void;
  matern52(r2: Float64Array, count: number, variance: number, out: Float64Array): void;
  matern52Pair(r2: Float64Array, count: number, variance: number, value: Float64Array, slope: Float64Array): void;
  pairEffects(points: Float64Array, n: number, columns: number, reach: Float64Array, out: Float64Array): void;
  pairFalls(
    factors: Float64Array,
    points: Float64Array,
    n: number,
    columns: number,
    reach: Float64Array,
    out: Float64Array,
  ): void;
  covariances(kernel: Kernel, a: Places, rowsA: number, b: Places, rowsB: number, out: Float64Array): void;
}

interface Exports extends WasmMemory {
  choleskyRows(l: number, stride: number, from: number, to: number): number;
  solveLowerMany(l: number, stride: number, n: number, b: number, count: number, panel: number): void;
  invertFromCholesky(l: number, lStride: number, n: number, inverse: number, stride: number): void;
  squaredDistances(
    a: number,
    rowsA: number,
    b: number,
    rowsB: number,
    columns: number,
    weights: number,
    codes: number,
    out: number,
  ): void;
  pairDistances(
    x: number,
    stride: number,
    n: number,
    columns: number,
    weights: number,
    codes: number,
    out: number,
  ): void;
  pairSum(factors: number, x: number, n: number, code: number, reach: number): number;
  pairEffects(x: number, stride: number, n: number, columns: number, reach: number, out: number): void;
  matern52(r2: number, bytes: number, variance: number): void;
  matern52Pair(r2: number, bytes: number, variance: number, slope: number): void;
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

/** Rows below this are copied by hand: a view of one costs more. */
const FEW = 64;

function over(wasm: Exports): Dense {
  let memory = new Float64Array(wasm.memory.buffer);

  /** Where arrays of these lengths (even numbers) lie, one behind the other. */
  const places = (...lengths: number[]): number[] => {
    let end = SCRATCH;
    const starts = lengths.map((length) => (end += length) - length);
    ensureBytes(wasm, 8 * end);
    if (memory.length === 0 || memory.length < end) memory = new Float64Array(wasm.memory.buffer);
    return starts;
  };

  /** Copies a lower triangle; rows beyond n become those of the identity, which change nothing. */
  const putTriangle = (at: number, l: Float64Array, stride: number, n: number): void => {
    const size = padded(n);
    for (let i = 0; i < n; i++) memory.set(l.subarray(i * stride, i * stride + i + 1), at + i * size);
    for (let i = n; i < size; i++) {
      memory.fill(0, at + i * size, at + (i + 1) * size);
      memory[at + i * size + i] = 1;
    }
  };

  /** Copies rows of `columns` to rows of `width`, or back. */
  const copyRows = (
    target: Float64Array,
    to: number,
    toStride: number,
    source: Float64Array,
    from: number,
    fromStride: number,
    rows: number,
    columns: number,
  ): void => {
    if (toStride === columns && fromStride === columns) target.set(source.subarray(from, from + rows * columns), to);
    else if (columns < FEW)
      for (let i = 0; i < rows; i++)
        for (let c = 0; c < columns; c++) target[to + i * toStride + c] = source[from + i * fromStride + c]!;
    else
      for (let i = 0; i < rows; i++)
        target.set(source.subarray(from + i * fromStride, from + i * fromStride + columns), to + i * toStride);
  };

  const putTransposed = (at: number, width: number, points: Float64Array, rows: number, columns: number): void => {
    for (let i = 0; i < rows; i++)
      for (let c = 0; c < columns; c++) memory[at + c * width + i] = points[i * columns + c]!;
  };

  const putCodes = (at: number, codes: Uint8Array | undefined, columns: number): void => {
    for (let c = 0; c < columns; c++) memory[at + c] = codes?.[c] ?? 0;
  };

  /** The places of points turned into columns, of two arrays with a number a column, and of one with a number a pair. */
  const pairPlaces = (points: Float64Array, n: number, columns: number): [number, number, number, number] => {
    const width = padded(n);
    const starts = places(width * columns, padded(columns), padded(columns), padded((n * (n - 1)) / 2 + 4));
    putTransposed(starts[0]!, width, points, n, columns);
    return starts as [number, number, number, number];
  };

  return {
    choleskyRows(l, stride, from, to) {
      const size = padded(to);
      const [at] = places(size * size) as [number];
      putTriangle(at, l, stride, to);
      const reached = Math.min(to, wasm.choleskyRows(8 * at, 8 * size, from, size));
      for (let i = from; i < to; i++) l.set(memory.subarray(at + i * size, at + i * size + i + 1), i * stride);
      return reached;
    },

    solveLowerMany(l, stride, n, b, count) {
      const size = padded(n);
      const width = padded(count);
      const [lAt, panelAt, bAt] = places(size * size, size * PANEL, size * width) as [number, number, number];
      putTriangle(lAt, l, stride, n);
      copyRows(memory, bAt, width, b, 0, count, n, count);
      for (let i = 0; i < n && width > count; i++) memory.fill(0, bAt + i * width + count, bAt + (i + 1) * width);
      memory.fill(0, bAt + n * width, bAt + size * width);
      wasm.solveLowerMany(8 * lAt, 8 * size, size, 8 * bAt, width, 8 * panelAt);
      copyRows(b, 0, count, memory, bAt, width, n, count);
    },

    invertFromCholesky(l, stride, n, inverse, inverseStride) {
      const size = padded(n);
      const [lAt, at] = places(size * size, size * size) as [number, number];
      putTriangle(lAt, l, stride, n);
      memory.fill(0, at, at + size * size);
      for (let i = 0; i < size; i++) memory[at + i * size + i] = 1;
      wasm.invertFromCholesky(8 * lAt, 8 * size, size, 8 * at, 8 * size);
      copyRows(inverse, 0, inverseStride, memory, at, size, n, n);
    },

    squaredDistances(a, rowsA, b, rowsB, columns, weights, out, codes) {
      const width = padded(rowsB);
      const height = padded(rowsA);
      const [aAt, bAt, wAt, codesAt, at] = places(
        height * columns,
        width * columns,
        padded(columns),
        padded(columns),
        height * width,
      ) as [number, number, number, number, number];
      memory.set(a.subarray(0, rowsA * columns), aAt);
      putTransposed(bAt, width, b, rowsB, columns);
      memory.set(weights.subarray(0, columns), wAt);
      putCodes(codesAt, codes, columns);
      wasm.squaredDistances(8 * aAt, height, 8 * bAt, width, columns, 8 * wAt, 8 * codesAt, 8 * at);
      copyRows(out, 0, rowsB, memory, at, width, rowsA, rowsB);
    },

    pairDistances(points, n, columns, weights, out, codes) {
      const [xAt, wAt, codesAt, at] = pairPlaces(points, n, columns);
      memory.set(weights.subarray(0, columns), wAt);
      putCodes(codesAt, codes, columns);
      wasm.pairDistances(8 * xAt, padded(n), n, columns, 8 * wAt, 8 * codesAt, 8 * at);
      out.set(memory.subarray(at, at + (n * (n - 1)) / 2));
    },

    pairSums(factors, points, n, columns, out, codes) {
      const [xAt, , , at] = pairPlaces(points, n, columns);
      memory.set(factors.subarray(0, (n * (n - 1)) / 2), at);
      for (let c = 0; c < columns; c++) out[c] = wasm.pairSum(8 * at, 8 * (xAt + c * padded(n)), n, codes?.[c] ?? 0, 0);
    },

    pairEffects(points, n, columns, reach, out) {
      const [xAt, reachAt, , at] = pairPlaces(points, n, columns);
      memory.set(reach.subarray(0, columns), reachAt);
      wasm.pairEffects(8 * xAt, padded(n), n, columns, 8 * reachAt, 8 * at);
      out.set(memory.subarray(at, at + (n * (n - 1)) / 2));
    },

    pairFalls(factors, points, n, columns, reach, out) {
      const [xAt, , , at] = pairPlaces(points, n, columns);
      memory.set(factors.subarray(0, (n * (n - 1)) / 2), at);
      for (let c = 0; c < columns; c++)
        out[c] = reach[c] === 0 ? 0 : wasm.pairSum(8 * at, 8 * (xAt + c * padded(n)), n, 0, reach[c]!);
    },

    matern52(r2, count, variance, out) {
      const [at] = places(padded(count)) as [number];
      memory.set(r2.subarray(0, count), at);
      wasm.matern52(8 * at, 8 * padded(count), variance);
      out.set(memory.subarray(at, at + count));
    },

    matern52Pair(r2, count, variance, value, slope) {
      const [at, slopeAt] = places(padded(count), padded(count)) as [number, number];
      memory.set(r2.subarray(0, count), at);
      wasm.matern52Pair(8 * at, 8 * padded(count), variance, 8 * slopeAt);
      value.set(memory.subarray(at, at + count));
      slope.set(memory.subarray(slopeAt, slopeAt + count));
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
      copyRows(out, 0, rowsB, memory, at, width, rowsA, rowsB);
    },
  };
}
