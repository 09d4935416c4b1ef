import { grown } from '../../math/growing.ts';
import { RowList } from './row-list.ts';

/**
 * Positions of some rows in [0, 1], kept sorted, with each row's larger gap to its neighbours.
 *
 * The gap is the bandwidth that Parzen estimators of this family use: wide where points are rare, narrow where they crowd.
 * Insertion and removal change the gaps of at most two other rows.
 */
export class Neighbours {
  #positions = new Float64Array(16).fill(Number.NaN);
  readonly #sorted = new RowList((a, b) => this.#positions[a]! - this.#positions[b]! || a - b);

  /** Adds a row; `changed` hears of every row whose gap is new, this one included. */
  add(row: number, position: number, changed: (row: number) => void): void {
    this.#positions = grown(this.#positions, row + 1, Number.NaN);
    this.#positions[row] = position;
    const at = this.#sorted.add(row);
    for (const i of [at, at - 1, at + 1]) this.#tell(i, changed);
  }

  /** Takes a row out; `changed` hears of the rows whose gap is new. */
  remove(row: number, changed: (row: number) => void): void {
    const at = this.#sorted.remove(row);
    this.#positions[row] = Number.NaN;
    for (const i of [at - 1, at]) this.#tell(i, changed);
  }

  /** Is the row in? */
  holds(row: number): boolean {
    return row < this.#positions.length && !Number.isNaN(this.#positions[row]!);
  }

  /** The larger distance to a neighbour; the row at either end looks inwards only, a single row sees the ends of [0, 1]. */
  gap(row: number): number {
    const position = this.#positions[row]!;
    if (this.#sorted.count === 1) return Math.max(position, 1 - position);
    const at = this.#sorted.placeOf(row);
    const left = this.#sorted.at(at - 1) ?? row;
    const right = this.#sorted.at(at + 1) ?? row;
    return Math.max(position - this.#positions[left]!, this.#positions[right]! - position);
  }

  #tell(place: number, changed: (row: number) => void): void {
    const row = this.#sorted.at(place);
    if (row !== undefined) changed(row);
  }
}
