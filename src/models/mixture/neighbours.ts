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
  #floor = 0;
  /** Shape (rows): the larger gap of each at the last `refresh`. */
  #gaps = new Float64Array(16);

  /** Adds a row at a position. */
  put(row: number, position: number): void {
    this.#positions = grown(this.#positions, row + 1, Number.NaN);
    this.#positions[row] = position;
    this.#gaps = grown(this.#gaps, row + 1);
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

  /**
   * Tells the bandwidth of every row for which it is new: its larger gap, between `floor` and 1.
   *
   * @param all tell those of all others too
   */
  refresh(floor: number, tell: (row: number, bandwidth: number) => void, all = false): void {
    for (const row of this.#stale) {
      if (!this.#holds(row)) continue;
      this.#gaps[row] = Math.min(1, this.#gap(row));
      tell(row, Math.max(floor, this.#gaps[row]!));
    }
    const least = Math.max(floor, this.#floor);
    if (all || floor !== this.#floor)
      for (const row of this.rows) if (all || this.#gaps[row]! < least) tell(row, Math.max(floor, this.#gaps[row]!));
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
