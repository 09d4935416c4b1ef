import { grown } from '../../math/growing.ts';
import type { Random } from '../../math/random.ts';
import type { Factor } from './factor.ts';

/** Kernels over finitely many values of one axis: row i has the log factor `tables[start[i] + v]` at value v. Rows may share a table. */
export abstract class TableFactor implements Factor {
  readonly axes: readonly number[];
  protected readonly offset: number;
  protected tables: Float64Array;
  protected start = new Int32Array(64);

  /** @param offset where the axis's number lies in a point */
  constructor(axis: number, offset: number, tables: Float64Array) {
    this.axes = [axis];
    this.offset = offset;
    this.tables = tables;
  }

  abstract add(row: number, point: ArrayLike<number>, from: number): void;
  abstract remove(row: number): void;
  abstract prepare(kernels: number, floor: number): void;
  abstract draw(out: Float64Array, from: number, axis: number, row: number, stream: Random): void;
  abstract step(point: Float64Array, axis: number, stream: Random): void;

  score(
    terms: Float64Array,
    members: Int32Array,
    size: number,
    points: Float64Array,
    count: number,
    width: number,
  ): void {
    const { offset, tables, start } = this;
    if (Number.isNaN(points[offset]!)) return;
    for (let j = 0; j < count; j++) {
      const value = points[j * width + offset]!;
      for (let i = 0; i < size; i++) terms[i * count + j]! += tables[start[members[i]!]! + value]!;
    }
  }

  move(
    moved: Float64Array,
    terms: Float64Array,
    members: Int32Array,
    size: number,
    _axis: number,
    point: Float64Array,
    to: Float64Array,
  ): void {
    const { tables, start } = this;
    const old = point[this.offset]!;
    const next = to[this.offset]!;
    for (let i = 0; i < size; i++) {
      const at = start[members[i]!]!;
      moved[i] = terms[i]! + tables[at + next]! - tables[at + old]!;
    }
  }

  /** Sets where a row's table starts. */
  protected startAt(row: number, start: number): void {
    this.start = grown(this.start, row + 1);
    this.start[row] = start;
  }
}
