import { grown } from '../../math/growing.ts';
import type { Random } from '../../math/random.ts';
import type { Axis } from './axis.ts';
import { type Factor, PRIOR } from './factor.ts';
import { OrderKernel, shuffle, stepOrdering } from './order-kernel.ts';

/** Kernels on orderings of one axis. Its bandwidth does not depend on neighbours: the rate is a constant over the mean distance. */
export class OrderFactor implements Factor {
  readonly axes: readonly number[];
  readonly #offset: number;
  readonly #kernel: OrderKernel;
  readonly #rate: number;
  readonly #logMean: number;
  /** Shape (rows × words), and (rows × count): the orderings as bits and as items. */
  #bits: Int32Array;
  #items: Float64Array;
  #known = new Uint8Array(64);

  /** @param sharpness −ln of the kernel at the mean distance of two random orderings */
  constructor(axis: number, kind: Axis & { readonly kind: 'order' }, offset: number, sharpness: number) {
    this.axes = [axis];
    this.#offset = offset;
    this.#kernel = new OrderKernel(kind.count);
    this.#rate = sharpness / this.#kernel.meanDistance;
    this.#logMean = this.#kernel.logMean(this.#rate);
    this.#bits = new Int32Array(64 * this.#kernel.words);
    this.#items = new Float64Array(64 * kind.count);
  }

  add(row: number, point: ArrayLike<number>, from: number): void {
    const { count, words } = this.#kernel;
    this.#known = grown(this.#known, row + 1);
    this.#bits = grown(this.#bits, this.#known.length * words);
    this.#items = grown(this.#items, this.#known.length * count);
    const at = from + this.#offset;
    this.#known[row] = Number.isNaN(point[at]!) ? 0 : 1;
    if (this.#known[row] === 0) return;
    this.#kernel.bits(this.#bits, row * words, point, at);
    for (let i = 0; i < count; i++) this.#items[row * count + i] = point[at + i]!;
  }

  remove(row: number): void {
    this.#known[row] = 0;
  }

  prepare(): void {}

  score(
    terms: Float64Array,
    members: Int32Array,
    size: number,
    points: Float64Array,
    count: number,
    width: number,
  ): void {
    if (Number.isNaN(points[this.#offset]!)) return;
    const bits = new Int32Array(this.#kernel.words);
    for (let j = 0; j < count; j++) {
      this.#kernel.bits(bits, 0, points, j * width + this.#offset);
      for (let i = 0; i < size; i++) terms[i * count + j]! += this.#logFactor(members[i]!, bits);
    }
  }

  move(
    moved: Float64Array,
    terms: Float64Array,
    members: Int32Array,
    size: number,
    _axis: number,
    point: Float64Array,
    to: Float64Array,
  ): void {
    const old = new Int32Array(this.#kernel.words);
    const next = new Int32Array(this.#kernel.words);
    this.#kernel.bits(old, 0, point, this.#offset);
    this.#kernel.bits(next, 0, to, this.#offset);
    for (let i = 0; i < size; i++)
      moved[i] = terms[i]! + this.#logFactor(members[i]!, next) - this.#logFactor(members[i]!, old);
  }

  /** A few random steps from the kernel's ordering: one, and another one with probability ½ each time. */
  draw(out: Float64Array, from: number, _axis: number, row: number, stream: Random): void {
    const { count } = this.#kernel;
    const at = from + this.#offset;
    if (row === PRIOR || this.#known[row] === 0) {
      for (let i = 0; i < count; i++) out[at + i] = i;
      shuffle(out.subarray(at, at + count), stream);
      return;
    }
    for (let i = 0; i < count; i++) out[at + i] = this.#items[row * count + i]!;
    do stepOrdering(out, at, count, stream);
    while (stream.uniform() < 0.5);
  }

  step(point: Float64Array, _axis: number, stream: Random): void {
    stepOrdering(point, this.#offset, this.#kernel.count, stream);
  }

  #logFactor(row: number, bits: Int32Array): number {
    if (row === PRIOR || this.#known[row] === 0) return 0;
    return -this.#rate * this.#kernel.distance(this.#bits, row * this.#kernel.words, bits, 0) - this.#logMean;
  }
}
