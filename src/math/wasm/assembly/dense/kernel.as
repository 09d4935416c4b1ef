// How a kernel and points lie in memory (packed.ts writes them), and the parts that a covariance is the sum of.

import { exp } from './elementary';

/**
 * Kernels lie in memory as signal, slope, bend, twist and `each` of plain-covariance.ts, then weight, code (1 or 0), reach and 4 · reach of
 * every column.
 *
 * Points lie in fours: of each four all values of the first column, then those of the second; a point's columns are 32 bytes apart.
 */
export const BY_COLUMN: usize = 40;
export const COLUMN: usize = 32;

/** Address of a point's first column. */
// @ts-ignore: decorator
@inline
export function pointAt(points: usize, i: usize, columns: usize): usize {
  return points + (i >> 2) * (columns << 5) + ((i & 3) << 3);
}

/** The kernel's value at a squared distance. */
// @ts-ignore: decorator
@inline
export function maternOf(square: v128, kernel: usize): v128 {
  const u = f64x2.sqrt(f64x2.mul(f64x2.splat(5), square));
  const factor = f64x2.add(f64x2.add(f64x2.splat(1), u), f64x2.mul(f64x2.splat(5.0 / 3.0), square));
  return f64x2.mul(v128.load64_splat(kernel), f64x2.mul(factor, exp(f64x2.neg(u))));
}

/** `bump` of a difference in the column at k: 4 · reach · |Δ| has the bits of 4 · (reach · |Δ|). */
// @ts-ignore: decorator
@inline
export function bumpOf(k: usize, by: v128): v128 {
  const size = f64x2.abs(by);
  const u = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), f64x2.mul(size, v128.load64_splat(k, 16))));
  const v = f64x2.mul(u, u);
  return f64x2.mul(f64x2.mul(v, v), f64x2.add(f64x2.mul(size, v128.load64_splat(k, 24)), f64x2.splat(1)));
}

/** The trend's covariance from the products z·z′ and z²·z′². */
// @ts-ignore: decorator
@inline
export function trendOf(kernel: usize, zz: v128, qq: v128): v128 {
  return trend(zz, qq, load<f64>(kernel, 8), load<f64>(kernel, 16), load<f64>(kernel, 24));
}

// @ts-ignore: decorator
@inline
function trend(zz: v128, qq: v128, slope: f64, bend: f64, twist: f64): v128 {
  const straight = f64x2.add(f64x2.mul(f64x2.splat(slope), zz), f64x2.mul(f64x2.splat(bend), qq));
  return f64x2.add(straight, f64x2.mul(f64x2.splat(twist), f64x2.sub(f64x2.mul(zz, zz), qq)));
}

/** The product of vectors from their squared lengths and that of their difference. */
// @ts-ignore: decorator
@inline
export function product(a: v128, b: v128, apart: v128): v128 {
  return f64x2.mul(f64x2.splat(0.5), f64x2.sub(f64x2.add(a, b), apart));
}
