import { grown } from '../../math/growing.ts';
import { RowList } from './row-list.ts';

/**
 * Positions of some rows in [0, 1], kept sorted, and each row's bandwidth: its larger gap to a neighbour.
 *
 * So Parzen estimators of this family choose it: wide where points are rare, narrow where they crowd. A row that comes or goes
 * changes the gaps of at most two others.
 */
export class Neighbours {
  #positions = new Float64Array(16).fill(Number.NaN);
  readonly #sorted = new RowList((a, b) => this.#positions[a]! - this.#positions[b]! || a - b);
  /** Rows whose gap has changed since the last `refresh`. */
  #stale = new Set<number>();
  #floor = Number.NaN;

  /** Adds a row. */
  add(row: number, position: number): void {
    this.#positions = grown(this.#positions, row + 1, Number.NaN);
    this.#positions[row] = position;
    const at = this.#sorted.add(row);
    for (const place of [at - 1, at, at + 1]) this.#stale.add(this.#sorted.at(place) ?? row);
  }

  /** Takes a row out, if it is in. */
  remove(row: number): void {
    if (!this.#holds(row)) return;
    const at = this.#sorted.remove(row);
    this.#positions[row] = Number.NaN;
    for (const place of [at - 1, at]) this.#stale.add(this.#sorted.at(place) ?? row);
  }

  /** Tells the bandwidth of every row for which it is new: of all rows, where the floor is. Between `floor` and 1. */
  refresh(floor: number, tell: (row: number, bandwidth: number) => void): void {
    const rows = floor === this.#floor ? this.#stale : this.#sorted.rows;
    for (const row of rows) if (this.#holds(row)) tell(row, Math.max(floor, Math.min(1, this.#gap(row))));
    this.#floor = floor;
    this.#stale.clear();
  }

  #holds(row: number): boolean {
    return row < this.#positions.length && !Number.isNaN(this.#positions[row]!);
  }

  /** The row at either end looks inwards only, a single row sees the ends of [0, 1]. */
  #gap(row: number): number {
    const position = this.#positions[row]!;
    if (this.#sorted.count === 1) return Math.max(position, 1 - position);
    const at = this.#sorted.placeOf(row);
    const left = this.#sorted.at(at - 1) ?? row;
    const right = this.#sorted.at(at + 1) ?? row;
    return Math.max(position - this.#positions[left]!, this.#positions[right]! - position);
  }
}
