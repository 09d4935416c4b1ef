import { grown } from '../../math/growing.ts';

/** Rows in ascending order; in another one where a subclass says so. Adding and removing cost O(log n) comparisons and one block move. */
export class RowList {
  #rows = new Int32Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Shape (count); a view, valid until the next change. */
  get rows(): Int32Array {
    return this.#rows.subarray(0, this.#count);
  }

  /** The i-th row, i in 0 … count − 1. */
  at(i: number): number {
    return this.#rows[i]!;
  }

  /** Puts a row in; answers its place. */
  add(row: number): number {
    this.#rows = grown(this.#rows, this.#count + 1);
    const at = this.placeOf(row);
    this.#rows.copyWithin(at + 1, at, this.#count);
    this.#rows[at] = row;
    this.#count++;
    return at;
  }

  /** Takes a row out; answers the place where it was. */
  remove(row: number): number {
    const at = this.placeOf(row);
    this.#rows.copyWithin(at, at + 1, this.#count);
    this.#count--;
    return at;
  }

  /** Where a row is, or would be. */
  placeOf(row: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.isBefore(this.#rows[middle]!, row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Tells any two rows apart that are in the list at once, and does not change its mind while they are. A method, so that it can be inlined. */
  protected isBefore(a: number, b: number): boolean {
    return a < b;
  }
}
