import { grown } from '../../math/growing.ts';
import { vectorOrder } from '../vector-order.ts';

/** The trials that have come to one rung, best first. */
export interface Rung {
  readonly size: number;
  /** Takes a trial in that is not there yet. */
  insert(row: number, losses: Float64Array): void;
  /** Takes a trial out that came with these losses. */
  remove(row: number, losses: Float64Array): void;
  /** How many stand before this trial, from 0; among equals the lower row comes first. */
  place(row: number, losses: Float64Array): number;
  /** Is it among the best `count`? Where losses are single numbers and `ties` is set, so is one that equals the last of them. */
  isAmong(row: number, losses: Float64Array, count: number, ties: boolean): boolean;
  /** Rows, best first. */
  order(): Int32Array;
}

/** A rung whose trials lost `width` numbers each; NaN is the worst. */
export function rungOf(width: number): Rung {
  return width === 1 ? new NumberRung() : new VectorRung(width);
}

/** Two columns in the order of (loss, row). Cost O(log n) a question, and a move of what comes after in one block for a change. */
class NumberRung implements Rung {
  #losses = new Float64Array(8);
  #rows = new Int32Array(8);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  insert(row: number, losses: Float64Array): void {
    const at = this.place(row, losses);
    this.#losses = grown(this.#losses, this.#size + 1);
    this.#rows = grown(this.#rows, this.#size + 1);
    this.#losses.copyWithin(at + 1, at, this.#size);
    this.#rows.copyWithin(at + 1, at, this.#size);
    this.#losses[at] = orWorst(losses[0]!);
    this.#rows[at] = row;
    this.#size++;
  }

  remove(row: number, losses: Float64Array): void {
    const at = this.place(row, losses);
    if (at === this.#size || this.#rows[at] !== row) return;
    this.#losses.copyWithin(at, at + 1, this.#size);
    this.#rows.copyWithin(at, at + 1, this.#size);
    this.#size--;
  }

  place(row: number, losses: Float64Array): number {
    const loss = orWorst(losses[0]!);
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#losses[middle]!;
      if (other < loss || (other === loss && this.#rows[middle]! < row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  isAmong(row: number, losses: Float64Array, count: number, ties: boolean): boolean {
    return this.place(ties ? -1 : row, losses) < count;
  }

  order(): Int32Array {
    return this.#rows.subarray(0, this.#size);
  }
}

const orWorst = (loss: number): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);

/** Vectors by row; their order is made when it is asked for, and as far as it is. */
class VectorRung implements Rung {
  readonly #width: number;
  readonly #vectors = new Map<number, Float64Array>();
  #order = new Int32Array(0);
  #places = new Map<number, number>();
  /** So many of the best are in order. */
  #sorted = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get size(): number {
    return this.#vectors.size;
  }

  insert(row: number, losses: Float64Array): void {
    this.#vectors.set(row, losses);
    this.#sorted = 0;
  }

  remove(row: number): void {
    this.#vectors.delete(row);
    this.#sorted = 0;
  }

  place(row: number): number {
    this.#sort(this.size);
    return this.#places.get(row) ?? this.size;
  }

  isAmong(row: number, _: Float64Array, count: number): boolean {
    this.#sort(count);
    return (this.#places.get(row) ?? count) < count;
  }

  order(): Int32Array {
    this.#sort(this.size);
    return this.#order;
  }

  #sort(best: number): void {
    if (best <= this.#sorted) return;
    const rows = [...this.#vectors.keys()].sort((a, b) => a - b);
    const losses = new Float64Array(rows.length * this.#width);
    rows.forEach((row, i) => losses.set(this.#vectors.get(row)!, i * this.#width));
    this.#order = vectorOrder(losses, rows.length, this.#width, best).map((i) => rows[i]!);
    this.#places = new Map(Array.from(this.#order, (row, place) => [row, place]));
    this.#sorted = best;
  }
}
