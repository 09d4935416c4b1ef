// What a process says of one point, and what gradients are made from: the twin of slopes in src/math/plain-posterior.ts.

import { BY_COLUMN, bumpOf, COLUMN, product, trendOf } from './kernel';
import { matern52Pair } from './matern';
import { solveLower, solveLowerTransposed } from './solves';

/**
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
