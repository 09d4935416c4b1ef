import { grown } from '../../math/growing.ts';
import { Fronts } from '../fronts.ts';
import { byVolume } from '../vector-order.ts';

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
  /** The first of the best `count` that is wanted. */
  firstAmong(count: number, isWanted: (row: number) => boolean): number | null;
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

  firstAmong(count: number, isWanted: (row: number) => boolean): number | null {
    for (let i = 0; i < Math.min(count, this.#size); i++) if (isWanted(this.#rows[i]!)) return this.#rows[i]!;
    return null;
  }

  order(): Int32Array {
    return this.#rows.subarray(0, this.#size);
  }
}

const orWorst = (loss: number): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);

/**
 * Vectors in fronts as they come; a front is put in order only where its order is asked for. What has a NaN in it stands behind all
 * others. Cost of a change O(size · width) as a rule, of a question that of the exclusive volumes of one front.
 */
class VectorRung implements Rung {
  readonly #width: number;
  /** Rows by their vectors, each an object of its own. */
  readonly #rows = new Map<Float64Array, number>();
  #fronts = new Fronts();
  #void: number[] = [];

  constructor(width: number) {
    this.#width = width;
  }

  get size(): number {
    return this.#rows.size;
  }

  insert(row: number, losses: Float64Array): void {
    this.#rows.set(losses, row);
    if (losses.some(Number.isNaN)) this.#void = [...this.#void, row].sort((a, b) => a - b);
    else this.#fronts.insert(losses);
  }

  remove(_: number, losses: Float64Array): void {
    this.#rows.delete(losses);
    const rest = [...this.#rows];
    this.#fronts = new Fronts();
    this.#void = [];
    for (const [vector, row] of rest) this.insert(row, vector);
  }

  place(row: number, losses: Float64Array): number {
    let before = 0;
    for (const front of this.#fronts.all) {
      if (front.includes(losses)) return before + this.#ordered(front).indexOf(row);
      before += front.length;
    }
    return before + this.#void.indexOf(row);
  }

  isAmong(row: number, losses: Float64Array, count: number): boolean {
    let before = 0;
    for (const front of this.#fronts.all) {
      if (before >= count) return false;
      if (front.includes(losses))
        return before + front.length <= count || before + this.#ordered(front).indexOf(row) < count;
      before += front.length;
    }
    return before + this.#void.indexOf(row) < count;
  }

  firstAmong(count: number, isWanted: (row: number) => boolean): number | null {
    let before = 0;
    for (const front of this.#fronts.all) {
      if (before >= count) return null;
      if (front.some((vector) => isWanted(this.#rows.get(vector)!))) {
        const found = this.#ordered(front)
          .slice(0, count - before)
          .find(isWanted);
        if (found !== undefined) return found;
      }
      before += front.length;
    }
    return this.#void.slice(0, Math.max(0, count - before)).find(isWanted) ?? null;
  }

  order(): Int32Array {
    return Int32Array.from([...this.#fronts.all.flatMap((front) => this.#ordered(front)), ...this.#void]);
  }

  /** The rows of a front, best first. */
  #ordered(front: readonly Float64Array[]): readonly number[] {
    const k = this.#width;
    const members = Array.from(front, (vector) => ({ row: this.#rows.get(vector)!, vector })).sort(
      (a, b) => a.row - b.row,
    );
    const points = new Float64Array(members.length * k);
    members.forEach(({ vector }, i) => points.set(vector, i * k));
    return byVolume(points, [...members.keys()], k).map((i) => members[i]!.row);
  }
}
