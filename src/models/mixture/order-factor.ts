import { grown } from '../../math/growing.ts';
import type { Random } from '../../math/random.ts';
import { shuffle } from '../../math/shuffle.ts';
import type { Axis } from './axis.ts';
import { type Factor, PRIOR } from './factor.ts';
import { OrderKernel, popcount, stepOrdering } from './order-kernel.ts';

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
  /** An ordering that a walk is at, and one that it may step to: a step looks only at what changes. */
  #here: Standpoint | null = null;
  #there: Standpoint | null = null;

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
    this.#leave();
    this.#known[row] = Number.isNaN(point[at]!) ? 0 : 1;
    if (this.#known[row] === 0) return;
    this.#kernel.bits(this.#bits, row * words, point, at);
    for (let i = 0; i < count; i++) this.#items[row * count + i] = point[at + i]!;
  }

  remove(row: number): void {
    this.#leave();
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
      for (let i = 0; i < size; i++)
        terms[i * count + j]! += this.#logFactor(members[i]!, this.#distance(members[i]!, bits));
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
    const bits = new Int32Array(this.#kernel.words);
    this.#kernel.bits(bits, 0, point, this.#offset);
    if (this.#there !== null && isSame(this.#there.bits, bits)) this.#here = this.#there;
    else if (this.#here === null || !isSame(this.#here.bits, bits)) this.#here = this.#standpoint(bits, members, size);
    const here = this.#here;
    const there = this.#stepped(here, to, members, size);
    this.#there = there;
    for (let i = 0; i < size; i++)
      moved[i] =
        terms[i]! +
        this.#logFactor(members[i]!, there.distances[i]!) -
        this.#logFactor(members[i]!, here.distances[i]!);
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

  #logFactor(row: number, distance: number): number {
    if (row === PRIOR || this.#known[row] === 0) return 0;
    return -this.#rate * distance - this.#logMean;
  }

  #distance(row: number, bits: Int32Array): number {
    if (row === PRIOR || this.#known[row] === 0) return 0;
    return this.#kernel.distance(this.#bits, row * this.#kernel.words, bits, 0);
  }

  #standpoint(bits: Int32Array, members: Int32Array, size: number): Standpoint {
    return { bits, distances: Int32Array.from({ length: size }, (_, i) => this.#distance(members[i]!, bits)) };
  }

  /** The standpoint of another ordering: only words that differ are counted anew. */
  #stepped(here: Standpoint, to: Float64Array, members: Int32Array, size: number): Standpoint {
    const { words } = this.#kernel;
    const bits = new Int32Array(words);
    this.#kernel.bits(bits, 0, to, this.#offset);
    const changed: number[] = [];
    for (let w = 0; w < words; w++) if (bits[w] !== here.bits[w]) changed.push(w);
    const distances = new Int32Array(size);
    for (let i = 0; i < size; i++) {
      const row = members[i]!;
      if (row === PRIOR || this.#known[row] === 0) continue;
      let distance = here.distances[i]!;
      for (const w of changed) {
        const own = this.#bits[row * words + w]!;
        distance += popcount(own ^ bits[w]!) - popcount(own ^ here.bits[w]!);
      }
      distances[i] = distance;
    }
    return { bits, distances };
  }

  #leave(): void {
    this.#here = null;
    this.#there = null;
  }
}

/** An ordering as bits, and its distance from each member. */
interface Standpoint {
  readonly bits: Int32Array;
  readonly distances: Int32Array;
}

const isSame = (a: Int32Array, b: Int32Array): boolean => {
  for (let w = 0; w < a.length; w++) if (a[w] !== b[w]) return false;
  return true;
};
