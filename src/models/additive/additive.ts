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
const MOST_WAVES = 480;

/** How strongly curves may be held to 0: the one that foretells best is taken. */
const GRIP = [0.01, 0.1, 1, 10, 100, 1000];

/** A sum of curves, one for each column, each with mean 0 over its cells. */
export interface AdditiveModel {
  readonly mean: number;
  /** By column, shape (cells). */
  readonly curves: readonly Float64Array[];
  /** How strongly the curves were held to 0. */
  readonly grip: number;
  /** How many coefficients the targets have paid for. */
  readonly freedom: number;
}

/**
 * Fits sums of curves to targets at points: cosine waves of cells, the short ones held to 0 more than the long ones; choices are
 * free of each other.
 *
 * Cost O(rows · coefficients² + coefficients³) for the points, and a fraction of it for the targets.
 * Source: ridge regression with generalised cross-validation, Golub, Heath and Wahba 1979.
 */
export class AdditiveFits {
  readonly #basis: Basis;

  /** @param points shape (rows × columns): cells */
  constructor(columns: readonly CellColumn[], points: Float64Array, rows: number) {
    this.#basis = new Basis(columns, wavesOf(columns, rows), points, rows);
  }

  /** @param grip left out = the one of several that foretells best */
  fit(targets: Float64Array, grip: number | null = null): AdditiveModel {
    const mean = targets.reduce((sum, target) => sum + target / targets.length, 0);
    const off = targets.map((target) => target - mean);
    const sides = this.#basis.sides(off);
    let best: Fit | null = null;
    for (const each of grip === null ? GRIP : [grip]) {
      const fit = this.#basis.fit(off, sides, each);
      if (best === null || fit.score < best.score) best = fit;
    }
    const { coefficients, freedom } = best!;
    return {
      mean: mean - this.#basis.shift(coefficients),
      curves: this.#basis.curves(coefficients),
      grip: best!.grip,
      freedom,
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
  readonly freedom: number;
  /** Generalised cross-validation: lower is better. */
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
  /** Shape (rows × size). */
  readonly #values: Float64Array;
  readonly #products: Float64Array;
  /** Shape (size): the waves' means at the rows. */
  readonly #means: Float64Array;
  /** Shape (size): how strongly each is held. */
  readonly #hold: Float64Array;

  constructor(columns: readonly CellColumn[], waves: readonly number[], points: Float64Array, rows: number) {
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
    this.#hold = hold;
    this.#means = this.#centre();
    this.#products = this.#multiplied();
  }

  #centre(): Float64Array {
    const [size, rows, values] = [this.#size, this.#rows, this.#values];
    const means = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let at = j; at < values.length; at += size) sum += values[at]!;
      for (let at = j; at < values.length; at += size) values[at]! -= sum / rows;
      means[j] = sum / rows;
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
    const [size, rows, values, hold] = [this.#size, this.#rows, this.#values, this.#hold];
    const l = this.#products.slice();
    for (let i = 0; i < size; i++) l[i * size + i]! += grip * hold[i]! + 1e-9 * rows;
    choleskyRows(l, size, 0, size);
    const coefficients = sides.slice();
    solveLower(l, size, size, coefficients);
    solveLowerTransposed(l, size, size, coefficients);
    let freedom = size;
    const unit = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      unit.fill(0);
      unit[i] = 1;
      solveLower(l, size, size, unit);
      for (let j = i; j < size; j++) freedom -= grip * hold[i]! * unit[j]! * unit[j]!;
    }
    let squares = 0;
    targets.forEach((target, row) => {
      let off = target;
      for (let j = 0; j < size; j++) off -= coefficients[j]! * values[row * size + j]!;
      squares += off * off;
    });
    const left = Math.max(1e-9, rows - 1 - freedom);
    return { grip, coefficients, freedom, score: squares / (left * left) };
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
