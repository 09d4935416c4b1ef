/** Rows in ascending order. Adding and removing cost O(log n) and one block move. */
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

  add(row: number): void {
    if (this.#count === this.#rows.length) {
      const more = new Int32Array(2 * this.#rows.length);
      more.set(this.#rows);
      this.#rows = more;
    }
    const at = this.#placeOf(row);
    this.#rows.copyWithin(at + 1, at, this.#count);
    this.#rows[at] = row;
    this.#count++;
  }

  remove(row: number): void {
    const at = this.#placeOf(row);
    this.#rows.copyWithin(at, at + 1, this.#count);
    this.#count--;
  }

  #placeOf(row: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rows[middle]! < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
