// Covariances between two sets, the twin of src/math/plain-covariance.ts.

import { BY_COLUMN, bumpOf, COLUMN, maternOf, pointAt, product, trendOf } from './kernel';

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

/** Covariances of one point with four, as plain-covariance.ts sums them: all of them addresses. Two loops, so that the sums of each stay in registers. */
export function covarianceOfFour(
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
