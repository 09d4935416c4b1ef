// AssemblyScript, compiled by scripts/wasm.mjs. The twins of src/math/cholesky.ts, matern.ts, main-effects.ts, covariance.ts, posterior.ts and likelihood.ts: every
// element is the same chain of operations, two of them a lane, no fused operations, hence the same bits. All matrices are f64, row-major;
// addresses and strides are in bytes; sizes are padded by the caller (dense.ts) to multiples of 4.

/** The first 128 bytes receive the sums of `dots`, a vector (even k, odd k) each. */
const SUMS: usize = 0;

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

/** A row's sum for column j (second: j + 1, with the term that `dots` left out). */
// @ts-ignore: decorator
@inline
function sumOf(row: usize, second: usize, extra: f64): f64 {
  const at = SUMS + (row << 4) + (second << 6);
  return load<f64>(at) + extra + load<f64>(at, 8);
}

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

/** Columns that are solved together: 16 groups of 4 stay in the second cache with a block of L in the first. */
const GROUPS: usize = 16;

/**
 * L·X = B in place.
 *
 * @param b     shape (n × count), count a multiple of 4
 * @param panel room for n · 512 bytes
 */
export function solveLowerMany(l: usize, lStride: usize, n: usize, b: usize, count: usize, panel: usize): void {
  const bStride = count << 3;
  for (let column: usize = 0; column < count; column += GROUPS << 2) {
    const groups = min(GROUPS, (count - column) >> 2);
    const from = b + (column << 3);
    const size = n << 5;
    for (let i: usize = 0; i < n; i++)
      for (let g: usize = 0; g < groups; g++) {
        const source = from + i * bStride + (g << 5), target = panel + g * size + (i << 5);
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
      }
    for (let i: usize = 0; i < n; i += 4)
      for (let g: usize = 0; g < groups; g++) solveBlock(l + i * lStride, lStride, panel + g * size, i);
    for (let i: usize = 0; i < n; i++)
      for (let g: usize = 0; g < groups; g++) {
        const target = from + i * bStride + (g << 5), source = panel + g * size + (i << 5);
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
      }
  }
}

/** Rows i to i + 3 of four columns x, given the rows before. */
function solveBlock(l0: usize, stride: usize, x: usize, i: usize): void {
  const l1 = l0 + stride, l2 = l1 + stride, l3 = l2 + stride;
  const end = i << 3;
  const at = x + (i << 5);
  let a0 = v128.load(at), b0 = v128.load(at, 16);
  let a1 = v128.load(at, 32), b1 = v128.load(at, 48);
  let a2 = v128.load(at, 64), b2 = v128.load(at, 80);
  let a3 = v128.load(at, 96), b3 = v128.load(at, 112);
  for (let k: usize = 0; k < end; k += 8) {
    const p = v128.load(x + (k << 2)), q = v128.load(x + (k << 2), 16);
    let f = v128.load64_splat(l0 + k);
    a0 = f64x2.sub(a0, f64x2.mul(f, p));
    b0 = f64x2.sub(b0, f64x2.mul(f, q));
    f = v128.load64_splat(l1 + k);
    a1 = f64x2.sub(a1, f64x2.mul(f, p));
    b1 = f64x2.sub(b1, f64x2.mul(f, q));
    f = v128.load64_splat(l2 + k);
    a2 = f64x2.sub(a2, f64x2.mul(f, p));
    b2 = f64x2.sub(b2, f64x2.mul(f, q));
    f = v128.load64_splat(l3 + k);
    a3 = f64x2.sub(a3, f64x2.mul(f, p));
    b3 = f64x2.sub(b3, f64x2.mul(f, q));
  }
  let f = v128.load64_splat(l0 + end);
  a0 = f64x2.div(a0, f);
  b0 = f64x2.div(b0, f);
  f = v128.load64_splat(l1 + end);
  a1 = f64x2.sub(a1, f64x2.mul(f, a0));
  b1 = f64x2.sub(b1, f64x2.mul(f, b0));
  f = v128.load64_splat(l1 + end, 8);
  a1 = f64x2.div(a1, f);
  b1 = f64x2.div(b1, f);
  f = v128.load64_splat(l2 + end);
  a2 = f64x2.sub(a2, f64x2.mul(f, a0));
  b2 = f64x2.sub(b2, f64x2.mul(f, b0));
  f = v128.load64_splat(l2 + end, 8);
  a2 = f64x2.sub(a2, f64x2.mul(f, a1));
  b2 = f64x2.sub(b2, f64x2.mul(f, b1));
  f = v128.load64_splat(l2 + end, 16);
  a2 = f64x2.div(a2, f);
  b2 = f64x2.div(b2, f);
  f = v128.load64_splat(l3 + end);
  a3 = f64x2.sub(a3, f64x2.mul(f, a0));
  b3 = f64x2.sub(b3, f64x2.mul(f, b0));
  f = v128.load64_splat(l3 + end, 8);
  a3 = f64x2.sub(a3, f64x2.mul(f, a1));
  b3 = f64x2.sub(b3, f64x2.mul(f, b1));
  f = v128.load64_splat(l3 + end, 16);
  a3 = f64x2.sub(a3, f64x2.mul(f, a2));
  b3 = f64x2.sub(b3, f64x2.mul(f, b2));
  f = v128.load64_splat(l3 + end, 24);
  a3 = f64x2.div(a3, f);
  b3 = f64x2.div(b3, f);
  v128.store(at, a0);
  v128.store(at, b0, 16);
  v128.store(at, a1, 32);
  v128.store(at, b1, 48);
  v128.store(at, a2, 64);
  v128.store(at, b2, 80);
  v128.store(at, a3, 96);
  v128.store(at, b3, 112);
}

/**
 * Weighted squared distances of the rows of a to the columns of b; a column of codes counts where it differs.
 *
 * @param a     shape (rowsA × columns), rowsA a multiple of 2
 * @param b     shape (columns × rowsB), rowsB a multiple of 4
 * @param codes shape (columns) of f64: 1 for codes, else 0
 */
export function squaredDistances(
  a: usize, rowsA: usize, b: usize, rowsB: usize, columns: usize, weights: usize, codes: usize, out: usize,
): void {
  const aStride = columns << 3, bStride = rowsB << 3;
  for (let i: usize = 0; i < rowsA; i += 2) {
    const x = a + i * aStride, target = out + i * bStride;
    for (let j: usize = 0; j < bStride; j += 32) {
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0), t0 = f64x2.splat(0), t1 = f64x2.splat(0);
      let y = b + j;
      for (let c: usize = 0; c < aStride; c += 8) {
        const w = v128.load64_splat(weights + c);
        const u = v128.load(y), v = v128.load(y, 16);
        const z0 = v128.load64_splat(x + c), z1 = v128.load64_splat(x + aStride + c);
        if (load<f64>(codes + c) != 0) {
          s0 = f64x2.add(s0, v128.and(w, f64x2.ne(z0, u)));
          s1 = f64x2.add(s1, v128.and(w, f64x2.ne(z0, v)));
          t0 = f64x2.add(t0, v128.and(w, f64x2.ne(z1, u)));
          t1 = f64x2.add(t1, v128.and(w, f64x2.ne(z1, v)));
        } else {
          let p = f64x2.sub(z0, u), q = f64x2.sub(z0, v);
          s0 = f64x2.add(s0, f64x2.mul(w, f64x2.mul(p, p)));
          s1 = f64x2.add(s1, f64x2.mul(w, f64x2.mul(q, q)));
          p = f64x2.sub(z1, u);
          q = f64x2.sub(z1, v);
          t0 = f64x2.add(t0, f64x2.mul(w, f64x2.mul(p, p)));
          t1 = f64x2.add(t1, f64x2.mul(w, f64x2.mul(q, q)));
        }
        y += bStride;
      }
      v128.store(target + j, s0);
      v128.store(target + j, s1, 16);
      v128.store(target + bStride + j, t0);
      v128.store(target + bStride + j, t1, 16);
    }
  }
}

/** The product of vectors from their squared lengths and that of their difference. */
// @ts-ignore: decorator
@inline
function product(a: v128, b: v128, apart: v128): v128 {
  return f64x2.mul(f64x2.splat(0.5), f64x2.sub(f64x2.add(a, b), apart));
}

// @ts-ignore: decorator
@inline
function trend(zz: v128, qq: v128, slope: f64, bend: f64, twist: f64): v128 {
  const straight = f64x2.add(f64x2.mul(f64x2.splat(slope), zz), f64x2.mul(f64x2.splat(bend), qq));
  return f64x2.add(straight, f64x2.mul(f64x2.splat(twist), f64x2.sub(f64x2.mul(zz, zz), qq)));
}

/**
 * `squaredDistances` of all pairs of rows i > j of one set, at i(i − 1)/2 + j. A row's last store runs up to 3 elements into the next row, which
 * comes after it.
 *
 * @param x     shape (columns × stride), stride a multiple of 4 of at least n
 * @param out   room for 4 elements more than there are pairs
 */
export function pairDistances(
  x: usize, stride: usize, n: usize, columns: usize, weights: usize, codes: usize, out: usize,
): void {
  const size = columns << 3, xStride = stride << 3;
  for (let i: usize = 1; i < n; i++) {
    for (let j: usize = 0; j < i << 3; j += 32) {
      let s = f64x2.splat(0), t = f64x2.splat(0);
      let y = x + j, own = x + (i << 3);
      for (let c: usize = 0; c < size; c += 8) {
        const w = v128.load64_splat(weights + c), z = v128.load64_splat(own);
        const u = v128.load(y), v = v128.load(y, 16);
        if (load<f64>(codes + c) != 0) {
          s = f64x2.add(s, v128.and(w, f64x2.ne(z, u)));
          t = f64x2.add(t, v128.and(w, f64x2.ne(z, v)));
        } else {
          const p = f64x2.sub(z, u), q = f64x2.sub(z, v);
          s = f64x2.add(s, f64x2.mul(w, f64x2.mul(p, p)));
          t = f64x2.add(t, f64x2.mul(w, f64x2.mul(q, q)));
        }
        y += xStride;
        own += xStride;
      }
      v128.store(out + j, s);
      v128.store(out + j, t, 16);
    }
    out += i << 3;
  }
}

/**
 * Σ over all pairs of factors[pair] · δ², δ the difference in one column x (codes: 1 where it differs); four sums by j mod 4.
 *
 * @param reach where it is not 0: of factors[pair] · `fall` of δ · reach
 */
export function pairSum(factors: usize, x: usize, n: usize, code: bool, reach: f64): f64 {
  let s = f64x2.splat(0), t = f64x2.splat(0);
  let f = factors;
  for (let i: usize = 1; i < n; i++) {
    const z = v128.load64_splat(x + (i << 3));
    let y = x;
    for (let left = i; left >= 4; left -= 4, f += 32, y += 32) {
      s = f64x2.add(s, term(v128.load(f), z, v128.load(y), code, reach));
      t = f64x2.add(t, term(v128.load(f, 16), z, v128.load(y, 16), code, reach));
    }
    if (i & 2) {
      s = f64x2.add(s, term(v128.load(f), z, v128.load(y), code, reach));
      f += 16;
      y += 16;
    }
    if (i & 1) {
      const last = term(v128.load64_zero(f), z, v128.load64_zero(y), code, reach);
      if (i & 2) t = f64x2.add(t, last);
      else s = f64x2.add(s, last);
      f += 8;
    }
  }
  s = f64x2.add(s, t);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

// @ts-ignore: decorator
@inline
function term(f: v128, z: v128, y: v128, code: bool, reach: f64): v128 {
  if (reach != 0) return f64x2.mul(f, fall(apart(z, y, f64x2.splat(reach))));
  if (code) return v128.and(f, f64x2.ne(z, y));
  const p = f64x2.sub(z, y);
  return f64x2.mul(f, f64x2.mul(p, p));
}

/** The difference in one column times its reach. */
// @ts-ignore: decorator
@inline
function apart(z: v128, y: v128, reach: v128): v128 {
  return f64x2.mul(f64x2.abs(f64x2.sub(z, y)), reach);
}

/** `bump` of plain-main-effects.ts. */
// @ts-ignore: decorator
@inline
function bump(r: v128): v128 {
  const u = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), r)); // one instruction, where max is eight
  const v = f64x2.mul(u, u);
  return f64x2.mul(f64x2.mul(v, v), f64x2.add(f64x2.mul(f64x2.splat(4), r), f64x2.splat(1)));
}

/** `fall` of plain-main-effects.ts. */
// @ts-ignore: decorator
@inline
function fall(r: v128): v128 {
  const u = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), r)); // one instruction, where max is eight
  return f64x2.mul(f64x2.mul(f64x2.splat(20), f64x2.mul(r, r)), f64x2.mul(f64x2.mul(u, u), u));
}

/** Σ_c `bump` of all pairs of rows i > j of one set, columns without reach left out; packed and padded as for `pairDistances`. */
export function pairEffects(x: usize, stride: usize, n: usize, columns: usize, reach: usize, out: usize): void {
  const size = columns << 3, xStride = stride << 3;
  for (let i: usize = 1; i < n; i++) {
    for (let j: usize = 0; j < i << 3; j += 32) {
      let s = f64x2.splat(0), t = f64x2.splat(0);
      let y = x + j, own = x + (i << 3);
      for (let c: usize = 0; c < size; c += 8) {
        const w = v128.load64_splat(reach + c), z = v128.load64_splat(own);
        if (load<f64>(reach + c) != 0) {
          s = f64x2.add(s, bump(apart(z, v128.load(y), w)));
          t = f64x2.add(t, bump(apart(z, v128.load(y, 16), w)));
        }
        y += xStride;
        own += xStride;
      }
      v128.store(out + j, s);
      v128.store(out + j, t, 16);
    }
    out += i << 3;
  }
}

/** exp of src/math/elementary.ts, for x ≤ 0. */
// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(6755399441055744));
  const k = f64x2.sub(shifted, f64x2.splat(6755399441055744));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238))),
    f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)),
  );
  const s = f64x2.mul(r, r);
  let even = f64x2.add(f64x2.splat(2.480153630713628e-5), f64x2.mul(s, f64x2.splat(2.7613852100963253e-7)));
  let odd = f64x2.add(f64x2.splat(2.755728000429909e-6), f64x2.mul(s, f64x2.splat(2.5095589467479502e-8)));
  even = f64x2.add(f64x2.splat(0.0013888888905922382), f64x2.mul(s, even));
  odd = f64x2.add(f64x2.splat(0.00019841269854370018), f64x2.mul(s, odd));
  even = f64x2.add(f64x2.splat(0.04166666666665131), f64x2.mul(s, even));
  odd = f64x2.add(f64x2.splat(0.008333333333332152), f64x2.mul(s, odd));
  even = f64x2.add(f64x2.splat(0.5), f64x2.mul(s, even));
  odd = f64x2.add(f64x2.splat(0.16666666666666666), f64x2.mul(s, odd));
  const series = f64x2.add(r, f64x2.mul(s, f64x2.add(even, f64x2.mul(r, odd))));
  // The integer k stands in the lowest bits of `shifted`: moved to where exponents stand, it is 2^k.
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  const result = f64x2.mul(f64x2.add(f64x2.splat(1), series), power);
  return v128.and(result, f64x2.ge(x, f64x2.splat(-708)));
}

/** @param r2 `bytes` bytes of squared distances, a multiple of 16; becomes the kernel's values */
export function matern52(r2: usize, bytes: usize, variance: f64): void {
  for (let at = r2; at < r2 + bytes; at += 16) {
    const square = v128.load(at);
    const u = f64x2.sqrt(f64x2.mul(f64x2.splat(5), square));
    const factor = f64x2.add(f64x2.add(f64x2.splat(1), u), f64x2.mul(f64x2.splat(5.0 / 3.0), square));
    v128.store(at, f64x2.mul(f64x2.splat(variance), f64x2.mul(factor, exp(f64x2.neg(u)))));
  }
}

/** The same, and the slopes. */
export function matern52Pair(r2: usize, bytes: usize, variance: f64, slope: usize): void {
  const steepest = f64x2.splat((-5.0 / 6.0) * variance);
  for (let at: usize = 0; at < bytes; at += 16) {
    const square = v128.load(r2 + at);
    const u = f64x2.sqrt(f64x2.mul(f64x2.splat(5), square));
    const decay = exp(f64x2.neg(u));
    const linear = f64x2.add(f64x2.splat(1), u);
    const factor = f64x2.add(linear, f64x2.mul(f64x2.splat(5.0 / 3.0), square));
    v128.store(r2 + at, f64x2.mul(f64x2.splat(variance), f64x2.mul(factor, decay)));
    v128.store(slope + at, f64x2.mul(steepest, f64x2.mul(linear, decay)));
  }
}

/**
 * Kernels lie in memory as signal, slope, bend, twist and `each` of plain-covariance.ts, then weight, code (1 or 0), reach and 4 · reach of
 * every column.
 *
 * Points lie in fours: of each four all values of the first column, then those of the second; a point's columns are 32 bytes apart.
 */
const BY_COLUMN: usize = 40;
const COLUMN: usize = 32;

/** Covariances of one point with four, as plain-covariance.ts sums them: all of them addresses. Two loops, so that the sums of each stay in registers. */
function covarianceOfFour(
  kernel: usize, end: usize, x: usize, z: usize, zz: usize, qq: usize, bX: usize, bZ: usize, bZz: usize, bQq: usize, out: usize,
): void {
  let r0 = f64x2.splat(0), r1 = f64x2.splat(0), e0 = f64x2.splat(0), e1 = f64x2.splat(0);
  for (let k = kernel + BY_COLUMN; k < end; k += COLUMN, x += 32, bX += 32) {
    const here = v128.load64_splat(x);
    const u = f64x2.sub(here, v128.load(bX)), v = f64x2.sub(here, v128.load(bX, 16));
    if (load<u64>(k, 16) != 0) {
      e0 = f64x2.add(e0, bumpOf(k, u));
      e1 = f64x2.add(e1, bumpOf(k, v));
    }
    const weight = v128.load64_splat(k);
    if (load<u64>(k, 8) != 0) {
      r0 = f64x2.add(r0, v128.and(weight, f64x2.ne(u, f64x2.splat(0))));
      r1 = f64x2.add(r1, v128.and(weight, f64x2.ne(v, f64x2.splat(0))));
    } else {
      r0 = f64x2.add(r0, f64x2.mul(weight, f64x2.mul(u, u)));
      r1 = f64x2.add(r1, f64x2.mul(weight, f64x2.mul(v, v)));
    }
  }
  let p0 = f64x2.splat(0), p1 = f64x2.splat(0), q0 = f64x2.splat(0), q1 = f64x2.splat(0);
  for (let k = kernel + BY_COLUMN; k < end; k += COLUMN, z += 32, bZ += 32) {
    const there = v128.load64_splat(z), square = f64x2.mul(there, there);
    const u = v128.load(bZ), v = v128.load(bZ, 16);
    let apart = f64x2.sub(there, u);
    p0 = f64x2.add(p0, f64x2.mul(apart, apart));
    apart = f64x2.sub(there, v);
    p1 = f64x2.add(p1, f64x2.mul(apart, apart));
    apart = f64x2.sub(square, f64x2.mul(u, u));
    q0 = f64x2.add(q0, f64x2.mul(apart, apart));
    apart = f64x2.sub(square, f64x2.mul(v, v));
    q1 = f64x2.add(q1, f64x2.mul(apart, apart));
  }
  const each = v128.load64_splat(kernel, 32), ownZz = v128.load64_splat(zz), ownQq = v128.load64_splat(qq);
  p0 = trendOf(kernel, product(ownZz, v128.load(bZz), p0), product(ownQq, v128.load(bQq), q0));
  p1 = trendOf(kernel, product(ownZz, v128.load(bZz, 16), p1), product(ownQq, v128.load(bQq, 16), q1));
  v128.store(out, f64x2.add(f64x2.add(maternOf(r0, kernel), p0), f64x2.mul(each, e0)));
  v128.store(out, f64x2.add(f64x2.add(maternOf(r1, kernel), p1), f64x2.mul(each, e1)), 16);
}

/** `bump` of a difference in the column at k: 4 · reach · |Δ| has the bits of 4 · (reach · |Δ|). */
// @ts-ignore: decorator
@inline
function bumpOf(k: usize, by: v128): v128 {
  const size = f64x2.abs(by);
  const u = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), f64x2.mul(size, v128.load64_splat(k, 16))));
  const v = f64x2.mul(u, u);
  return f64x2.mul(f64x2.mul(v, v), f64x2.add(f64x2.mul(size, v128.load64_splat(k, 24)), f64x2.splat(1)));
}

/** The kernel's value at a squared distance. */
// @ts-ignore: decorator
@inline
function maternOf(square: v128, kernel: usize): v128 {
  const u = f64x2.sqrt(f64x2.mul(f64x2.splat(5), square));
  const factor = f64x2.add(f64x2.add(f64x2.splat(1), u), f64x2.mul(f64x2.splat(5.0 / 3.0), square));
  return f64x2.mul(v128.load64_splat(kernel), f64x2.mul(factor, exp(f64x2.neg(u))));
}

// @ts-ignore: decorator
@inline
function trendOf(kernel: usize, zz: v128, qq: v128): v128 {
  return trend(zz, qq, load<f64>(kernel, 8), load<f64>(kernel, 16), load<f64>(kernel, 24));
}

/** Address of a point's first column. */
// @ts-ignore: decorator
@inline
function pointAt(points: usize, i: usize, columns: usize): usize {
  return points + (i >> 2) * (columns << 5) + ((i & 3) << 3);
}

/**
 * Covariances of points a with points b, row by row.
 *
 * @param out shape (rowsA × rowsB), rowsB a multiple of 4
 */
export function covariances(
  kernel: usize, columns: usize, aX: usize, aZ: usize, aZz: usize, aQq: usize, rowsA: usize,
  bX: usize, bZ: usize, bZz: usize, bQq: usize, rowsB: usize, out: usize,
): void {
  const end = kernel + BY_COLUMN + columns * COLUMN, size = columns << 3;
  for (let i: usize = 0; i < rowsA; i++) {
    const x = pointAt(aX, i, columns), z = pointAt(aZ, i, columns), zz = aZz + (i << 3), qq = aQq + (i << 3);
    for (let j: usize = 0; j < rowsB; j += 4, out += 32)
      covarianceOfFour(kernel, end, x, z, zz, qq, bX + j * size, bZ + j * size, bZz + (j << 3), bQq + (j << 3), out);
  }
}

/**
 * Means Σ_i a_i·k_i and explained variances |L⁻¹k|² of points b, from the points a that a process is conditioned on.
 *
 * @param used   rows of a that count
 * @param shares a_i every 16 bytes; the first `known` count
 * @param rows   of L, a multiple of 4; from `used` on those of the identity. 0: means alone
 * @param panel  room for max(used, rows) · 512 bytes
 * @param out    of each four points the means, then the explained variances
 */
export function predict(
  kernel: usize, columns: usize, aX: usize, aZ: usize, aZz: usize, aQq: usize, used: usize, known: usize, shares: usize,
  l: usize, rows: usize, bX: usize, bZ: usize, bZz: usize, bQq: usize, rowsB: usize, panel: usize, out: usize,
): void {
  const end = kernel + BY_COLUMN + columns * COLUMN, size = columns << 3, stride = rows << 3, all = max(used, rows) << 5;
  for (let from: usize = 0; from < rowsB; from += GROUPS << 2) {
    const to = min(rowsB, from + (GROUPS << 2));
    let at = panel;
    for (let j = from; j < to; j += 4, at += all) {
      let m0 = f64x2.splat(0), m1 = f64x2.splat(0);
      for (let i: usize = 0; i < used; i++) {
        const target = at + (i << 5);
        covarianceOfFour(
          kernel, end, pointAt(aX, i, columns), pointAt(aZ, i, columns), aZz + (i << 3), aQq + (i << 3),
          bX + j * size, bZ + j * size, bZz + (j << 3), bQq + (j << 3), target,
        );
        if (i < known) {
          const share = v128.load64_splat(shares + (i << 4));
          m0 = f64x2.add(m0, f64x2.mul(share, v128.load(target)));
          m1 = f64x2.add(m1, f64x2.mul(share, v128.load(target, 16)));
        }
      }
      for (let i = used; i < rows; i++) {
        v128.store(at + (i << 5), f64x2.splat(0));
        v128.store(at + (i << 5), f64x2.splat(0), 16);
      }
      v128.store(out + (j << 4), m0);
      v128.store(out + (j << 4), m1, 16);
    }
    if (rows == 0) continue;
    for (let i: usize = 0; i < rows; i += 4)
      for (at = panel; at < panel + ((to - from) >> 2) * all; at += all) solveBlock(l + i * stride, stride, at, i);
    at = panel;
    for (let j = from; j < to; j += 4, at += all) {
      let v0 = f64x2.splat(0), v1 = f64x2.splat(0);
      for (let k = at; k < at + all; k += 32) {
        const x = v128.load(k), y = v128.load(k, 16);
        v0 = f64x2.add(v0, f64x2.mul(x, x));
        v1 = f64x2.add(v1, f64x2.mul(y, y));
      }
      v128.store(out + (j << 4), v0, 32);
      v128.store(out + (j << 4), v1, 48);
    }
  }
}

/** L·x = b in place, as solveLower of cholesky.ts. @param n a multiple of 4 */
export function solveLower(l: usize, n: usize, b: usize): void {
  const stride = n << 3;
  for (let i: usize = 0; i < stride; i += 32, l += stride << 2) {
    const l1 = l + stride, l2 = l1 + stride, l3 = l2 + stride, own = b + i;
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    for (let k: usize = 0; k < i; k += 16) {
      const x = v128.load(b + k);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(l + k), x));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(l1 + k), x));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(l2 + k), x));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(l3 + k), x));
    }
    const x = (load<f64>(own) - (even(s0) + odd(s0))) / load<f64>(l + i);
    const y = (load<f64>(own, 8) - (even(s1) + load<f64>(l1 + i) * x + odd(s1))) / load<f64>(l1 + i, 8);
    store<f64>(own, x);
    store<f64>(own, y, 8);
    const first = v128.load(own);
    s2 = f64x2.add(s2, f64x2.mul(v128.load(l2 + i), first));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(l3 + i), first));
    const z = (load<f64>(own, 16) - (even(s2) + odd(s2))) / load<f64>(l2 + i, 16);
    store<f64>(own, z, 16);
    store<f64>(own, (load<f64>(own, 24) - (even(s3) + load<f64>(l3 + i, 16) * z + odd(s3))) / load<f64>(l3 + i, 24), 24);
  }
}

// @ts-ignore: decorator
@inline
function even(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0);
}

// @ts-ignore: decorator
@inline
function odd(sums: v128): f64 {
  return f64x2.extract_lane(sums, 1);
}

/** Lᵀ·x = b in place, as solveLowerTransposed of cholesky.ts. @param n a multiple of 4 */
export function solveLowerTransposed(l: usize, n: usize, b: usize): void {
  const stride = n << 3;
  for (let i = stride; i > 0; ) {
    i -= 32;
    const l0 = l + i * n, l1 = l0 + stride, l2 = l1 + stride, l3 = l2 + stride, own = b + i;
    const w = load<f64>(own, 24) / load<f64>(l3 + i, 24);
    const z = (load<f64>(own, 16) - load<f64>(l3 + i, 16) * w) / load<f64>(l2 + i, 16);
    const y = (load<f64>(own, 8) - load<f64>(l3 + i, 8) * w - load<f64>(l2 + i, 8) * z) / load<f64>(l1 + i, 8);
    const x = (load<f64>(own) - load<f64>(l3 + i) * w - load<f64>(l2 + i) * z - load<f64>(l1 + i) * y) / load<f64>(l0 + i);
    store<f64>(own, x);
    store<f64>(own, y, 8);
    store<f64>(own, z, 16);
    store<f64>(own, w, 24);
    const x2 = f64x2.splat(x), y2 = f64x2.splat(y), z2 = f64x2.splat(z), w2 = f64x2.splat(w);
    for (let k: usize = 0; k < i; k += 16) {
      let left = f64x2.sub(v128.load(b + k), f64x2.mul(v128.load(l3 + k), w2));
      left = f64x2.sub(left, f64x2.mul(v128.load(l2 + k), z2));
      left = f64x2.sub(left, f64x2.mul(v128.load(l1 + k), y2));
      v128.store(b + k, f64x2.sub(left, f64x2.mul(v128.load(l0 + k), x2)));
    }
  }
}

/**
 * `slopes` of plain-posterior.ts.
 *
 * @param own    the point's |z|² and |z²|², then x and z of every column
 * @param near, slope, straight room for a number a row each
 * @param shares a_i every 16 bytes, 0 for rows not known; what is explained is written beside it
 * @param out    the mean, the explained variance, then by column the sums of the kernel, of z, of z² and of the effects: of the mean and of
 *               the explained variance each
 */
export function slopes(
  kernel: usize, columns: usize, aX: usize, aZ: usize, aZz: usize, aQq: usize, used: usize, shares: usize, l: usize, rows: usize,
  own: usize, near: usize, slope: usize, straight: usize, out: usize,
): void {
  const end = rows << 3;
  for (let i: usize = 0; i < end; i += 32)
    nearFour(kernel, columns, aX + i * columns, aZ + i * columns, aZz + i, aQq + i, own, near + i, slope + i, straight + i);
  for (let i = used << 3; i < end; i += 8) store<f64>(near + i, 0);
  let mean: f64 = 0;
  for (let i: usize = 0; i < end; i += 8) mean += load<f64>(shares + (i << 1)) * load<f64>(near + i);
  solveLower(l, rows, near);
  let explained: f64 = 0;
  for (let i: usize = 0; i < end; i += 8) explained += load<f64>(near + i) * load<f64>(near + i);
  solveLowerTransposed(l, rows, near);
  for (let i: usize = 0; i < end; i += 8) store<f64>(shares + (i << 1), load<f64>(near + i), 8);
  store<f64>(out, mean);
  store<f64>(out, explained, 8);
  for (let c: usize = 0; c < columns; c++) {
    const at = c << 5;
    columnSums(
      aX + at, aZ + at, columns << 5, shares, slope, straight, end, v128.load64_splat(own + (c << 4), 16),
      load<f64>(kernel + BY_COLUMN + c * COLUMN, 16), out + 16 + (c << 6),
    );
  }
}

/** Covariances of the point with four rows, the slopes of the Matérn part by r², and the factors of z in the trend's gradient. */
function nearFour(
  kernel: usize, columns: usize, x: usize, z: usize, zz: usize, qq: usize, own: usize, near: usize, slope: usize, straight: usize,
): void {
  let r0 = f64x2.splat(0), r1 = f64x2.splat(0);
  let p0 = f64x2.splat(0), p1 = f64x2.splat(0), q0 = f64x2.splat(0), q1 = f64x2.splat(0);
  let s0 = v128.load64_splat(kernel, 8), s1 = s0;
  const twist = f64x2.splat(2 * load<f64>(kernel, 24));
  let k = kernel + BY_COLUMN, place = own + 16;
  for (let c: usize = 0; c < columns << 5; c += 32, k += COLUMN, place += 16) {
    const weight = v128.load64_splat(k), here = v128.load64_splat(place);
    let u = f64x2.sub(v128.load(x + c), here), v = f64x2.sub(v128.load(x + c, 16), here);
    if (load<u64>(k, 8) != 0) {
      r0 = f64x2.add(r0, v128.and(weight, f64x2.ne(u, f64x2.splat(0))));
      r1 = f64x2.add(r1, v128.and(weight, f64x2.ne(v, f64x2.splat(0))));
      continue; // z is 0 everywhere
    }
    r0 = f64x2.add(r0, f64x2.mul(weight, f64x2.mul(u, u)));
    r1 = f64x2.add(r1, f64x2.mul(weight, f64x2.mul(v, v)));
    const there = v128.load64_splat(place, 8), square = f64x2.mul(there, there), factor = f64x2.mul(twist, there);
    u = v128.load(z + c);
    v = v128.load(z + c, 16);
    let apart = f64x2.sub(u, there);
    p0 = f64x2.add(p0, f64x2.mul(apart, apart));
    apart = f64x2.sub(v, there);
    p1 = f64x2.add(p1, f64x2.mul(apart, apart));
    apart = f64x2.sub(f64x2.mul(u, u), square);
    q0 = f64x2.add(q0, f64x2.mul(apart, apart));
    apart = f64x2.sub(f64x2.mul(v, v), square);
    q1 = f64x2.add(q1, f64x2.mul(apart, apart));
    s0 = f64x2.add(s0, f64x2.mul(factor, u));
    s1 = f64x2.add(s1, f64x2.mul(factor, v));
  }
  v128.store(near, r0);
  v128.store(near, r1, 16);
  v128.store(straight, s0);
  v128.store(straight, s1, 16);
  matern52Pair(near, 32, load<f64>(kernel), slope);
  const ownZz = v128.load64_splat(own), ownQq = v128.load64_splat(own, 8);
  p0 = trendOf(kernel, product(v128.load(zz), ownZz, p0), product(v128.load(qq), ownQq, q0));
  p1 = trendOf(kernel, product(v128.load(zz, 16), ownZz, p1), product(v128.load(qq, 16), ownQq, q1));
  r0 = f64x2.add(v128.load(near), p0);
  r1 = f64x2.add(v128.load(near, 16), p1);
  const each = v128.load64_splat(kernel, 32);
  k = kernel + BY_COLUMN;
  place = own + 16;
  for (let c: usize = 0; c < columns << 5; c += 32, k += COLUMN, place += 16) {
    if (load<u64>(k, 16) == 0) continue;
    const here = v128.load64_splat(place);
    r0 = f64x2.add(r0, f64x2.mul(each, bumpOf(k, f64x2.sub(here, v128.load(x + c)))));
    r1 = f64x2.add(r1, f64x2.mul(each, bumpOf(k, f64x2.sub(here, v128.load(x + c, 16)))));
  }
  v128.store(near, r0);
  v128.store(near, r1, 16);
}

/** The sums of one column: the first lane of each is the mean's, the second that of what is explained. */
function columnSums(
  x: usize, z: usize, step: usize, shares: usize, slope: usize, straight: usize, end: usize, here: v128, reach: f64, out: usize,
): void {
  let near = f64x2.splat(0), line = f64x2.splat(0), bow = f64x2.splat(0), effect = f64x2.splat(0);
  for (let i: usize = 0; i < end; i += 32, x += step, z += step)
    for (let k: usize = 0; k < 32; k += 16) {
      const first = v128.load(shares + ((i + k) << 1)), second = v128.load(shares + ((i + k) << 1), 16);
      const by = f64x2.sub(here, v128.load(x + k)), there = v128.load(z + k);
      let term = f64x2.mul(v128.load(slope + i + k), by);
      near = f64x2.add(f64x2.add(near, weighed(first, term, false)), weighed(second, term, true));
      term = f64x2.mul(v128.load(straight + i + k), there);
      line = f64x2.add(f64x2.add(line, weighed(first, term, false)), weighed(second, term, true));
      term = f64x2.mul(there, there);
      bow = f64x2.add(f64x2.add(bow, weighed(first, term, false)), weighed(second, term, true));
      if (reach == 0) continue;
      const r = f64x2.mul(by, f64x2.splat(reach));
      const u = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), f64x2.abs(r)));
      term = f64x2.mul(r, f64x2.mul(f64x2.mul(u, u), u));
      effect = f64x2.add(f64x2.add(effect, weighed(first, term, false)), weighed(second, term, true));
    }
  v128.store(out, near);
  v128.store(out, line, 16);
  v128.store(out, bow, 32);
  v128.store(out, effect, 48);
}

/** A row's two shares times its element of a term. */
// @ts-ignore: decorator
@inline
function weighed(shares: v128, term: v128, isSecond: bool): v128 {
  return f64x2.mul(shares, isSecond ? v128.shuffle<f64>(term, term, 1, 1) : v128.shuffle<f64>(term, term, 0, 0));
}

/**
 * Covariances of all pairs of rows i > j of one set, as plain-likelihood.ts has them: the values and slopes of their Matérn part and their effects,
 * packed and padded as for `pairDistances`, and all of it as the lower triangle of l without its diagonal.
 *
 * @param x        shape (columns × stride), as for `pairDistances`; l has this stride, too
 * @param ofZ, ofQ products of all pairs, packed and padded
 */
export function pairMatrix(
  kernel: usize, x: usize, stride: usize, n: usize, columns: usize, ofZ: usize, ofQ: usize, values: usize, slopes: usize, effects: usize, l: usize,
): void {
  const end = kernel + BY_COLUMN + columns * COLUMN, xStride = stride << 3;
  const signal = load<f64>(kernel), each = v128.load64_splat(kernel, 32);
  for (let i: usize = 1; i < n; i++) {
    const size = i << 3;
    l += xStride;
    for (let j: usize = 0; j < size; j += 32)
      pairsOfFour(kernel, end, x + size, x + j, xStride, values + j, effects + j);
    matern52Pair(values, (size + 31) & ~31, signal, slopes);
    for (let j: usize = 0; j < size; j += 16) {
      const alone = f64x2.add(v128.load(values + j), f64x2.mul(each, v128.load(effects + j)));
      v128.store(l + j, f64x2.add(alone, trendOf(kernel, v128.load(ofZ + j), v128.load(ofQ + j))));
    }
    ofZ += size;
    ofQ += size;
    values += size;
    slopes += size;
    effects += size;
  }
}

/** Squared distances and effects of one row with four. */
function pairsOfFour(kernel: usize, end: usize, own: usize, y: usize, xStride: usize, squares: usize, effects: usize): void {
  let r0 = f64x2.splat(0), r1 = f64x2.splat(0), e0 = f64x2.splat(0), e1 = f64x2.splat(0);
  for (let k = kernel + BY_COLUMN; k < end; k += COLUMN, own += xStride, y += xStride) {
    const here = v128.load64_splat(own);
    const u = f64x2.sub(here, v128.load(y)), v = f64x2.sub(here, v128.load(y, 16));
    if (load<u64>(k, 16) != 0) {
      e0 = f64x2.add(e0, bumpOf(k, u));
      e1 = f64x2.add(e1, bumpOf(k, v));
    }
    const weight = v128.load64_splat(k);
    if (load<u64>(k, 8) != 0) {
      r0 = f64x2.add(r0, v128.and(weight, f64x2.ne(u, f64x2.splat(0))));
      r1 = f64x2.add(r1, v128.and(weight, f64x2.ne(v, f64x2.splat(0))));
    } else {
      r0 = f64x2.add(r0, f64x2.mul(weight, f64x2.mul(u, u)));
      r1 = f64x2.add(r1, f64x2.mul(weight, f64x2.mul(v, v)));
    }
  }
  v128.store(squares, r0);
  v128.store(squares, r1, 16);
  v128.store(effects, e0);
  v128.store(effects, e1, 16);
}

/**
 * Sums over all pairs and rows of a = α_i·α_j − (K⁻¹)_ij times the slopes of K by its hyperparameters, each summed pair by pair. `values` become a,
 * `slopes` are multiplied by it.
 *
 * @param inverse shape (n × stride), stride in elements
 * @param out     receives the sums of values, effects, z, q, z·z − q (twist) and the trace
 */
export function pairGradient(
  n: usize, alpha: usize, inverse: usize, stride: usize, ofZ: usize, ofQ: usize, values: usize, slopes: usize, effects: usize,
  zz: usize, qq: usize, out: usize,
): void {
  let alone = f64x2.splat(0), trends = f64x2.splat(0); // (values, effects) and (z, q)
  let twist: f64 = 0, trace: f64 = 0;
  for (let i: usize = 0; i < n; i++, inverse += stride << 3) {
    const own = v128.load64_splat(alpha + (i << 3));
    const left = i & 1 ? (i - 1) << 3 : i << 3;
    let j: usize = 0;
    for (; j < left; j += 16) {
      const a = f64x2.sub(f64x2.mul(own, v128.load(alpha + j)), v128.load(inverse + j));
      const first = v128.shuffle<f64>(a, a, 0, 0), second = v128.shuffle<f64>(a, a, 1, 1);
      const value = v128.load(values + j), effect = v128.load(effects + j);
      alone = f64x2.add(alone, f64x2.mul(first, v128.shuffle<f64>(value, effect, 0, 2)));
      alone = f64x2.add(alone, f64x2.mul(second, v128.shuffle<f64>(value, effect, 1, 3)));
      const z = v128.load(ofZ + j), q = v128.load(ofQ + j);
      trends = f64x2.add(trends, f64x2.mul(first, v128.shuffle<f64>(z, q, 0, 2)));
      trends = f64x2.add(trends, f64x2.mul(second, v128.shuffle<f64>(z, q, 1, 3)));
      const bend = f64x2.mul(a, f64x2.sub(f64x2.mul(z, z), q));
      twist = twist + even(bend) + odd(bend);
      v128.store(values + j, a);
      v128.store(slopes + j, f64x2.mul(v128.load(slopes + j), a));
    }
    if (i & 1) {
      const a = even(own) * load<f64>(alpha + j) - load<f64>(inverse + j), z = load<f64>(ofZ + j), q = load<f64>(ofQ + j);
      const both = f64x2.splat(a);
      alone = f64x2.add(alone, f64x2.mul(both, v128.shuffle<f64>(v128.load64_zero(values + j), v128.load64_zero(effects + j), 0, 2)));
      trends = f64x2.add(trends, f64x2.mul(both, v128.shuffle<f64>(v128.load64_zero(ofZ + j), v128.load64_zero(ofQ + j), 0, 2)));
      twist += a * (z * z - q);
      store<f64>(values + j, a);
      store<f64>(slopes + j, load<f64>(slopes + j) * a);
    }
    const size = i << 3;
    const a = even(own) * even(own) - load<f64>(inverse + size), half = 0.5 * a;
    trace += a;
    const square = load<f64>(zz + size), fourth = load<f64>(qq + size);
    trends = f64x2.add(trends, f64x2.mul(f64x2.splat(half), f64x2.replace_lane(f64x2.splat(square), 1, fourth)));
    twist += half * (square * square - fourth);
    ofZ += size;
    ofQ += size;
    values += size;
    slopes += size;
    effects += size;
  }
  v128.store(out, alone);
  v128.store(out, trends, 16);
  store<f64>(out, twist, 32);
  store<f64>(out, trace, 40);
}
