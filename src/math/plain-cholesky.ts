/** `choleskyRows` in JavaScript. */
export function plainCholeskyRows(l: Float64Array, stride: number, from: number, to: number): number {
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

/** `solveLowerMany` in JavaScript. */
export function plainSolveLowerMany(l: Float64Array, stride: number, n: number, b: Float64Array, count: number): void {
  for (let from = 0; from < count; from += BLOCK)
    solveBlock(l, stride, n, b, count, from, Math.min(count, from + BLOCK));
}

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

/** `invertFromCholesky` in JavaScript. */
export function plainInvertFromCholesky(
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
export function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, from: number, to: number): number {
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
