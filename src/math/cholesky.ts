import { log } from './elementary.ts';
import { dot, plainCholeskyRows } from './plain-cholesky.ts';
import { wasmDense } from './wasm/dense.ts';

/**
 * Triangular factors of symmetric positive definite matrices, and what is solved with them.
 *
 * A matrix is a row-major Float64Array with a `stride`, the elements from one row to the next (at least its columns), so
 * that rows can be appended in place. Only the lower triangle is read. Every element is `(a − Σ_k l·l) / pivot` with the sum
 * over even k and the sum over odd k kept apart and added last: the order in which elements are computed, and how many
 * at once, changes no bit of them.
 */

/**
 * Factors rows `from` to `to − 1` in place: A = L·Lᵀ. Rows before `from` hold L already, so appending a row to a factor is
 * the same call as factoring, with the same bits. Cost (to³ − from³)/6 multiplications.
 *
 * @returns `to`, or the first row whose pivot is not a positive finite number: that row and those after it are then spoilt
 */
export function choleskyRows(l: Float64Array, stride: number, from: number, to: number): number {
  const head = Math.min(to, (from + 3) & ~3);
  const wasm = to >= SMALL && to - head >= FEW ? wasmDense() : null;
  if (wasm === null) return plainCholeskyRows(l, stride, from, to);
  const reached = plainCholeskyRows(l, stride, from, head);
  return reached < head ? reached : wasm.choleskyRows(l, stride, head, to);
}

/** Solves L·x = b in place, b being n elements from `offset` on. */
export function solveLower(l: Float64Array, stride: number, n: number, b: Float64Array, offset = 0): void {
  // Two rows at once, their four sums apart: an addition need not wait for the one before.
  const pairs = n & ~1;
  for (let i = 0; i < pairs; i += 2) {
    const row = i * stride;
    const next = row + stride;
    let even = 0;
    let odd = 0;
    let evenNext = 0;
    let oddNext = 0;
    for (let k = 0; k < i; k += 2) {
      const x = b[offset + k]!;
      const y = b[offset + k + 1]!;
      even += l[row + k]! * x;
      odd += l[row + k + 1]! * y;
      evenNext += l[next + k]! * x;
      oddNext += l[next + k + 1]! * y;
    }
    const x = (b[offset + i]! - (even + odd)) / l[row + i]!;
    b[offset + i] = x;
    evenNext += l[next + i]! * x;
    b[offset + i + 1] = (b[offset + i + 1]! - (evenNext + oddNext)) / l[next + i + 1]!;
  }
  if (pairs === n) return;
  const row = pairs * stride;
  b[offset + pairs] = (b[offset + pairs]! - dot(l, row, b, offset, 0, pairs)) / l[row + pairs]!;
}

/** Solves Lᵀ·x = b in place, b being n elements from `offset` on. */
export function solveLowerTransposed(l: Float64Array, stride: number, n: number, b: Float64Array, offset = 0): void {
  let i = n - 1;
  for (; i > 0; i -= 2) {
    // Two rows at once: what is above is read and written half as often.
    const row = i * stride;
    const above = row - stride;
    const x = b[offset + i]! / l[row + i]!;
    const y = (b[offset + i - 1]! - l[row + i - 1]! * x) / l[above + i - 1]!;
    b[offset + i] = x;
    b[offset + i - 1] = y;
    for (let k = 0; k < i - 1; k++) b[offset + k] = b[offset + k]! - l[row + k]! * x - l[above + k]! * y;
  }
  if (i === 0) b[offset] = b[offset]! / l[0]!;
}

/**
 * Solves L·X = B in place for many right-hand sides. A column's answer does not depend on the others, but is summed in another
 * order than that of `solveLower`.
 *
 * @param b shape (n × count)
 */
export function solveLowerMany(l: Float64Array, stride: number, n: number, b: Float64Array, count: number): void {
  for (let from = 0; from < count; from += BLOCK)
    solveBlock(l, stride, n, b, count, from, Math.min(count, from + BLOCK));
}

/** ln det(L·Lᵀ) = 2 Σ ln L_ii. */
export function logDeterminant(l: Float64Array, stride: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += log(l[i * stride + i]!);
  return 2 * sum;
}

/**
 * Writes the inverse of L·Lᵀ, both triangles. Cost n³/3 multiplications.
 *
 * @param inverse receives n rows; what it held is not read
 */
export function invertFromCholesky(
  l: Float64Array,
  stride: number,
  n: number,
  inverse: Float64Array,
  inverseStride: number,
): void {
  // First the transpose of L⁻¹ into the upper triangle: its rows, like those of L, lie along the memory.
  for (let j = 0; j < n; j++) {
    const row = j * inverseStride;
    inverse[row + j] = 1 / l[j * stride + j]!;
    for (let i = j + 1; i < n; i++) inverse[row + i] = -dot(l, i * stride, inverse, row, j, i) / l[i * stride + i]!;
  }
  // K⁻¹ = L⁻ᵀ·L⁻¹; in each row an element is overwritten only when none to its right needs it.
  for (let i = 0; i < n; i++) {
    const row = i * inverseStride;
    for (let j = i; j < n; j++) {
      const value = dot(inverse, row, inverse, j * inverseStride, j, n);
      inverse[row + j] = value;
      inverse[j * inverseStride + i] = value;
    }
  }
}

// Below, copying to WebAssembly's memory costs more than it saves.
const SMALL = 24;
const FEW = 8;

/** Columns that are solved together: few enough to stay in the cache, enough to make use of a line of it. */
const BLOCK = 32;

function solveBlock(
  l: Float64Array,
  stride: number,
  n: number,
  b: Float64Array,
  count: number,
  from: number,
  to: number,
): void {
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    const target = i * count;
    let k = 0;
    for (; k + 1 < i; k += 2) {
      const f = l[row + k]!;
      const g = l[row + k + 1]!;
      const source = k * count;
      for (let j = from; j < to; j++) b[target + j] = b[target + j]! - f * b[source + j]! - g * b[source + count + j]!;
    }
    if (k < i) for (let j = from; j < to; j++) b[target + j]! -= l[row + k]! * b[k * count + j]!;
    const pivot = l[row + i]!;
    for (let j = from; j < to; j++) b[target + j]! /= pivot;
  }
}
