import { grown } from '../../math/growing.ts';

/** Rows in ascending order, or in one of their own. Adding and removing cost O(log n) comparisons and one block move. */
export class RowList {
  readonly #compare: (a: number, b: number) => number;
  #rows = new Int32Array(64);
  #count = 0;

  /** @param compare tells apart any two rows that are in the list at once; a row stands where it stood until it is taken out */
  constructor(compare: (a: number, b: number) => number = (a, b) => a - b) {
    this.#compare = compare;
  }

  get count(): number {
    return this.#count;
  }

  /** Shape (count); a view, valid until the next change. */
  get rows(): Int32Array {
    return this.#rows.subarray(0, this.#count);
  }

  /** The i-th row; undefined beyond either end. */
  at(i: number): number | undefined {
    return i < this.#count ? this.#rows[i] : undefined;
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
      if (this.#compare(this.#rows[middle]!, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
