import { exp } from './elementary.ts';

/**
 * Weighted squared distances of the rows of a to the rows of b: out[i · rowsB + j] = Σ_c weights[c] · (a_ic − b_jc)², summed in
 * the order of the columns. Weights are 1 / lengthscale².
 *
 * @param a shape (rowsA × columns)
 * @param b shape (rowsB × columns)
 */
export function squaredDistances(
  a: Float64Array,
  rowsA: number,
  b: Float64Array,
  rowsB: number,
  columns: number,
  weights: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < rowsA; i++)
    for (let j = 0; j < rowsB; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        const difference = a[i * columns + c]! - b[j * columns + c]!;
        sum += weights[c]! * (difference * difference);
      }
      out[i * rowsB + j] = sum;
    }
}

/**
 * The Matern 5/2 kernel σ²·(1 + √5·r + 5r²/3)·exp(−√5·r) of `count` squared distances r²; relative error below 4e-16 · max(4, √5·r).
 *
 * @param variance σ²
 * @param out may be `r2` itself
 */
export function matern52(r2: Float64Array, count: number, variance: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const square = r2[i]!;
    const u = Math.sqrt(5 * square);
    out[i] = variance * ((1 + u + FIVE_THIRDS * square) * exp(-u));
  }
}

/**
 * `matern52` and its slope by the squared distance, dk/d(r²) = −(5/6)·σ²·(1 + √5·r)·exp(−√5·r), which is finite at 0.
 *
 * The derivative by ln ℓ_c is −2 · slope · (Δ_c/ℓ_c)².
 *
 * @param value may be `r2` itself, and so may `slope`, but not both
 */
export function matern52Pair(
  r2: Float64Array,
  count: number,
  variance: number,
  value: Float64Array,
  slope: Float64Array,
): void {
  const steepest = MINUS_FIVE_SIXTHS * variance;
  for (let i = 0; i < count; i++) {
    const square = r2[i]!;
    const u = Math.sqrt(5 * square);
    const decay = exp(-u);
    value[i] = variance * ((1 + u + FIVE_THIRDS * square) * decay);
    slope[i] = steepest * ((1 + u) * decay);
  }
}

const FIVE_THIRDS = 5 / 3;
const MINUS_FIVE_SIXTHS = -5 / 6;
