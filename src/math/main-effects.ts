import { plainPairEffects, plainPairFalls } from './plain-main-effects.ts';
import { wasmDense } from './wasm/dense.ts';

/**
 * Covariances of what the columns do alone, for all pairs of rows i > j of one set: out[i(i − 1)/2 + j] = Σ_c φ(reach_c · |Δ_c|), φ
 * being Wendland's function.
 *
 * @param points shape (n × columns)
 * @param reach shape (columns), not negative; where it is 0 the column takes no part
 * @param out shape (≥ n(n − 1)/2)
 */
export function pairEffects(
  points: Float64Array,
  n: number,
  columns: number,
  reach: Float64Array,
  out: Float64Array,
): void {
  const wasm = n * n >= MANY ? wasmDense() : null;
  (wasm?.pairEffects ?? plainPairEffects)(points, n, columns, reach, out);
}

/**
 * The slopes of Σ_pairs factors[pair] · `pairEffects` by −ln reach_c: out[c] = Σ_pairs factors[pair] · (−r·φ′(r)), r = reach_c · |Δ_c|.
 *
 * @param factors shape (≥ n(n − 1)/2)
 * @param out shape (columns)
 */
export function pairFalls(
  factors: Float64Array,
  points: Float64Array,
  n: number,
  columns: number,
  reach: Float64Array,
  out: Float64Array,
): void {
  const wasm = n * n >= MANY ? wasmDense() : null;
  (wasm?.pairFalls ?? plainPairFalls)(factors, points, n, columns, reach, out);
}

// Below, copying to WebAssembly's memory costs more than it saves.
const MANY = 64;
