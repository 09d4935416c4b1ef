import { grown } from '../../math/growing.ts';
import type { Random } from '../../math/random.ts';
import { logNormalMass, truncatedNormalQuantile } from '../../math/truncnorm.ts';
import { type Axis, cellAt, cellCentre } from './axis.ts';
import { PRIOR } from './factor.ts';
import { Neighbours } from './neighbours.ts';
import { TableFactor } from './table-factor.ts';

/**
 * Kernels on finitely many cells of [0, 1]: the mass that a truncated normal at the middle of the kernel's cell gives to each.
 *
 * There are few different bandwidths, so log factors are kept in tables, one for each (cell, bandwidth).
 */
export class CellsFactor extends TableFactor {
  readonly #edges: Float64Array;
  readonly #size: number;
  readonly #neighbours = new Neighbours();
  readonly #prior: { readonly mean: number; readonly spread: number };
  /** Numbers of the tables in use; the first `size` are 0, for kernels that lack the coordinate. */
  #used: number;
  /** Start of a table by bandwidth and cell. */
  #starts = new Map<number, Int32Array>();
  /** Shape (rows): the kernel's cell (−1 = missing) and bandwidth. */
  #cell = new Int32Array(64).fill(-1);
  #sigma = new Float64Array(64);
  #priorTable: Float64Array;
  #floor = Number.NaN;

  constructor(axis: number, { edges, prior }: Axis & { readonly kind: 'cells' }, offset: number) {
    super(axis, offset, new Float64Array(16 * (edges.length - 1)));
    this.#edges = edges;
    this.#size = edges.length - 1;
    this.#prior = prior ?? { mean: 0.5, spread: 1 };
    this.#used = this.#size;
    this.#priorTable = new Float64Array(this.#size);
    this.#fill(this.#priorTable, 0, this.#prior.mean, this.#prior.spread);
    this.#reset();
  }

  add(row: number, point: ArrayLike<number>, from: number): void {
    const cell = point[from + this.offset]!;
    this.#cell = grown(this.#cell, row + 1, -1);
    this.#sigma = grown(this.#sigma, row + 1);
    this.#cell[row] = Number.isNaN(cell) ? -1 : cell;
    this.startAt(row, 0);
    if (!Number.isNaN(cell)) this.#neighbours.put(row, cellCentre(this.#edges, cell));
  }

  remove(row: number): void {
    this.#neighbours.drop(row);
    this.#cell[row] = -1;
  }

  prepare(_kernels: number, floor: number): void {
    const isNew = floor !== this.#floor;
    if (isNew) this.#reset();
    this.#floor = floor;
    this.#neighbours.refresh(floor, this.#refresh, isNew); // whose tables are gone
  }

  draw(out: Float64Array, from: number, _axis: number, row: number, stream: Random): void {
    const cell = row === PRIOR ? -1 : this.#cell[row]!;
    const mean = cell < 0 ? this.#prior.mean : cellCentre(this.#edges, cell);
    const sigma = cell < 0 ? this.#prior.spread : this.#sigma[row]!;
    out[from + this.offset] = cellAt(this.#edges, truncatedNormalQuantile(stream.uniform(), mean, sigma, 0, 1));
  }

  step(point: Float64Array, _axis: number, stream: Random): void {
    if (this.#size === 1) return;
    const next = point[this.offset]! + (stream.uniform() < 0.5 ? 1 : -1);
    point[this.offset] = next < 0 ? 1 : next >= this.#size ? this.#size - 2 : next;
  }

  readonly #refresh = (row: number, bandwidth: number): void => {
    const cell = this.#cell[row]!;
    const sigma = Math.round(bandwidth * 2 ** 30) * 2 ** -30; // so that equal gaps of unequal last digits share a table
    this.#sigma[row] = sigma;
    let starts = this.#starts.get(sigma);
    if (starts === undefined) {
      starts = new Int32Array(this.#size);
      this.#starts.set(sigma, starts);
    }
    if (starts[cell] === 0) {
      starts[cell] = this.#reserve();
      this.#fill(this.tables, starts[cell]!, cellCentre(this.#edges, cell), sigma);
    }
    this.start[row] = starts[cell]!;
  };

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
    this.tables.set(this.#priorTable, at);
    this.start[PRIOR] = at;
  }

  #reserve(): number {
    const at = this.#used;
    this.#used += this.#size;
    this.tables = grown(this.tables, this.#used);
    return at;
  }
}
