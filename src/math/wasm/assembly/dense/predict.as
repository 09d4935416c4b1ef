// What a process says of many points, the twin of predict in src/math/plain-posterior.ts.

import { covarianceOfFour } from './covariances';
import { BY_COLUMN, COLUMN, pointAt } from './kernel';
import { solveBlock } from './solves';

/** Points that are predicted side by side: 16 groups of 4 stay in the second cache with a block of L in the first. */
const GROUPS: usize = 16;

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
