// Systems with a Cholesky factor, the twins of those in src/math/cholesky.ts: right-hand sides side by side, or one.

import { even, odd } from './lanes';

/** Rows i to i + 3 of four right-hand sides x, as solveLowerMany of cholesky.ts has them, given the rows before. */
export function solveBlock(l0: usize, stride: usize, x: usize, i: usize): void {
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
