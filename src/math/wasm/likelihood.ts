import { logDeterminant } from '../cholesky.ts';
import { type Kernel, trendCovariance, variances } from '../kernel.ts';
import { BY_COLUMN, type Observed, OF, type PairLikelihood } from '../observed.ts';
import { denseInstance } from './dense.ts';
import { ensureBytes, type WasmMemory } from './module.ts';
import { kernelLength, padded, putKernel, SCRATCH } from './packed.ts';

interface Exports extends WasmMemory {
  pairMatrix(
    kernel: number,
    x: number,
    stride: number,
    n: number,
    columns: number,
    ofZ: number,
    ofQ: number,
    values: number,
    slopes: number,
    effects: number,
    l: number,
  ): void;
  choleskyRows(l: number, stride: number, from: number, to: number): number;
  solveLower(l: number, n: number, b: number): void;
  solveLowerTransposed(l: number, n: number, b: number): void;
  invertFromCholesky(l: number, lStride: number, n: number, inverse: number, stride: number): void;
  pairGradient(
    n: number,
    alpha: number,
    inverse: number,
    stride: number,
    ofZ: number,
    ofQ: number,
    values: number,
    slopes: number,
    effects: number,
    zz: number,
    qq: number,
    out: number,
  ): void;
  pairSum(factors: number, x: number, n: number, code: number, reach: number): number;
}

/** The one instance of the module that all likelihoods share, and whose data lie in its memory: a mark that keeps nothing alive. */
interface Desk {
  readonly wasm: Exports;
  memory: Float64Array;
  data: object | null;
}

let desk: Desk | null | undefined;

/** `PairLikelihood` in WebAssembly; null where there is none. */
export function wasmLikelihood(observed: Observed): PairLikelihood | null {
  if (desk === undefined) {
    const wasm = denseInstance<Exports>();
    desk = wasm === null ? null : { wasm, memory: new Float64Array(wasm.memory.buffer), data: null };
  }
  return desk === null ? null : new WasmLikelihood(observed, desk);
}

/** Points and products stay in the module's memory from one call to the next, and so does all that only the module reads. */
class WasmLikelihood implements PairLikelihood {
  readonly alpha: Float64Array;
  readonly precision: Float64Array;
  readonly #observed: Observed;
  readonly #desk: Desk;
  readonly #mark = {};
  readonly #size: number;
  readonly #at: ReturnType<typeof placesIn>;

  constructor(observed: Observed, chosen: Desk) {
    const { n, columns } = observed;
    this.#observed = observed;
    this.#desk = chosen;
    this.#size = padded(n);
    this.#at = placesIn(n, columns);
    this.alpha = new Float64Array(n);
    this.precision = new Float64Array(n);
  }

  at(kernel: Kernel, noise: number, sums: Float64Array): number {
    const { n, columns, places, targets } = this.#observed;
    const { wasm, memory } = this.#memory();
    const size = this.#size;
    const at = this.#at;
    const stride = 8 * size;
    const pairs = [8 * at.ofZ, 8 * at.ofQ, 8 * at.values, 8 * at.slopes, 8 * at.effects] as const;
    putKernel(memory, at.kernel, kernel);
    wasm.pairMatrix(8 * at.kernel, 8 * at.x, size, n, columns, ...pairs, 8 * at.l);
    const own = variances(kernel, noise);
    for (let i = 0; i < n; i++)
      memory[at.l + i * size + i] = own + trendCovariance(kernel, places.zz[i]!, places.qq[i]!);
    if (wasm.choleskyRows(8 * at.l, stride, 0, size) < n) return Number.NEGATIVE_INFINITY;

    memory.set(targets.subarray(0, n), at.alpha);
    memory.fill(0, at.alpha + n, at.alpha + size);
    wasm.solveLower(8 * at.l, size, 8 * at.alpha);
    let fitTerm = 0;
    for (let i = 0; i < n; i++) fitTerm += memory[at.alpha + i]! * memory[at.alpha + i]!;
    wasm.solveLowerTransposed(8 * at.l, size, 8 * at.alpha);
    memory.fill(0, at.inverse, at.inverse + size * size);
    for (let i = 0; i < size; i++) memory[at.inverse + i * size + i] = 1;
    wasm.invertFromCholesky(8 * at.l, stride, size, 8 * at.inverse, stride);
    for (let i = 0; i < n; i++) {
      this.alpha[i] = memory[at.alpha + i]!;
      this.precision[i] = memory[at.inverse + i * size + i]!;
    }

    const [zz, qq, out] = [8 * at.zz, 8 * at.qq, 8 * at.out];
    wasm.pairGradient(n, 8 * at.alpha, 8 * at.inverse, size, ...pairs, zz, qq, out);
    for (let k = 0; k < BY_COLUMN; k++) sums[k] = memory[at.out + k]!;
    if (kernel.effects === null) sums[OF.effects] = 0;
    for (let c = 0; c < columns; c++) {
      const x = 8 * (at.x + c * size);
      const reach = kernel.effects?.reach[c] ?? 0;
      sums[BY_COLUMN + c] = wasm.pairSum(8 * at.slopes, x, n, kernel.codes[c]!, 0);
      sums[BY_COLUMN + columns + c] = reach === 0 ? 0 : wasm.pairSum(8 * at.values, x, n, 0, reach);
    }
    return -0.5 * fitTerm - 0.5 * logDeterminant(memory.subarray(at.l), size, n);
  }

  /** The memory with the data in it. */
  #memory(): Desk {
    const { end, l, x, ofZ, ofQ, zz, qq } = this.#at;
    const { n, columns, places, products } = this.#observed;
    const size = this.#size;
    const chosen = this.#desk;
    if (chosen.data === this.#mark) return chosen;
    ensureBytes(chosen.wasm, 8 * end);
    if (chosen.memory.length < end) chosen.memory = new Float64Array(chosen.wasm.memory.buffer);
    const { memory } = chosen;
    for (let i = 0, from = 0; i < n; i++)
      for (let c = 0; c < columns; c++, from++) memory[x + c * size + i] = places.x[from]!;
    memory.set(products.ofZ, ofZ);
    memory.set(products.ofQ, ofQ);
    memory.set(places.zz.subarray(0, n), zz);
    memory.set(places.qq.subarray(0, n), qq);
    memory.fill(0, l, l + size * size);
    for (let i = n; i < size; i++) memory[l + i * size + i] = 1; // rows of the identity, which change nothing
    chosen.data = this.#mark;
    return chosen;
  }
}

/** Where all lies, in elements. */
function placesIn(n: number, columns: number) {
  const size = padded(n);
  const pairs = padded((n * (n - 1)) / 2 + 4); // the module's last store of a row runs into the next one
  let end = SCRATCH;
  const room = (length: number): number => (end += length) - length;
  const starts = {
    kernel: room(kernelLength(columns)),
    x: room(size * columns),
    zz: room(size),
    qq: room(size),
    alpha: room(size),
    out: room(padded(BY_COLUMN)),
    ofZ: room(pairs),
    ofQ: room(pairs),
    values: room(pairs),
    slopes: room(pairs),
    effects: room(pairs),
    l: room(size * size),
    inverse: room(size * size),
  };
  return { ...starts, end };
}
