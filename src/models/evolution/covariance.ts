import { symmetricEigen } from '../../math/eigen.ts';

/** A covariance matrix C = B·D²·Bᵀ as CMA-ES needs it. */
export interface Covariance {
  /** C's diagonal entry. */
  variance(i: number): number;
  /** The ratio of the largest to the smallest standard deviation along an axis. */
  readonly condition: number;
  /** The largest standard deviation along an axis. */
  readonly longest: number;
  /** out ← B·D·z: a normal vector gets covariance C. */
  colour(out: Float64Array, z: Float64Array): void;
  /** out ← C^(−1/2)·y: a vector of covariance C becomes normal. `y` starts at `at`. */
  whiten(out: Float64Array, y: Float64Array, at?: number): void;
  /** |C^(−1/2)·y|², for a vector that starts at `at`. */
  squareOf(y: Float64Array, at: number): number;
  /**
   * C ← keep·C + Σ weights[k]·y_k·y_kᵀ.
   *
   * @param vectors shape (weights × d)
   */
  update(keep: number, weights: ArrayLike<number>, vectors: Float64Array): void;
  /** C^(−1/2)·(this − earlier·factor)·C^(−1/2) of the earlier one, as a flat vector: how far C has moved, in its own measure. */
  moveFrom(earlier: Covariance, factor: number): Float64Array;
  /** earlier + rate·(this·factor − earlier), scaled to determinant 1; returns the factor that was taken out, as a standard deviation. */
  shorten(earlier: Covariance, factor: number, rate: number): number;
  /** The entries that are stored: shape (d × d), lower triangle; or the diagonal. */
  readonly entries: Float64Array;
  clone(): Covariance;
}

const TINY = 1e-8;

/** All d(d + 1)/2 entries. Eigenvectors are computed when they are first needed after a change: cost about 5d³. */
export class FullCovariance implements Covariance {
  readonly #d: number;
  readonly entries: Float64Array;
  #vectors: Float64Array | null = null;
  #deviations = new Float64Array(0);
  readonly #along: Float64Array;

  /** @param entries shape (d × d); the lower triangle is read. Default: the identity. */
  constructor(dimensions: number, entries?: Float64Array) {
    this.#d = dimensions;
    this.#along = new Float64Array(dimensions);
    this.entries = entries ?? new Float64Array(dimensions * dimensions);
    if (entries === undefined) for (let i = 0; i < dimensions; i++) this.entries[i * dimensions + i] = 1;
  }

  variance(i: number): number {
    return this.entries[i * this.#d + i]!;
  }

  get condition(): number {
    this.#decompose();
    return this.#deviations[this.#d - 1]! / this.#deviations[0]!;
  }

  get longest(): number {
    this.#decompose();
    return this.#deviations[this.#d - 1]!;
  }

  colour(out: Float64Array, z: Float64Array): void {
    const vectors = this.#decompose();
    const d = this.#d;
    const along = this.#along;
    for (let j = 0; j < d; j++) along[j] = this.#deviations[j]! * z[j]!;
    for (let i = 0; i < d; i++) out[i] = product(vectors, i * d, along, d);
  }

  whiten(out: Float64Array, y: Float64Array, at = 0): void {
    const vectors = this.#decompose();
    const d = this.#d;
    const along = this.#along;
    this.#intoAxes(y, at);
    for (let i = 0; i < d; i++) out[i] = product(vectors, i * d, along, d);
  }

  squareOf(y: Float64Array, at: number): number {
    this.#decompose();
    this.#intoAxes(y, at);
    return product(this.#along, 0, this.#along, this.#d);
  }

  /** `#along` ← D⁻¹·Bᵀ·y. */
  #intoAxes(y: Float64Array, at: number): void {
    const vectors = this.#vectors!;
    const d = this.#d;
    const along = this.#along.fill(0);
    for (let i = 0; i < d; i++) {
      const yi = y[at + i]!;
      const row = i * d;
      for (let j = 0; j < d; j++) along[j]! += vectors[row + j]! * yi;
    }
    for (let j = 0; j < d; j++) along[j]! /= this.#deviations[j]!;
  }

  update(keep: number, weights: ArrayLike<number>, vectors: Float64Array): void {
    const { entries } = this;
    const d = this.#d;
    for (let i = 0; i < entries.length; i++) entries[i]! *= keep;
    for (let k = 0; k < weights.length; k++) {
      const from = k * d;
      for (let i = 0; i < d; i++) {
        const factor = weights[k]! * vectors[from + i]!;
        const row = i * d;
        for (let j = 0; j <= i; j++) entries[row + j]! += factor * vectors[from + j]!;
      }
    }
    this.#vectors = null;
  }

  moveFrom(earlier: Covariance, factor: number): Float64Array {
    const d = this.#d;
    const move = new Float64Array(d * d);
    for (let i = 0; i < d; i++)
      for (let j = 0; j <= i; j++) {
        const by = this.entries[i * d + j]! * factor - earlier.entries[i * d + j]!;
        move[i * d + j] = by;
        move[j * d + i] = by;
      }
    const row = new Float64Array(d);
    for (const turn of [0, 1]) {
      for (let i = 0; i < d; i++) {
        earlier.whiten(row, move, i * d);
        move.set(row, i * d);
      }
      if (turn === 0) transpose(move, d);
    }
    return move;
  }

  shorten(earlier: Covariance, factor: number, rate: number): number {
    const { entries } = this;
    for (let i = 0; i < entries.length; i++) {
      const before = earlier.entries[i]!;
      entries[i] = before + rate * (entries[i]! * factor - before);
    }
    this.#vectors = null;
    this.#decompose();
    let logs = 0;
    for (const deviation of this.#deviations) logs += Math.log(deviation);
    const scale = Math.exp(logs / this.#d);
    for (let i = 0; i < entries.length; i++) entries[i]! /= scale * scale;
    for (let i = 0; i < this.#d; i++) this.#deviations[i]! /= scale;
    return scale;
  }

  clone(): FullCovariance {
    const copy = new FullCovariance(this.#d, this.entries.slice());
    copy.#vectors = this.#vectors; // never written to once it is made
    copy.#deviations = this.#deviations;
    return copy;
  }

  #decompose(): Float64Array {
    if (this.#vectors !== null) return this.#vectors;
    const { values, vectors } = symmetricEigen(this.entries, this.#d);
    this.#vectors = vectors;
    if (values[0]! > 0) this.#deviations = values.map(Math.sqrt);
    else {
      this.#deviations = values.map((value) => Math.sqrt(value > 0 ? value : TINY));
      this.#recompose(vectors);
    }
    return vectors;
  }

  /** Rounding, or a point far off, has made a variance negative: C is what the mended axes say. */
  #recompose(vectors: Float64Array): void {
    const d = this.#d;
    for (let i = 0; i < d; i++)
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < d; k++)
          sum += vectors[i * d + k]! * vectors[j * d + k]! * this.#deviations[k]! * this.#deviations[k]!;
        this.entries[i * d + j] = sum;
      }
  }
}

/** Variances only: for many dimensions. Every operation costs O(d). */
export class DiagonalCovariance implements Covariance {
  readonly entries: Float64Array;

  /** @param entries variances, shape (d). Default: all 1. */
  constructor(dimensions: number, entries?: Float64Array) {
    this.entries = entries ?? new Float64Array(dimensions).fill(1);
  }

  variance(i: number): number {
    return this.entries[i]!;
  }

  get condition(): number {
    return this.longest / Math.sqrt(this.entries.reduce((least, v) => Math.min(least, v), Number.POSITIVE_INFINITY));
  }

  get longest(): number {
    return Math.sqrt(this.entries.reduce((most, v) => Math.max(most, v), 0));
  }

  colour(out: Float64Array, z: Float64Array): void {
    for (let i = 0; i < this.entries.length; i++) out[i] = Math.sqrt(this.entries[i]!) * z[i]!;
  }

  whiten(out: Float64Array, y: Float64Array, at = 0): void {
    for (let i = 0; i < this.entries.length; i++) out[i] = y[at + i]! / Math.sqrt(this.entries[i]!);
  }

  squareOf(y: Float64Array, at: number): number {
    let square = 0;
    for (let i = 0; i < this.entries.length; i++) square += (y[at + i]! * y[at + i]!) / this.entries[i]!;
    return square;
  }

  update(keep: number, weights: ArrayLike<number>, vectors: Float64Array): void {
    const { entries } = this;
    const d = entries.length;
    for (let i = 0; i < d; i++) {
      let sum = keep * entries[i]!;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * vectors[k * d + i]! * vectors[k * d + i]!;
      entries[i] = sum > 0 ? sum : TINY * TINY;
    }
  }

  moveFrom(earlier: Covariance, factor: number): Float64Array {
    return this.entries.map((entry, i) => (entry * factor - earlier.entries[i]!) / earlier.entries[i]!);
  }

  shorten(earlier: Covariance, factor: number, rate: number): number {
    const { entries } = this;
    let logs = 0;
    for (let i = 0; i < entries.length; i++) {
      const before = earlier.entries[i]!;
      entries[i] = before + rate * (entries[i]! * factor - before);
      logs += 0.5 * Math.log(entries[i]!);
    }
    const scale = Math.exp(logs / entries.length);
    for (let i = 0; i < entries.length; i++) entries[i]! /= scale * scale;
    return scale;
  }

  clone(): DiagonalCovariance {
    return new DiagonalCovariance(this.entries.length, this.entries.slice());
  }
}

function transpose(a: Float64Array, d: number): void {
  for (let i = 0; i < d; i++)
    for (let j = 0; j < i; j++) {
      const kept = a[i * d + j]!;
      a[i * d + j] = a[j * d + i]!;
      a[j * d + i] = kept;
    }
}

/** Σ a[at + i]·b[i]; two sums, which a processor adds at once. */
function product(a: Float64Array, at: number, b: Float64Array, n: number): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i + 1 < n; i += 2) {
    even += a[at + i]! * b[i]!;
    odd += a[at + i + 1]! * b[i + 1]!;
  }
  return i < n ? even + odd + a[at + i]! * b[i]! : even + odd;
}
