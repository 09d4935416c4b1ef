import type { Random } from '../../math/random.ts';
import { logNormalMass, truncatedNormalQuantile } from '../../math/truncnorm.ts';
import { type Axis, cellAt, cellCentre } from './axis.ts';
import { type Factor, PRIOR } from './factor.ts';
import { addLogs, moveLogs } from './log-tables.ts';
import { Neighbours } from './neighbours.ts';

/**
 * Kernels on finitely many cells of [0, 1]: the mass that a truncated normal at the middle of the kernel's cell gives to each.
 *
 * There are few different bandwidths, so log factors are kept in tables, one for each (cell, bandwidth).
 */
export class CellsFactor implements Factor {
  readonly axes: readonly number[];
  readonly #offset: number;
  readonly #edges: Float64Array;
  readonly #size: number;
  readonly #neighbours = new Neighbours();
  readonly #prior: { readonly mean: number; readonly spread: number };
  /** Log factors; the first `size` numbers are 0, for kernels that lack the coordinate. */
  #tables: Float64Array;
  #used: number;
  /** Start of a table by bandwidth and cell. */
  #starts = new Map<number, Int32Array>();
  /** Shape (rows): start of the kernel's table, its cell (−1 = missing) and bandwidth. */
  #start = new Int32Array(64);
  #cell = new Int32Array(64).fill(-1);
  #sigma = new Float64Array(64);
  #priorTable: Float64Array;
  #floor = Number.NaN;
  #dirty: number[] = [];
  readonly #stale = (row: number): void => void this.#dirty.push(row);

  constructor(axis: number, kind: Axis & { readonly kind: 'cells' }, offset: number) {
    this.axes = [axis];
    this.#offset = offset;
    this.#edges = kind.edges;
    this.#size = kind.edges.length - 1;
    this.#prior = kind.prior ?? { mean: 0.5, spread: 1 };
    this.#tables = new Float64Array(16 * this.#size);
    this.#used = this.#size;
    this.#priorTable = new Float64Array(this.#size);
    this.#fill(this.#priorTable, 0, this.#prior.mean, this.#prior.spread);
    this.#reset();
  }

  add(row: number, point: ArrayLike<number>, from: number): void {
    this.#grow(row + 1);
    const cell = point[from + this.#offset]!;
    this.#cell[row] = Number.isNaN(cell) ? -1 : cell;
    this.#start[row] = 0;
    if (!Number.isNaN(cell)) this.#neighbours.add(row, cellCentre(this.#edges, cell), this.#stale);
  }

  remove(row: number): void {
    if (this.#neighbours.holds(row)) this.#neighbours.remove(row, this.#stale);
    this.#cell[row] = -1;
  }

  prepare(_kernels: number, floor: number): void {
    if (floor !== this.#floor) {
      this.#floor = floor;
      this.#dirty = [];
      this.#reset();
      for (let row = 1; row < this.#cell.length; row++) if (this.#cell[row]! >= 0) this.#refresh(row);
      return;
    }
    for (const row of this.#dirty) if (this.#neighbours.holds(row)) this.#refresh(row);
    this.#dirty = [];
  }

  score(
    terms: Float64Array,
    members: Int32Array,
    size: number,
    points: Float64Array,
    count: number,
    width: number,
  ): void {
    if (Number.isNaN(points[this.#offset]!)) return;
    for (let j = 0; j < count; j++)
      addLogs(terms, this.#tables, this.#start, members, size, points[j * width + this.#offset]!, j, count);
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
    moveLogs(moved, terms, this.#tables, this.#start, members, size, point[this.#offset]!, to[this.#offset]!);
  }

  draw(out: Float64Array, from: number, _axis: number, row: number, stream: Random): void {
    const cell = row === PRIOR ? -1 : this.#cell[row]!;
    const mean = cell < 0 ? this.#prior.mean : cellCentre(this.#edges, cell);
    const sigma = cell < 0 ? this.#prior.spread : this.#sigma[row]!;
    out[from + this.#offset] = cellAt(this.#edges, truncatedNormalQuantile(stream.uniform(), mean, sigma, 0, 1));
  }

  bandwidth(row: number): number {
    return this.#cell[row]! >= 0 ? this.#sigma[row]! : 1;
  }

  #refresh(row: number): void {
    const cell = this.#cell[row]!;
    // rounded, so that equal gaps of unequal last digits share a table
    const sigma = Math.round(Math.max(this.#floor, Math.min(1, this.#neighbours.gap(row))) * 2 ** 30) * 2 ** -30;
    this.#sigma[row] = sigma;
    let starts = this.#starts.get(sigma);
    if (starts === undefined) {
      starts = new Int32Array(this.#size);
      this.#starts.set(sigma, starts);
    }
    if (starts[cell] === 0) {
      starts[cell] = this.#reserve();
      this.#fill(this.#tables, starts[cell]!, cellCentre(this.#edges, cell), sigma);
    }
    this.#start[row] = starts[cell]!;
  }

  #fill(out: Float64Array, from: number, mean: number, sigma: number): void {
    const all = logNormalMass(-mean / sigma, (1 - mean) / sigma);
    for (let x = 0; x < this.#size; x++) {
      const low = this.#edges[x]!;
      const high = this.#edges[x + 1]!;
      out[from + x] = logNormalMass((low - mean) / sigma, (high - mean) / sigma) - all - Math.log(high - low);
    }
  }

  #reset(): void {
    this.#starts.clear();
    this.#used = this.#size;
    const at = this.#reserve();
    this.#tables.set(this.#priorTable, at);
    this.#start[PRIOR] = at;
  }

  #reserve(): number {
    const at = this.#used;
    this.#used += this.#size;
    if (this.#used > this.#tables.length) {
      const more = new Float64Array(2 * this.#tables.length + this.#size);
      more.set(this.#tables);
      this.#tables = more;
    }
    return at;
  }

  #grow(rows: number): void {
    if (rows <= this.#cell.length) return;
    const capacity = Math.max(rows, 2 * this.#cell.length);
    const cell = new Int32Array(capacity).fill(-1);
    cell.set(this.#cell);
    this.#cell = cell;
    const start = new Int32Array(capacity);
    start.set(this.#start);
    this.#start = start;
    const sigma = new Float64Array(capacity);
    sigma.set(this.#sigma);
    this.#sigma = sigma;
  }
}
