import { plainCovariances } from './plain-covariance.ts';
import { wasmDense } from './wasm/dense.ts';
import { ROWS_AT_ONCE } from './wasm/packed.ts';

/**
 * Covariances of the rows of a with those of b: `matern52` of their squared distance, `trendCovariance` and main effects.
 *
 * @param out receives shape (rowsA × rowsB)
 */
export const covariances: typeof plainCovariances = (kernel, a, rowsA, b, rowsB, out) => {
  const wasm = rowsB >= ROWS_AT_ONCE && rowsA * rowsB >= MANY ? wasmDense() : null;
  (wasm?.covariances ?? plainCovariances)(kernel, a, rowsA, b, rowsB, out);
};

// Below, copying to WebAssembly's memory costs more than it saves.
const MANY = 64;
