/**
 * Positions of some rows in [0, 1], kept sorted, with each row's larger gap to its neighbours.
 *
 * The gap is the bandwidth that Parzen estimators of this family use: wide where points are rare, narrow where they crowd.
 * Insertion and removal cost O(log n) comparisons and one block move; they change the gaps of at most two other rows.
 */
export class Neighbours {
  #rows = new Int32Array(16);
  #count = 0;
  #positions = new Float64Array(16).fill(Number.NaN);

  get count(): number {
    return this.#count;
  }

  /** Adds a row; `changed` hears of every row whose gap is new, this one included. */
  add(row: number, position: number, changed: (row: number) => void): void {
    this.#ensure(row);
    this.#positions[row] = position;
    const at = this.#lowerBound(position, row);
    this.#rows.copyWithin(at + 1, at, this.#count);
    this.#rows[at] = row;
    this.#count++;
    changed(row);
    if (at > 0) changed(this.#rows[at - 1]!);
    if (at + 1 < this.#count) changed(this.#rows[at + 1]!);
  }

  /** Takes a row out; `changed` hears of the rows whose gap is new. */
  remove(row: number, changed: (row: number) => void): void {
    const at = this.#lowerBound(this.#positions[row]!, row);
    this.#rows.copyWithin(at, at + 1, this.#count);
    this.#count--;
    this.#positions[row] = Number.NaN;
    if (at > 0) changed(this.#rows[at - 1]!);
    if (at < this.#count) changed(this.#rows[at]!);
  }

  /** Is the row in? */
  holds(row: number): boolean {
    return row < this.#positions.length && !Number.isNaN(this.#positions[row]!);
  }

  /** The larger distance to a neighbour; the row at either end looks inwards only, a single row sees the ends of [0, 1]. */
  gap(row: number): number {
    const position = this.#positions[row]!;
    if (this.#count === 1) return Math.max(position, 1 - position);
    const at = this.#lowerBound(position, row);
    const left = at > 0 ? position - this.#positions[this.#rows[at - 1]!]! : 0;
    const right = at + 1 < this.#count ? this.#positions[this.#rows[at + 1]!]! - position : 0;
    return Math.max(left, right);
  }

  /** First place whose (position, row) is not below the given one. */
  #lowerBound(position: number, row: number): number {
    const rows = this.#rows;
    const positions = this.#positions;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = rows[middle]!;
      const there = positions[other]!;
      if (there < position || (there === position && other < row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #ensure(row: number): void {
    if (this.#count + 1 > this.#rows.length) this.#rows = extended(this.#rows, new Int32Array(2 * this.#rows.length));
    if (row >= this.#positions.length)
      this.#positions = extended(
        this.#positions,
        new Float64Array(Math.max(row + 1, 2 * this.#positions.length)).fill(Number.NaN),
      );
  }
}

function extended<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
