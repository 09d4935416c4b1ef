// Weighted squared distances between two sets and within one, the twins of those in src/math/plain-matern.ts.

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
