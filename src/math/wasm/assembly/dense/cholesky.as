// A Cholesky factor and the inverse of what it is the factor of, the twins of plainCholeskyRows in src/math/plain-cholesky.ts and of
// invertFromCholesky in cholesky.ts: four rows at a time, each by its products with the rows of L.

/** The first 128 bytes receive the sums of `dots`, a vector (even k, odd k) each. */
const SUMS: usize = 0;

/** @param from first row, a multiple of 4; `to` too. @returns to, or the first row without a positive finite pivot */
export function choleskyRows(l: usize, stride: usize, from: usize, to: usize): usize {
  for (let i = from; i < to; i += 4) {
    const x = l + i * stride;
    solveRows(x, stride, l, stride, 0, i);
    for (let j: usize = 0; j < 4; j += 2) {
      const column = (i + j) << 3;
      const own = x + j * stride + column, next = own + stride;
      dots(x, stride, x + j * stride, stride, 0, column);
      let pivot = load<f64>(own) - sumOf(j, 0, 0);
      if (!(pivot > 0 && pivot < Infinity)) return i + j;
      pivot = sqrt(pivot);
      store<f64>(own, pivot);
      for (let r: usize = j + 1; r < 4; r++) {
        const at = x + r * stride + column;
        store<f64>(at, (load<f64>(at) - sumOf(r, 0, 0)) / pivot);
      }
      const factor = load<f64>(next);
      let below = load<f64>(next, 8) - sumOf(j + 1, 1, factor * factor);
      if (!(below > 0 && below < Infinity)) return i + j + 1;
      below = sqrt(below);
      store<f64>(next, below, 8);
      for (let r: usize = j + 2; r < 4; r++) {
        const at = x + r * stride + column;
        store<f64>(at, (load<f64>(at, 8) - sumOf(r, 1, load<f64>(at) * factor)) / below, 8);
      }
    }
  }
  return to;
}

/** Both triangles of (L·Lᵀ)⁻¹; `inverse` must hold the identity. */
export function invertFromCholesky(l: usize, lStride: usize, n: usize, inverse: usize, stride: usize): void {
  for (let i: usize = 0; i < n; i += 4) solveRows(inverse + i * stride, stride, l, lStride, i, n);
  for (let i: usize = 0; i < n; i += 4) {
    const x = inverse + i * stride;
    for (let j = i; j < n; j += 2) {
      const other = inverse + j * stride, offset = j << 3;
      dots(x, stride, other, stride, offset, n << 3);
      for (let r: usize = 0; r < 4; r++) {
        const first = sumOf(r, 0, 0), second = sumOf(r, 1, 0);
        const at = x + r * stride + offset;
        if (i + r <= j) {
          store<f64>(at, first);
          store<f64>(other + ((i + r) << 3), first);
        }
        if (i + r <= j + 1) {
          store<f64>(at, second, 8);
          store<f64>(other + stride + ((i + r) << 3), second);
        }
      }
    }
  }
}

/** Four rows x: x ← x·L⁻ᵀ in their columns from ≤ j < to (elements, multiples of 2), those before `from` being zero. */
function solveRows(x: usize, stride: usize, l: usize, lStride: usize, from: usize, to: usize): void {
  for (let j = from; j < to; j += 2) {
    const other = l + j * lStride, offset = j << 3;
    dots(x, stride, other, lStride, from << 3, offset);
    const pivot = v128.load64_splat(other + offset);
    const below = v128.load64_splat(other + lStride + offset);
    const pivotBelow = v128.load64_splat(other + lStride + offset, 8);
    solvePair(x + offset, stride, 0, pivot, below, pivotBelow);
    solvePair(x + offset + (stride << 1), stride, 32, pivot, below, pivotBelow);
  }
}

/** Two rows at x and x + stride: their elements at columns j and j + 1, from the sums at `at`, given L's rows j and j + 1 from column j on. */
// @ts-ignore: decorator
@inline
function solvePair(x: usize, stride: usize, at: usize, pivot: v128, below: v128, pivotBelow: v128): void {
  const y = x + stride;
  const first = v128.load(x), second = v128.load(y); // (j, j + 1) of either row
  let p = v128.load(SUMS + at), q = v128.load(SUMS + at, 16);
  let sum = f64x2.add(v128.shuffle<f64>(p, q, 0, 2), v128.shuffle<f64>(p, q, 1, 3));
  const here = f64x2.div(f64x2.sub(v128.shuffle<f64>(first, second, 0, 2), sum), pivot);
  p = v128.load(SUMS + at, 64);
  q = v128.load(SUMS + at, 80);
  const even = f64x2.add(v128.shuffle<f64>(p, q, 0, 2), f64x2.mul(here, below));
  sum = f64x2.add(even, v128.shuffle<f64>(p, q, 1, 3));
  const next = f64x2.div(f64x2.sub(v128.shuffle<f64>(first, second, 1, 3), sum), pivotBelow);
  v128.store(x, v128.shuffle<f64>(here, next, 0, 2));
  v128.store(y, v128.shuffle<f64>(here, next, 1, 3));
}

/**
 * Rows a, a + stride, … (4) times rows b, b + bStride over the bytes from ≤ k < to (multiples of 16) of each. Every row has an address of its own
 * that moves on: sums of addresses would cost as much as the products.
 */
function dots(a: usize, stride: usize, b: usize, bStride: usize, from: usize, to: usize): void {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  let t0 = f64x2.splat(0), t1 = f64x2.splat(0), t2 = f64x2.splat(0), t3 = f64x2.splat(0);
  const end = b + to;
  a += from;
  b += from;
  let a1 = a + stride, a2 = a1 + stride, a3 = a2 + stride, b1 = b + bStride;
  while (b < end) {
    const x = v128.load(b), y = v128.load(b1);
    let z = v128.load(a);
    s0 = f64x2.add(s0, f64x2.mul(z, x));
    t0 = f64x2.add(t0, f64x2.mul(z, y));
    z = v128.load(a1);
    s1 = f64x2.add(s1, f64x2.mul(z, x));
    t1 = f64x2.add(t1, f64x2.mul(z, y));
    z = v128.load(a2);
    s2 = f64x2.add(s2, f64x2.mul(z, x));
    t2 = f64x2.add(t2, f64x2.mul(z, y));
    z = v128.load(a3);
    s3 = f64x2.add(s3, f64x2.mul(z, x));
    t3 = f64x2.add(t3, f64x2.mul(z, y));
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    b += 16;
    b1 += 16;
  }
  v128.store(SUMS, s0);
  v128.store(SUMS, s1, 16);
  v128.store(SUMS, s2, 32);
  v128.store(SUMS, s3, 48);
  v128.store(SUMS, t0, 64);
  v128.store(SUMS, t1, 80);
  v128.store(SUMS, t2, 96);
  v128.store(SUMS, t3, 112);
}

/** A row's sum for column j (second: j + 1, with the term that `dots` left out). */
// @ts-ignore: decorator
@inline
function sumOf(row: usize, second: usize, extra: f64): f64 {
  const at = SUMS + (row << 4) + (second << 6);
  return load<f64>(at) + extra + load<f64>(at, 8);
}
