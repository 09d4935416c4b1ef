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
