import { bump } from '../../math/main-effects.ts';
import { type Kernel, type Places, trendCovariance } from '../../math/kernel.ts';
import { matern52 } from '../../math/matern.ts';

/** Columns for each that a point differs in, from which on it is cheaper to change the sums of another point than to sum anew. */
const WORTH = 8;

/** What a covariance is made of: sums over the columns, of one point with each of some others. All shape (rows). */
interface Sums {
  readonly r2: Float64Array;
  readonly zz: Float64Array;
  readonly qq: Float64Array;
  readonly effects: Float64Array;
}

/**
 * Covariances of points that differ in few columns from one point, with fixed others: all but those columns is summed once.
 *
 * The numbers are those of `covariances` up to rounding. Cost of a move: O(rows · columns that differ).
 */
export class Moves {
  readonly #kernel: Kernel;
  readonly #rows: number;
  /** Shape (columns × rows): of the fixed points. */
  readonly #x: Float64Array;
  readonly #z: Float64Array;
  readonly #base: Sums;
  readonly #moved: Sums;

  /** @param fixed the points, shape (rows × columns) */
  constructor(kernel: Kernel, fixed: Places, rows: number) {
    this.#kernel = kernel;
    this.#rows = rows;
    this.#x = transposed(fixed.x, rows, kernel.columns);
    this.#z = transposed(fixed.z, rows, kernel.columns);
    this.#base = noSums(rows);
    this.#moved = noSums(rows);
  }

  /** Moves start from row `at` of `from`. */
  start(from: Places, at: number): void {
    for (const sum of Object.values(this.#base) as readonly Float64Array[]) sum.fill(0);
    for (let c = 0; c < this.#kernel.columns; c++) this.#add(this.#base, from, at, c, 1);
  }

  /**
   * Covariances of row `i` of `to` with the fixed points.
   *
   * @param columns those in which it differs from row `at` of `from`, where moves started
   * @param out receives shape (rows)
   */
  write(from: Places, at: number, to: Places, i: number, columns: readonly number[], out: Float64Array): void {
    const { signal, effects } = this.#kernel;
    const { r2, zz, qq, effects: alone } = this.#moved;
    for (const key of ['r2', 'zz', 'qq', 'effects'] as const) this.#moved[key].set(this.#base[key]);
    for (const c of columns) {
      this.#add(this.#moved, from, at, c, -1);
      this.#add(this.#moved, to, i, c, 1);
    }
    for (let j = 0; j < this.#rows; j++) r2[j] = Math.max(0, r2[j]!); // what was taken away may leave less than nothing
    matern52(r2, this.#rows, signal, out);
    const each = effects?.each ?? 0;
    for (let j = 0; j < this.#rows; j++) out[j]! += trendCovariance(this.#kernel, zz[j]!, qq[j]!) + each * alone[j]!;
  }

  #add({ r2, zz, qq, effects }: Sums, { x, z }: Places, i: number, c: number, sign: number): void {
    const { columns, codes, weights, effects: own } = this.#kernel;
    const rows = this.#rows;
    const [place, middled, from] = [x[i * columns + c]!, z[i * columns + c]!, c * rows];
    const weight = sign * weights[c]!;
    const reach = own?.reach[c] ?? 0;
    const isCode = codes[c] === 1;
    for (let j = 0; j < rows; j++) {
      const difference = place - this.#x[from + j]!;
      const product = middled * this.#z[from + j]!;
      r2[j]! += weight * (isCode ? (difference === 0 ? 0 : 1) : difference * difference);
      zz[j]! += sign * product;
      qq[j]! += sign * product * product;
      if (reach !== 0) effects[j]! += sign * bump(Math.abs(difference) * reach);
    }
  }
}

/** The columns in which two points differ; null = too many for a move. */
export function columnsApart(a: Float64Array, i: number, b: Float64Array, j: number, columns: number): number[] | null {
  const apart: number[] = [];
  for (let c = 0; c < columns; c++)
    if (a[i * columns + c] !== b[j * columns + c]) {
      if (WORTH * (apart.length + 1) > columns) return null;
      apart.push(c);
    }
  return apart;
}

const noSums = (rows: number): Sums => ({
  r2: new Float64Array(rows),
  zz: new Float64Array(rows),
  qq: new Float64Array(rows),
  effects: new Float64Array(rows),
});

function transposed(points: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(points.length);
  for (let i = 0; i < rows; i++) for (let c = 0; c < columns; c++) out[c * rows + i] = points[i * columns + c]!;
  return out;
}
