import { log } from './elementary.ts';

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
  for (let i = from; i < to; i++) {
    const row = i * stride;
    for (let j = 0; j < i; j++) {
      const other = j * stride;
      l[row + j] = (l[row + j]! - dot(l, row, l, other, 0, j)) / l[other + j]!;
    }
    const pivot = l[row + i]! - dot(l, row, l, row, 0, i);
    if (!(pivot > 0 && pivot < Number.POSITIVE_INFINITY)) return i;
    l[row + i] = Math.sqrt(pivot);
  }
  return to;
}

/** Solves L·x = b in place, b being n elements from `offset` on. */
export function solveLower(l: Float64Array, stride: number, n: number, b: Float64Array, offset = 0): void {
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    b[offset + i] = (b[offset + i]! - dot(l, row, b, offset, 0, i)) / l[row + i]!;
  }
}

/** Solves Lᵀ·x = b in place, b being n elements from `offset` on. */
export function solveLowerTransposed(l: Float64Array, stride: number, n: number, b: Float64Array, offset = 0): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = i * stride;
    const x = b[offset + i]! / l[row + i]!;
    b[offset + i] = x;
    for (let k = 0; k < i; k++) b[offset + k]! -= l[row + k]! * x;
  }
}

/**
 * Solves L·X = B in place for many right-hand sides. A column's answer does not depend on the others, but is summed in another
 * order than that of `solveLower`.
 *
 * @param b shape (n × count)
 */
export function solveLowerMany(l: Float64Array, stride: number, n: number, b: Float64Array, count: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    const target = i * count;
    for (let k = 0; k < i; k++) {
      const factor = l[row + k]!;
      const source = k * count;
      for (let j = 0; j < count; j++) b[target + j]! -= factor * b[source + j]!;
    }
    const pivot = l[row + i]!;
    for (let j = 0; j < count; j++) b[target + j]! /= pivot;
  }
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

/** Σ a[atA + k] · b[atB + k] over from ≤ k < to: even k, odd k, then their sum. */
function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, from: number, to: number): number {
  let even = 0;
  let odd = 0;
  let k = from;
  if (k < to && (k & 1) === 1) {
    odd += a[atA + k]! * b[atB + k]!;
    k++;
  }
  for (; k + 1 < to; k += 2) {
    even += a[atA + k]! * b[atB + k]!;
    odd += a[atA + k + 1]! * b[atB + k + 1]!;
  }
  if (k < to) even += a[atA + k]! * b[atB + k]!;
  return even + odd;
}
