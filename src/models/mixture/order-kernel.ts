import { index, type Random, random } from '../../math/random.ts';
import { shuffle } from '../../math/shuffle.ts';

const SAMPLES = 256;

/**
 * A kernel for orderings of 0 … count − 1: exp(−rate · distance), relative to the uniform distribution.
 *
 * The distance counts pairs that stand in another order (Kendall: schedules, priorities) and pairs that are neighbours in
 * only one of the two (tours, chains), so that either structure can be learnt. Both are Hamming distances of bit sets.
 * The mean of exp(−rate · distance) over all orderings does not depend on the centre; it is taken over fixed random ones.
 * Source: the Mallows model, Mallows 1957; its use in Bayesian optimisation, Deshwal et al. 2022 (BOPS).
 */
export class OrderKernel {
  readonly count: number;
  /** Words of 32 bits of an ordering's bit set. */
  readonly words: number;
  /** Mean distance of two random orderings. */
  readonly meanDistance: number;
  readonly #distances: Float64Array;
  readonly #places: Int32Array;

  constructor(count: number) {
    this.count = count;
    this.words = Math.ceil((count * (count - 1)) / 32);
    this.#places = new Int32Array(count);
    const stream = random(count);
    const items = Float64Array.from({ length: count }, (_, i) => i);
    const identity = new Int32Array(this.words);
    this.bits(identity, 0, items, 0);
    const other = new Int32Array(this.words);
    this.#distances = new Float64Array(SAMPLES);
    for (let s = 0; s < SAMPLES; s++) {
      shuffle(items, stream);
      this.bits(other, 0, items, 0);
      this.#distances[s] = this.distance(identity, 0, other, 0);
    }
    this.meanDistance = this.#distances.reduce((sum, d) => sum + d, 0) / SAMPLES;
  }

  /** Writes the bit set of the ordering that starts at `from`: for each pair a < b one bit "a stands before b", one "neighbours". */
  bits(out: Int32Array, at: number, items: ArrayLike<number>, from: number): void {
    const { count } = this;
    const places = this.#places;
    for (let i = 0; i < count; i++) places[items[from + i]!] = i;
    let word = at;
    let mask = 1;
    let bits = 0;
    for (let a = 0; a < count; a++) {
      const place = places[a]!;
      for (let b = a + 1; b < count; b++) {
        if (place < places[b]!) bits |= mask;
        mask <<= 1;
        if (mask !== 0) continue;
        out[word++] = bits;
        mask = 1;
        bits = 0;
      }
    }
    if (mask !== 1) out[word++] = bits;
    out.fill(0, word, at + this.words);
    const half = (count * (count - 1)) / 2;
    for (let i = 1; i < count; i++) {
      const a = items[from + i - 1]!;
      const b = items[from + i]!;
      const pair = half + (a < b ? pairIndex(a, b, count) : pairIndex(b, a, count));
      out[at + (pair >> 5)]! |= 1 << (pair & 31);
    }
  }

  distance(a: Int32Array, atA: number, b: Int32Array, atB: number): number {
    let sum = 0;
    for (let w = 0; w < this.words; w++) sum += popcount(a[atA + w]! ^ b[atB + w]!);
    return sum;
  }

  /** ln of the mean of exp(−rate · distance) over all orderings. */
  logMean(rate: number): number {
    let sum = 0;
    for (let s = 0; s < SAMPLES; s++) sum += Math.exp(-rate * this.#distances[s]!);
    return Math.log((sum + 1 / SAMPLES) / SAMPLES);
  }
}

/** One random step from an ordering, in place: two items swapped, one moved, or a stretch reversed. */
export function stepOrdering(items: Float64Array, from: number, count: number, stream: Random): void {
  const i = index(stream, count);
  const j = (i + 1 + index(stream, count - 1)) % count;
  const kind = index(stream, 3);
  if (kind === 0) {
    const kept = items[from + i]!;
    items[from + i] = items[from + j]!;
    items[from + j] = kept;
  } else if (kind === 1) {
    const moved = items[from + i]!;
    if (i < j) items.copyWithin(from + i, from + i + 1, from + j + 1);
    else items.copyWithin(from + j + 1, from + j, from + i);
    items[from + j] = moved;
  } else items.subarray(from + Math.min(i, j), from + Math.max(i, j) + 1).reverse();
}

const pairIndex = (a: number, b: number, count: number): number => a * count - (a * (a + 1)) / 2 + b - a - 1;

/** Bits that are set in a word. */
export function popcount(x: number): number {
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
