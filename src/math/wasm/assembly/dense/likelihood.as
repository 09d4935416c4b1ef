// The matrix and the gradient of a likelihood, the twins of those in src/math/plain-likelihood.ts.

import { BY_COLUMN, bumpOf, COLUMN, trendOf } from './kernel';
import { even, odd } from './lanes';
import { matern52Pair } from './matern';

/**
 * Covariances of all pairs of rows i > j of one set, as plain-likelihood.ts has them: the values and slopes of their Matérn part and their effects,
 * that of i and j at i(i − 1)/2 + j, and all of it as the lower triangle of l without its diagonal. A row's last store runs up to 3 elements into
 * the next row, which comes after it: there must be room for 4 elements more than there are pairs.
 *
 * @param x        shape (columns × stride), stride a multiple of 4 of at least n; l has this stride, too
 * @param ofZ, ofQ products of all pairs, packed likewise
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
