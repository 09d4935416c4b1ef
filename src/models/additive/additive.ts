import { choleskyRows, solveLower, solveLowerTransposed } from '../../math/cholesky.ts';

/** One column of points that lie in cells. */
export interface CellColumn {
  readonly cells: number;
  /** Do neighbouring cells have nothing to do with each other? */
  readonly isChoice: boolean;
}

/** Waves of a number's curve, at most. */
const WAVES = 8;

/** Coefficients of all curves, at most; those of choices come on top. */
const MOST_WAVES = 240;

/** A row that alone decides its place is not believed blindly. */
const MOST_LEVERAGE = 0.99;

/** How strongly curves may be held to 0: the one that foretells best is taken. */
const GRIP = [0.01, 0.1, 1, 10, 100, 1000];

/** A sum of curves, one for each column, each with mean 0 over its cells. */
export interface AdditiveModel {
  readonly mean: number;
  /** By column, shape (cells). */
  readonly curves: readonly Float64Array[];
  /** How strongly the curves were held to 0. */
  readonly grip: number;
  /** Shape (rows): what each row says of itself, in [0, 1): a row's residual over 1 − this is that of a fit without it. */
  readonly leverages: Float64Array;
}

/**
 * Fits sums of curves to targets at points: cosine waves of cells, the short ones held to 0 more than the long ones; choices are
 * free of each other.
 *
 * Cost O(rows · coefficients² + coefficients³) for the points, and a fraction of it for the targets.
 * Source: ridge regression, the grip by leaving out each row in turn, Allen 1974 (PRESS).
 */
export class AdditiveFits {
  readonly #basis: Basis;

  readonly #weights: Float64Array;

  /**
   * @param points  shape (rows × columns): cells
   * @param weights shape (rows): how much each row counts; mean 1
   */
  constructor(columns: readonly CellColumn[], points: Float64Array, weights: Float64Array) {
    this.#weights = weights;
    this.#basis = new Basis(columns, wavesOf(columns, weights.length), points, weights);
  }

  /** @param grip left out = the one of several that foretells best */
  fit(targets: Float64Array, grip: number | null = null): AdditiveModel {
    const weights = this.#weights;
    let mean = 0;
    for (let row = 0; row < targets.length; row++) mean += (weights[row]! * targets[row]!) / targets.length;
    const off = targets.map((target, row) => Math.sqrt(weights[row]!) * (target - mean));
    const sides = this.#basis.sides(off);
    let best: Fit | null = null;
    for (const each of grip === null ? GRIP : [grip]) {
      const fit = this.#basis.fit(off, sides, each);
      if (best === null || fit.score < best.score) best = fit;
    }
    const { coefficients, leverages } = best!;
    return {
      mean: mean - this.#basis.shift(coefficients),
      curves: this.#basis.curves(coefficients),
      grip: best!.grip,
      leverages,
    };
  }
}

/** What a model says of a point. @param at where the point starts in `points` */
export function predictedAt({ mean, curves }: AdditiveModel, points: Float64Array, at: number): number {
  let sum = mean;
  for (let c = 0; c < curves.length; c++) sum += curves[c]![points[at + c]!]!;
  return sum;
}

interface Fit {
  readonly grip: number;
  readonly coefficients: Float64Array;
  readonly leverages: Float64Array;
  /** Squared errors of rows left out: lower is better. */
  readonly score: number;
}

function wavesOf(columns: readonly CellColumn[], rows: number): readonly number[] {
  const width = Math.max(1, columns.length);
  const most = Math.max(1, Math.min(WAVES, Math.floor(rows / (2 * width)), Math.floor(MOST_WAVES / width)));
  return columns.map(({ cells, isChoice }) => (isChoice ? cells - 1 : Math.min(most, cells - 1)));
}

/** The waves at the rows, less their means, and their products. */
class Basis {
  readonly #columns: readonly CellColumn[];
  readonly #waves: readonly number[];
  readonly #size: number;
  readonly #rows: number;
  /** Shape (rows × size), weighted. */
  readonly #values: Float64Array;
  readonly #products: Float64Array;
  readonly #weights: Float64Array;
  /** By grip. */
  readonly #leverages = new Map<number, Float64Array>();
  /** Shape (size): the waves' means at the rows. */
  readonly #means: Float64Array;
  /** Shape (size): how strongly each is held. */
  readonly #hold: Float64Array;

  constructor(columns: readonly CellColumn[], waves: readonly number[], points: Float64Array, weights: Float64Array) {
    const rows = weights.length;
    const size = waves.reduce((sum, many) => sum + many, 0);
    const values = new Float64Array(rows * size);
    const hold = new Float64Array(size);
    let from = 0;
    columns.forEach((column, c) => {
      const table = tableOf(column.cells, waves[c]!);
      for (let wave = 0; wave < waves[c]!; wave++) {
        hold[from + wave] = column.isChoice ? 1 : (wave + 1) * (wave + 1);
        for (let row = 0; row < rows; row++)
          values[row * size + from + wave] = table[wave * column.cells + points[row * columns.length + c]!]!;
      }
      from += waves[c]!;
    });
    this.#columns = columns;
    this.#waves = waves;
    this.#size = size;
    this.#rows = rows;
    this.#values = values;
    this.#weights = weights;
    this.#hold = hold;
    this.#means = this.#centre(weights);
    this.#products = this.#multiplied();
  }

  /** Takes the waves' means away, and lets each row count by the root of its weight. */
  #centre(weights: Float64Array): Float64Array {
    const [size, rows, values] = [this.#size, this.#rows, this.#values];
    const means = new Float64Array(size);
    for (let row = 0; row < rows; row++)
      for (let j = 0; j < size; j++) means[j]! += (weights[row]! * values[row * size + j]!) / rows;
    for (let row = 0; row < rows; row++) {
      const root = Math.sqrt(weights[row]!);
      for (let j = 0; j < size; j++) values[row * size + j] = root * (values[row * size + j]! - means[j]!);
    }
    return means;
  }

  /** By how much coefficients move the mean at the rows. */
  shift(coefficients: Float64Array): number {
    return coefficients.reduce((sum, coefficient, j) => sum + coefficient * this.#means[j]!, 0);
  }

  /** Lower half of the products of the waves with each other. */
  #multiplied(): Float64Array {
    const [size, values] = [this.#size, this.#values];
    const products = new Float64Array(size * size);
    for (let from = 0; from < values.length; from += size)
      for (let i = 0; i < size; i++) {
        const value = values[from + i]!;
        for (let j = 0; j <= i; j++) products[i * size + j]! += value * values[from + j]!;
      }
    return products;
  }

  sides(targets: Float64Array): Float64Array {
    const [size, values] = [this.#size, this.#values];
    const sides = new Float64Array(size);
    targets.forEach((target, row) => {
      for (let j = 0; j < size; j++) sides[j]! += target * values[row * size + j]!;
    });
    return sides;
  }

  fit(targets: Float64Array, sides: Float64Array, grip: number): Fit {
    const [size, values, hold] = [this.#size, this.#values, this.#hold];
    const l = this.#products.slice();
    for (let i = 0; i < size; i++) l[i * size + i]! += grip * hold[i]! + 1e-9 * this.#rows;
    choleskyRows(l, size, 0, size);
    const coefficients = sides.slice();
    solveLower(l, size, size, coefficients);
    solveLowerTransposed(l, size, size, coefficients);
    const leverages = this.#leveragesBy(l, grip);
    let score = 0;
    targets.forEach((target, row) => {
      let off = target;
      for (let j = 0; j < size; j++) off -= coefficients[j]! * values[row * size + j]!;
      off /= 1 - leverages[row]!;
      score += off * off;
    });
    return { grip, coefficients, leverages, score };
  }

  #leveragesBy(l: Float64Array, grip: number): Float64Array {
    let leverages = this.#leverages.get(grip);
    if (leverages !== undefined) return leverages;
    const [size, rows, values] = [this.#size, this.#rows, this.#values];
    const row = new Float64Array(size);
    leverages = Float64Array.from({ length: rows }, (_, i) => {
      row.set(values.subarray(i * size, (i + 1) * size));
      solveLower(l, size, size, row);
      let own = this.#weights[i]! / rows;
      for (let j = 0; j < size; j++) own += row[j]! * row[j]!;
      return Math.min(MOST_LEVERAGE, own);
    });
    this.#leverages.set(grip, leverages);
    return leverages;
  }

  curves(coefficients: Float64Array): readonly Float64Array[] {
    let from = 0;
    return this.#columns.map(({ cells }, c) => {
      const curve = new Float64Array(cells);
      const table = tableOf(cells, this.#waves[c]!);
      for (let wave = 0; wave < this.#waves[c]!; wave++)
        for (let cell = 0; cell < cells; cell++)
          curve[cell]! += coefficients[from + wave]! * table[wave * cells + cell]!;
      from += this.#waves[c]!;
      return curve;
    });
  }
}

/** Waves over cells, shape (waves × cells): mean 0, mean square 1, at right angles to each other. */
function tableOf(cells: number, waves: number): Float64Array {
  const table = new Float64Array(waves * cells);
  for (let wave = 0; wave < waves; wave++)
    for (let cell = 0; cell < cells; cell++)
      table[wave * cells + cell] = Math.SQRT2 * Math.cos((Math.PI * (wave + 1) * (cell + 0.5)) / cells);
  return table;
}
