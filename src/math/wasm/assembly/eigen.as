// AssemblyScript, compiled by scripts/wasm.mjs. The twin of src/math/plain-eigen.ts: every element is the same chain of operations,
// two of them a lane, no fused operations, hence the same bits. Matrices are f64, row-major; addresses, strides and offsets are in
// bytes. Rows are padded to an even number of elements, and begin at an even one: what lies there before the wanted ones is
// multiplied by a zero of v, or never read.

/** p ← Σ_i v[i]·(row i of m), rows from ≤ i < to, columns `left` on. */
function combine(p: usize, m: usize, stride: usize, from: usize, to: usize, v: usize): void {
  let j = from & ~15;
  for (; j + 64 <= stride; j += 64) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    let row = m + (from >> 3) * stride + j;
    for (let i = from; i < to; i += 8) {
      const vi = v128.load64_splat(v + i);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(row), vi));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(row, 16), vi));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(row, 32), vi));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(row, 48), vi));
      row += stride;
    }
    v128.store(p + j, s0);
    v128.store(p + j, s1, 16);
    v128.store(p + j, s2, 32);
    v128.store(p + j, s3, 48);
  }
  for (; j < stride; j += 16) {
    let sum = f64x2.splat(0);
    let row = m + (from >> 3) * stride + j;
    for (let i = from; i < to; i += 8) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(row), v128.load64_splat(v + i)));
      row += stride;
    }
    v128.store(p + j, sum);
  }
}

/** A ← H·A·H with H = 1 − strength·v·vᵀ, from row and column `from` on. */
function reflect(a: usize, stride: usize, from: usize, to: usize, v: usize, p: usize, strength: f64): void {
  combine(p, a, stride, from, to, v);
  let overlap: f64 = 0;
  for (let i = from; i < to; i += 8) {
    store<f64>(p + i, load<f64>(p + i) * strength);
    overlap += load<f64>(p + i) * load<f64>(v + i);
  }
  const half = 0.5 * strength * overlap;
  for (let i = from; i < to; i += 8) store<f64>(p + i, load<f64>(p + i) - half * load<f64>(v + i));
  const left = from & ~15;
  let row = a + (from >> 3) * stride;
  for (let i = from; i < to; i += 8) {
    const vi = v128.load64_splat(v + i), pi = v128.load64_splat(p + i);
    for (let j = left; j < stride; j += 16) {
      const by = f64x2.add(f64x2.mul(vi, v128.load(p + j)), f64x2.mul(pi, v128.load(v + j)));
      v128.store(row + j, f64x2.sub(v128.load(row + j), by));
    }
    row += stride;
  }
}

/** Q ← H·Q, in the block from `from` on. */
function accumulate(q: usize, stride: usize, from: usize, to: usize, v: usize, p: usize, strength: f64): void {
  combine(p, q, stride, from, to, v);
  for (let j = from; j < to; j += 8) store<f64>(p + j, load<f64>(p + j) * strength);
  const left = from & ~15;
  let row = q + (from >> 3) * stride;
  for (let i = from; i < to; i += 8) {
    const vi = v128.load64_splat(v + i);
    for (let j = left; j < stride; j += 16)
      v128.store(row + j, f64x2.sub(v128.load(row + j), f64x2.mul(v128.load(p + j), vi)));
    row += stride;
  }
}

/**
 * Householder's reduction. All that is written, but for `a`, must be zero.
 *
 * @param a          shape (n × stride): the lower triangle, zeros above; spoilt
 * @param n          rows, in bytes of a column of them: 8·n
 * @param reflectors shape (n × stride); written
 * @param lists      four of shape (stride): p, strengths, diagonal, beside; written
 * @param rows       shape (n × stride); written
 */
export function tridiagonalise(a: usize, stride: usize, n: usize, reflectors: usize, lists: usize, rows: usize): void {
  const p = lists, strengths = p + stride, diagonal = strengths + stride, beside = diagonal + stride;
  for (let i: usize = 0; i < n; i += 8)
    for (let j: usize = 0; j < i; j += 8) store<f64>(a + (j >> 3) * stride + i, load<f64>(a + (i >> 3) * stride + j));
  for (let k: usize = 0; k + 8 < n; k += 8) {
    const row = a + (k >> 3) * stride, v = reflectors + (k >> 3) * stride;
    const first = k + 8;
    store<f64>(diagonal + k, load<f64>(row + k));
    let largest: f64 = 0;
    for (let i = first; i < n; i += 8) largest = max(largest, abs(load<f64>(row + i)));
    if (k + 16 === n || largest === 0) {
      store<f64>(beside + k, load<f64>(row + first));
      continue;
    }
    let square: f64 = 0;
    for (let i = first; i < n; i += 8) {
      const x = load<f64>(row + i) / largest;
      store<f64>(v + i, x);
      square += x * x;
    }
    const lead = load<f64>(v + first);
    const norm = lead > 0 ? -sqrt(square) : sqrt(square);
    store<f64>(beside + k, norm * largest);
    const strength = 1 / (square - norm * lead);
    store<f64>(v + first, lead - norm);
    store<f64>(strengths + k, strength);
    reflect(a, stride, first, n, v, p, strength);
  }
  const last = n - 8;
  store<f64>(diagonal + last, load<f64>(a + (last >> 3) * stride + last));
  memory.fill(a, 0, (n >> 3) * stride);
  for (let i: usize = 0; i < n; i += 8) store<f64>(a + (i >> 3) * stride + i, 1);
  for (let k = <isize>n - 24; k >= 0; k -= 8) {
    const strength = load<f64>(strengths + k);
    if (strength !== 0) accumulate(a, stride, k + 8, n, reflectors + (<usize>k >> 3) * stride, p, strength);
  }
  for (let i: usize = 0; i < n; i += 8)
    for (let j: usize = 0; j < n; j += 8) store<f64>(rows + (i >> 3) * stride + j, load<f64>(a + (j >> 3) * stride + i));
}

/** Turns `beside` to nothing by rotations, which the rows follow. */
export function implicitQl(n: usize, stride: usize, diagonal: usize, beside: usize, rows: usize, mostRounds: u32): void {
  for (let low: usize = 0; low < n; low += 8)
    for (let round: u32 = 0; round < mostRounds; round++) {
      let high = low;
      while (high < n - 8 && !negligible(load<f64>(beside + high), load<f64>(diagonal + high), load<f64>(diagonal + high, 8)))
        high += 8;
      if (high === low) break;
      sweep(stride, low, high, diagonal, beside, rows);
    }
}

// @ts-ignore: decorator
@inline
function negligible(coupling: f64, a: f64, b: f64): bool {
  const size = abs(a) + abs(b);
  return abs(coupling) + size === size;
}

function sweep(stride: usize, low: usize, high: usize, diagonal: usize, beside: usize, rows: usize): void {
  let g = (load<f64>(diagonal + low, 8) - load<f64>(diagonal + low)) / (2 * load<f64>(beside + low));
  let r = length(g, 1);
  g = load<f64>(diagonal + high) - load<f64>(diagonal + low) + load<f64>(beside + low) / (g + (g < 0 ? -r : r));
  let sine: f64 = 1, cosine: f64 = 1, shift: f64 = 0;
  for (let i = <isize>high - 8; i >= <isize>low; i -= 8) {
    const f = sine * load<f64>(beside + i);
    const b = cosine * load<f64>(beside + i);
    r = length(f, g);
    store<f64>(beside + i, r, 8);
    if (r === 0) {
      store<f64>(diagonal + i, load<f64>(diagonal + i, 8) - shift, 8);
      store<f64>(beside + high, 0);
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = load<f64>(diagonal + i, 8) - shift;
    r = (load<f64>(diagonal + i) - g) * sine + 2 * cosine * b;
    shift = sine * r;
    store<f64>(diagonal + i, g + shift, 8);
    g = cosine * r - b;
    rotate(rows + (<usize>i >> 3) * stride, stride, sine, cosine);
  }
  store<f64>(diagonal + low, load<f64>(diagonal + low) - shift);
  store<f64>(beside + low, g);
  store<f64>(beside + high, 0);
}

// @ts-ignore: decorator
@inline
function rotate(row: usize, stride: usize, sine: f64, cosine: f64): void {
  const s = f64x2.splat(sine), c = f64x2.splat(cosine);
  for (const end = row + stride; row < end; row += 16) {
    const upper = v128.load(row), lower = v128.load(row + stride);
    v128.store(row + stride, f64x2.add(f64x2.mul(s, upper), f64x2.mul(c, lower)));
    v128.store(row, f64x2.sub(f64x2.mul(c, upper), f64x2.mul(s, lower)));
  }
}

function length(a: f64, b: f64): f64 {
  const x = abs(a), y = abs(b);
  const large = x > y ? x : y;
  if (large === 0) return 0;
  const ratio = (x > y ? y : x) / large;
  return large * sqrt(1 + ratio * ratio);
}
