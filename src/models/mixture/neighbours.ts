import { grown } from '../../math/growing.ts';
import { RowList } from './row-list.ts';

/**
 * Rows sorted by their position in [0, 1], and each row's bandwidth: its larger gap to a neighbour.
 *
 * So Parzen estimators of this family choose it: wide where points are rare, narrow where they crowd. A row that comes or goes
 * changes the gaps of at most two others.
 */
export class Neighbours extends RowList {
  /** Shape (rows); NaN = not in. */
  #positions = new Float64Array(16).fill(Number.NaN);
  /** Rows whose gap has changed since the last `refresh`. */
  #stale: number[] = [];
  #floor = Number.NaN;

  /** Adds a row at a position. */
  put(row: number, position: number): void {
    this.#positions = grown(this.#positions, row + 1, Number.NaN);
    this.#positions[row] = position;
    const at = this.add(row);
    this.#stale.push(row);
    this.#touch(at - 1);
    this.#touch(at + 1);
  }

  /** Takes a row out, if it is in. */
  drop(row: number): void {
    if (!this.#holds(row)) return;
    const at = this.remove(row);
    this.#positions[row] = Number.NaN;
    this.#touch(at - 1);
    this.#touch(at);
  }

  /** Tells the bandwidth of every row for which it is new: of all rows, where the floor is. Between `floor` and 1. */
  refresh(floor: number, tell: (row: number, bandwidth: number) => void): void {
    const rows = floor === this.#floor ? this.#stale : this.rows;
    for (const row of rows) if (this.#holds(row)) tell(row, Math.max(floor, Math.min(1, this.#gap(row))));
    this.#floor = floor;
    this.#stale = [];
  }

  protected override isBefore(a: number, b: number): boolean {
    const difference = this.#positions[a]! - this.#positions[b]!;
    return difference < 0 || (difference === 0 && a < b);
  }

  #touch(place: number): void {
    if (place >= 0 && place < this.count) this.#stale.push(this.at(place));
  }

  #holds(row: number): boolean {
    return row < this.#positions.length && !Number.isNaN(this.#positions[row]!);
  }

  /** The row at either end looks inwards only, a single row sees the ends of [0, 1]. */
  #gap(row: number): number {
    const position = this.#positions[row]!;
    if (this.count === 1) return Math.max(position, 1 - position);
    const at = this.placeOf(row);
    const left = at > 0 ? position - this.#positions[this.at(at - 1)]! : 0;
    const right = at + 1 < this.count ? this.#positions[this.at(at + 1)]! - position : 0;
    return Math.max(left, right);
  }
}
