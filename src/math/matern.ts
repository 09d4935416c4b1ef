import {
  plainMatern52,
  plainMatern52Pair,
  plainPairDistances,
  plainPairSums,
  plainSquaredDistances,
} from './plain-matern.ts';
import { wasmDense } from './wasm/dense.ts';

/**
 * Weighted squared distances of the rows of a to the rows of b: out[i · rowsB + j] = Σ_c weights[c] · (a_ic − b_jc)², summed in
 * the order of the columns. Weights are 1 / lengthscale².
 *
 * @param a shape (rowsA × columns)
 * @param b shape (rowsB × columns)
 * @param codes shape (columns): 1 where the column holds codes, which are equal or not: (a_ic − b_jc)² is then 0 or 1
 */
export function squaredDistances(
  a: Float64Array,
  rowsA: number,
  b: Float64Array,
  rowsB: number,
  columns: number,
  weights: Float64Array,
  out: Float64Array,
  codes?: Uint8Array,
): void {
  const wasm = rowsA * rowsB >= MANY ? wasmDense() : null;
  (wasm?.squaredDistances ?? plainSquaredDistances)(a, rowsA, b, rowsB, columns, weights, out, codes);
}

/**
 * The same numbers for all pairs of rows i > j of one set, packed: out[i(i − 1)/2 + j].
 *
 * @param points shape (n × columns)
 * @param out shape (≥ n(n − 1)/2)
 */
export function pairDistances(
  points: Float64Array,
  n: number,
  columns: number,
  weights: Float64Array,
  out: Float64Array,
  codes?: Uint8Array,
): void {
  const wasm = n * n >= MANY ? wasmDense() : null;
  (wasm?.pairDistances ?? plainPairDistances)(points, n, columns, weights, out, codes);
}

/**
 * The slopes of Σ_pairs factors[pair] · r²(pair) by the weights: out[c] = Σ_{i > j} factors[i(i − 1)/2 + j] · (x_ic − x_jc)².
 *
 * What a likelihood's gradient by length scales needs, without a distance kept.
 *
 * @param factors shape (≥ n(n − 1)/2)
 * @param points shape (n × columns)
 * @param out shape (columns)
 */
export function pairSums(
  factors: Float64Array,
  points: Float64Array,
  n: number,
  columns: number,
  out: Float64Array,
  codes?: Uint8Array,
): void {
  const wasm = n * n >= MANY ? wasmDense() : null;
  (wasm?.pairSums ?? plainPairSums)(factors, points, n, columns, out, codes);
}

/**
 * The Matern 5/2 kernel σ²·(1 + √5·r + 5r²/3)·exp(−√5·r) of `count` squared distances r²; relative error below 4e-16 · max(4, √5·r).
 *
 * @param variance σ²
 * @param out may be `r2` itself
 */
export function matern52(r2: Float64Array, count: number, variance: number, out: Float64Array): void {
  const wasm = count >= MANY ? wasmDense() : null;
  (wasm?.matern52 ?? plainMatern52)(r2, count, variance, out);
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
  const wasm = count >= MANY ? wasmDense() : null;
  (wasm?.matern52Pair ?? plainMatern52Pair)(r2, count, variance, value, slope);
}

// Below, copying to WebAssembly's memory costs more than it saves.
const MANY = 64;
