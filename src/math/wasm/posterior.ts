import type { Conditioned, Posterior } from '../conditioned.ts';
import type { Places } from '../kernel.ts';
import { denseInstance } from './dense.ts';
import { ensureBytes, type WasmMemory } from './module.ts';
import { kernelLength, padded, type PlacesAt, putKernel, putPlaces, SCRATCH } from './packed.ts';

interface Exports extends WasmMemory {
  predict(
    kernel: number,
    columns: number,
    aX: number,
    aZ: number,
    aZz: number,
    aQq: number,
    used: number,
    known: number,
    shares: number,
    l: number,
    rows: number,
    bX: number,
    bZ: number,
    bZz: number,
    bQq: number,
    rowsB: number,
    panel: number,
    out: number,
  ): void;
  slopes(
    kernel: number,
    columns: number,
    aX: number,
    aZ: number,
    aZz: number,
    aQq: number,
    used: number,
    shares: number,
    l: number,
    rows: number,
    own: number,
    near: number,
    slope: number,
    straight: number,
    out: number,
  ): void;
}

/** An instance of the module, and what lies in its memory. */
interface Slot {
  readonly wasm: Exports;
  memory: Float64Array;
  /** The data, and whose they are: marks that keep nothing alive. */
  data: object | null;
  owner: object | null;
}

/** Points that the module predicts side by side. */
const PANEL = 64;

/** The slots, the one used last at the end. Processes that are asked in turn, one an output, each keep their own. */
const slots: Slot[] = [];
const MOST = 4;

function newSlot(): Slot | null {
  const wasm = denseInstance<Exports>();
  return wasm === null ? null : { wasm, memory: new Float64Array(wasm.memory.buffer), data: null, owner: null };
}

/** `Posterior` in WebAssembly; null where there is none. */
export function wasmPosterior(given: Conditioned): Posterior | null {
  if (slots.length === 0) {
    const slot = newSlot();
    if (slot === null) return null;
    slots.push(slot);
  }
  return new WasmPosterior(given);
}

/** Keeps its data in a slot's memory from one call to the next, until another one needs the slot. */
class WasmPosterior implements Posterior {
  readonly #given: Conditioned;
  readonly #mark = {};
  readonly #size: number;
  readonly #kernel: number;
  readonly #places: PlacesAt;
  readonly #shares: number;
  readonly #l: number;
  readonly #panel: number;
  /** Where what a call needs begins. */
  readonly #end: number;

  constructor(given: Conditioned) {
    const { columns } = given.kernel;
    const size = padded(given.rows);
    let end = SCRATCH;
    const room = (length: number): number => (end += length) - length;
    this.#given = given;
    this.#size = size;
    this.#kernel = room(kernelLength(columns));
    this.#places = [room(size * columns), room(size * columns), room(size), room(size)];
    this.#shares = room(2 * size);
    this.#l = room(size * size);
    this.#panel = room(size * PANEL);
    this.#end = end;
  }

  predict(mean: Float64Array, explained: Float64Array | null, points: Places, count: number): void {
    const { rows, known, kernel } = this.#given;
    const { columns } = kernel;
    const width = padded(count);
    const x = this.#end;
    const z = x + width * columns;
    const zz = z + width * columns;
    const qq = zz + width;
    const out = qq + width;
    const { wasm, memory } = this.#slot(out + 2 * width);
    putPlaces(memory, [x, z, zz, qq], points, count, columns);
    const isMean = explained === null;
    const [aX, aZ, aZz, aQq] = this.#places;
    wasm.predict(
      8 * this.#kernel,
      columns,
      8 * aX,
      8 * aZ,
      8 * aZz,
      8 * aQq,
      isMean ? known : rows,
      known,
      8 * this.#shares,
      8 * this.#l,
      isMean ? 0 : this.#size,
      8 * x,
      8 * z,
      8 * zz,
      8 * qq,
      width,
      8 * this.#panel,
      8 * out,
    );
    for (let j = 0; j < count; j++) {
      const at = out + 2 * (j & ~3) + (j & 3);
      mean[j] = memory[at]!;
      if (explained !== null) explained[j] = memory[at + 4]!;
    }
  }

  slopes(point: Places, sums: Float64Array): void {
    const { rows, kernel } = this.#given;
    const { columns } = kernel;
    const size = this.#size;
    const own = this.#end;
    const near = own + 2 * (columns + 1);
    const out = near + 3 * size;
    const { wasm, memory } = this.#slot(out + sums.length);
    memory[own] = point.zz[0]!;
    memory[own + 1] = point.qq[0]!;
    for (let c = 0, at = own + 2; c < columns; c++, at += 2) {
      memory[at] = point.x[c]!;
      memory[at + 1] = point.z[c]!;
    }
    const [aX, aZ, aZz, aQq] = this.#places;
    wasm.slopes(
      8 * this.#kernel,
      columns,
      8 * aX,
      8 * aZ,
      8 * aZz,
      8 * aQq,
      rows,
      8 * this.#shares,
      8 * this.#l,
      size,
      8 * own,
      8 * near,
      8 * (near + size),
      8 * (near + 2 * size),
      8 * out,
    );
    sums[0] = memory[out]!;
    sums[1] = memory[out + 1]!;
    for (let i = 8; i < 8 * (columns + 1); i++) sums[i] = memory[out + i - 6]!;
  }

  /** The slot that holds the data, with at least so much room. */
  #slot(length: number): Slot {
    const { owner } = this.#given;
    let at = slots.findIndex((each) => each.owner === owner);
    if (at < 0) {
      if (slots.length < MOST && slots[0]!.owner !== null) slots.unshift(newSlot()!);
      at = 0;
    }
    const slot = slots[at]!;
    if (at < slots.length - 1) slots.push(...slots.splice(at, 1));
    ensureBytes(slot.wasm, 8 * length);
    if (slot.memory.length < length) slot.memory = new Float64Array(slot.wasm.memory.buffer);
    if (slot.data !== this.#mark) this.#put(slot.memory);
    slot.data = this.#mark;
    slot.owner = owner;
    return slot;
  }

  #put(memory: Float64Array): void {
    const { kernel, places, rows, known, l, stride, alpha } = this.#given;
    const size = this.#size;
    putKernel(memory, this.#kernel, kernel);
    putPlaces(memory, this.#places, places, rows, kernel.columns);
    memory.fill(0, this.#shares, this.#shares + 2 * size);
    for (let i = 0; i < known; i++) memory[this.#shares + 2 * i] = alpha[i]!;
    memory.fill(0, this.#l, this.#l + size * size);
    for (let i = 0; i < rows; i++) memory.set(l.subarray(i * stride, i * stride + i + 1), this.#l + i * size);
    for (let i = rows; i < size; i++) memory[this.#l + i * size + i] = 1; // rows of the identity, which change nothing
  }
}
