// The Matérn-5/2 kernel of squared distances and its slopes, the twin of matern52Pair in src/math/matern.ts.

import { exp } from './elementary';

/** @param r2 `bytes` bytes of squared distances, a multiple of 16; becomes the kernel's values */
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
