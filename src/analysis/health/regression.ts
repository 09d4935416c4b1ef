/** What some columns add to an explanation by others. */
export interface Added {
  /** Columns that say something new. */
  readonly freedom: number;
  /** Sum of squares that they explain, and what stays unexplained by all together. */
  readonly explained: number;
  readonly residual: number;
  /** Degrees of freedom of the residual. */
  readonly residualFreedom: number;
  /** The last column: how many units of the result one unit of it makes, and its standard error. */
  readonly slope: number;
  readonly slopeError: number;
  /** Sum of squares that is left of each added column once the ones before it are taken out. */
  readonly own: readonly number[];
}

/** What is left of a column, as a share, below which it says nothing new. */
const NOTHING_NEW = 1e-6;
const DUST = 1e-20;

/** Least squares by the products of all columns, so that many questions cost one pass through the rows. */
export class Regression {
  readonly #products: Float64Array;
  /** Sums of squares before columns were centred: what is left of a constant is dust beside them. */
  readonly #raw: Float64Array;
  readonly #width: number;
  readonly #rows: number;

  /** @param y the result; centred here, as are the columns */
  constructor(data: readonly Float64Array[], y: Float64Array) {
    this.#raw = Float64Array.from([...data, y], (column) => column.reduce((sum, value) => sum + value * value, 0));
    const all = [...data, y].map(centred);
    this.#width = all.length;
    this.#rows = y.length;
    this.#products = new Float64Array(this.#width * this.#width);
    for (let a = 0; a < this.#width; a++)
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        const [x, z] = [all[a]!, all[b]!];
        for (let row = 0; row < this.#rows; row++) sum += x[row]! * z[row]!;
        this.#products[a * this.#width + b] = sum;
        this.#products[b * this.#width + a] = sum;
      }
  }

  /** Sum of squares of the centred result. */
  get total(): number {
    return this.#products.at(-1)!;
  }

  /** What `added` explain beyond `known`, both given by the columns' places. Cost O(columns³). */
  add(known: readonly number[], added: readonly number[]): Added {
    const order = [...known, ...added, this.#width - 1];
    const n = order.length;
    const l = new Float64Array(n * n);
    const isKept = new Uint8Array(n);
    let before = 0;
    let freedom = 0;
    let rank = 0;
    const own: number[] = [];
    let slope = 0;
    for (let i = 0; i < n; i++) {
      if (i === known.length) before = this.#left(order, l, isKept, n - 1, i);
      for (let j = 0; j < i; j++) {
        if (isKept[j] === 0) continue;
        let sum = this.#at(order, i, j);
        for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
        l[i * n + j] = sum / l[j * n + j]!;
      }
      const whole = this.#at(order, i, i);
      let left = whole;
      for (let k = 0; k < i; k++) left -= l[i * n + k]! ** 2;
      if (i === n - 1) break;
      const isNew = left > NOTHING_NEW * whole && whole > DUST * this.#raw[order[i]!]!;
      if (i >= known.length) own.push(isNew ? left : 0);
      if (!isNew) {
        l.fill(0, i * n, (i + 1) * n);
        continue;
      }
      isKept[i] = 1;
      l[i * n + i] = Math.sqrt(left);
      rank++;
      if (i >= known.length) freedom++;
    }
    const residual = Math.max(0, this.#left(order, l, isKept, n - 1, n - 1));
    const last = n - 2;
    if (last >= 0 && isKept[last] === 1) slope = l[(n - 1) * n + last]! / l[last * n + last]!;
    const residualFreedom = this.#rows - 1 - rank;
    const error = residualFreedom > 0 ? Math.sqrt(residual / residualFreedom) : Number.NaN;
    return {
      freedom,
      explained: Math.max(0, before - residual),
      residual,
      residualFreedom,
      slope,
      slopeError: last >= 0 && isKept[last] === 1 ? error / l[last * n + last]! : Number.NaN,
      own,
    };
  }

  #at(order: readonly number[], i: number, j: number): number {
    return this.#products[order[i]! * this.#width + order[j]!]!;
  }

  /** What is left of the result by the first `upTo` columns. Its own row of `l` may not be made yet. */
  #left(order: readonly number[], l: Float64Array, isKept: Uint8Array, y: number, upTo: number): number {
    const n = order.length;
    let left = this.#at(order, y, y);
    const row = new Float64Array(upTo);
    for (let j = 0; j < upTo; j++) {
      if (isKept[j] === 0) continue;
      let sum = this.#at(order, y, j);
      for (let k = 0; k < j; k++) sum -= row[k]! * l[j * n + k]!;
      row[j] = sum / l[j * n + j]!;
      left -= row[j]! ** 2;
    }
    return left;
  }
}

/**
 * How many standard deviations an F-distributed number lies above its middle, as a normal one would.
 *
 * Source: Paulson 1942, after Wilson and Hilferty. @param residualFreedom at least 3
 */
export function normalOfF({ freedom, explained, residual, residualFreedom }: Added): number {
  if (freedom === 0) return Number.NEGATIVE_INFINITY;
  if (!(residual > 0)) return explained > 0 ? Number.POSITIVE_INFINITY : 0;
  const root = Math.cbrt(explained / freedom / (residual / residualFreedom));
  const [a, b] = [2 / (9 * freedom), 2 / (9 * residualFreedom)];
  return (root * (1 - b) - (1 - a)) / Math.sqrt(root * root * b + a);
}

function centred(column: Float64Array): Float64Array {
  let mean = 0;
  for (const value of column) mean += value / column.length;
  return column.map((value) => value - mean);
}
