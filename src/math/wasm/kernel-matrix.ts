import { quadraticForms } from '../quadratic-forms.ts';
import { compiled, ensureBytes, type WasmCode, type WasmMemory } from './module.ts';
import { WASM } from './quadratic-forms.generated.ts';

/** Means and inverse bandwidths of kernels on some axes, and the distances of points to them. */
export interface KernelMatrix {
  /** Shape (rows × axes × 2); replaced when anything grows: read it anew after `ensure` and `forms`. */
  readonly values: Float64Array;
  /** Makes room for this many rows; what is there stays. */
  ensure(rows: number): void;
  /**
   * Squared distances as `quadraticForms` defines them.
   *
   * @param coordinates shape (active × count)
   * @param count       points, an even number
   * @returns shape (size × count); valid until the next call
   */
  forms(
    coordinates: Float64Array,
    count: number,
    active: readonly number[],
    members: Int32Array,
    size: number,
  ): Float64Array;
}

/** In WebAssembly with two points a lane where the runtime has it, else in JavaScript: the same numbers, bit for bit. */
export function kernelMatrix(axes: number): KernelMatrix {
  return wasmKernelMatrix(axes) ?? plainKernelMatrix(axes);
}

/** The JavaScript one. */
export function plainKernelMatrix(axes: number): KernelMatrix {
  let values = new Float64Array(0);
  let forms = new Float64Array(0);
  return {
    get values() {
      return values;
    },
    ensure(rows) {
      if (2 * rows * axes <= values.length) return;
      const more = new Float64Array(2 * rows * axes);
      more.set(values);
      values = more;
    },
    forms(coordinates, count, active, members, size) {
      if (forms.length < size * count) forms = new Float64Array(2 * size * count);
      quadraticForms(forms, coordinates, count, values, axes, active, members, size);
      return forms;
    },
  };
}

interface Exports extends WasmMemory {
  quadraticForms(
    forms: number,
    coordinates: number,
    count: number,
    kernels: number,
    rowBytes: number,
    active: number,
    activeCount: number,
    members: number,
    size: number,
  ): void;
}

let code: WasmCode<Exports> | null | undefined;

/** The WebAssembly one; null where the runtime cannot. */
export function wasmKernelMatrix(axes: number): KernelMatrix | null {
  if (code === undefined) code = compiled<Exports>(WASM);
  return code === null ? null : new WasmKernelMatrix(code.instance(), axes);
}

/** Memory, in this order: kernels, members, active axes, coordinates, forms. */
class WasmKernelMatrix implements KernelMatrix {
  readonly #exports: Exports;
  readonly #axes: number;
  #rows = 0;
  #points = 32;
  #values = new Float64Array(0);

  constructor(exports: Exports, axes: number) {
    this.#exports = exports;
    this.#axes = axes;
  }

  get values(): Float64Array {
    return this.#values;
  }

  ensure(rows: number): void {
    if (rows <= this.#rows) return;
    this.#rows = rows;
    this.#reserve();
  }

  forms(
    coordinates: Float64Array,
    count: number,
    active: readonly number[],
    members: Int32Array,
    size: number,
  ): Float64Array {
    if (count > this.#points) {
      this.#points = count;
      this.#reserve();
    }
    const { buffer } = this.#exports.memory;
    const at = this.#layout();
    new Int32Array(buffer, at.members, size).set(members.subarray(0, size));
    new Int32Array(buffer, at.active, active.length).set(active.map((axis) => 16 * axis));
    new Float64Array(buffer, at.coordinates, active.length * count).set(coordinates.subarray(0, active.length * count));
    this.#exports.quadraticForms(
      at.forms,
      at.coordinates,
      count,
      0,
      16 * this.#axes,
      at.active,
      active.length,
      at.members,
      size,
    );
    return new Float64Array(buffer, at.forms, size * count);
  }

  #layout() {
    const members = 16 * this.#rows * this.#axes;
    const active = members + 8 * Math.ceil(this.#rows / 2);
    const coordinates = active + 8 * Math.ceil(this.#axes / 2);
    const forms = coordinates + 8 * this.#axes * this.#points;
    return { members, active, coordinates, forms, end: forms + 8 * this.#rows * this.#points };
  }

  /** Kernels lie first, so growing moves nothing that is kept. */
  #reserve(): void {
    const kept = this.#values.length;
    ensureBytes(this.#exports, this.#layout().end);
    this.#values = new Float64Array(this.#exports.memory.buffer, 0, 2 * this.#rows * this.#axes);
    this.#values.fill(0, kept); // what was other parts of the memory
  }
}
