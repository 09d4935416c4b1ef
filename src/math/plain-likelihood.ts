import { invertFromCholesky, logDeterminant, solveLower, solveLowerTransposed } from './cholesky.ts';
import { type Kernel, trendCovariance, variances } from './kernel.ts';
import { pairEffects, pairFalls } from './main-effects.ts';
import { matern52Pair, pairDistances, pairSums } from './matern.ts';
import { BY_COLUMN, type Observed, OF, type PairLikelihood } from './observed.ts';
import { plainCholeskyRows } from './plain-cholesky.ts';

/** `PairLikelihood` in JavaScript. */
export class PlainLikelihood implements PairLikelihood {
  readonly alpha: Float64Array;
  readonly precision: Float64Array;
  readonly #observed: Observed;
  readonly #kernel: Float64Array;
  readonly #slope: Float64Array;
  readonly #effects: Float64Array;
  readonly #l: Float64Array;
  readonly #inverse: Float64Array;

  constructor(observed: Observed) {
    const { n } = observed;
    const count = (n * (n - 1)) / 2;
    this.#observed = observed;
    this.#kernel = new Float64Array(count);
    this.#slope = new Float64Array(count);
    this.#effects = new Float64Array(count);
    this.#l = new Float64Array(n * n);
    this.#inverse = new Float64Array(n * n);
    this.alpha = new Float64Array(n);
    this.precision = new Float64Array(n);
  }

  at(kernel: Kernel, noise: number, sums: Float64Array): number {
    const { n, targets } = this.#observed;
    const { alpha } = this;
    const l = this.#l;
    const inverse = this.#inverse;
    this.#matrix(kernel, noise);
    if (plainCholeskyRows(l, n, 0, n) !== n) return Number.NEGATIVE_INFINITY;
    alpha.set(targets.subarray(0, n));
    solveLower(l, n, n, alpha);
    let fitTerm = 0;
    for (let i = 0; i < n; i++) fitTerm += alpha[i]! * alpha[i]!;
    solveLowerTransposed(l, n, n, alpha);
    invertFromCholesky(l, n, n, inverse, n);
    for (let i = 0; i < n; i++) this.precision[i] = inverse[i * n + i]!;
    this.#sums(kernel, sums);
    return -0.5 * fitTerm - 0.5 * logDeterminant(l, n, n);
  }

  #matrix(kernel: Kernel, noise: number): void {
    const { n, places, products } = this.#observed;
    const { columns, weights, codes, signal, effects } = kernel;
    const { ofZ, ofQ } = products;
    const l = this.#l;
    const values = this.#kernel;
    const ofEffects = this.#effects;
    pairDistances(places.x, n, columns, weights, values, codes);
    matern52Pair(values, values.length, signal, values, this.#slope);
    if (effects !== null) pairEffects(places.x, n, columns, effects.reach, ofEffects);
    const each = effects?.each ?? 0;
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++)
        l[i * n + j] = values[pair]! + each * ofEffects[pair]! + trendCovariance(kernel, ofZ[pair]!, ofQ[pair]!);
      l[i * n + i] = variances(kernel, noise) + trendCovariance(kernel, places.zz[i]!, places.qq[i]!);
    }
  }

  #sums({ columns, codes, effects }: Kernel, sums: Float64Array): void {
    const { n, places, products } = this.#observed;
    const { alpha } = this;
    const inverse = this.#inverse;
    const kernel = this.#kernel; // becomes α αᵀ − K⁻¹
    const scaled = this.#slope; // becomes the same times dk/dr²
    const { ofZ, ofQ } = products;
    const { x, zz, qq } = places;
    let ofKernel = 0;
    let trace = 0;
    let ofSlope = 0;
    let ofBend = 0;
    let ofTwist = 0;
    let ofEffects = 0;
    for (let i = 0, pair = 0; i < n; i++) {
      const own = alpha[i]!;
      for (let j = 0; j < i; j++, pair++) {
        const a = own * alpha[j]! - inverse[i * n + j]!;
        const z = ofZ[pair]!;
        const q = ofQ[pair]!;
        ofKernel += a * kernel[pair]!;
        kernel[pair] = a;
        ofEffects += a * this.#effects[pair]!;
        scaled[pair]! *= a;
        ofSlope += a * z;
        ofBend += a * q;
        ofTwist += a * (z * z - q);
      }
      const a = own * own - inverse[i * n + i]!;
      trace += a;
      ofSlope += 0.5 * a * zz[i]!;
      ofBend += 0.5 * a * qq[i]!;
      ofTwist += 0.5 * a * (zz[i]! * zz[i]! - qq[i]!);
    }
    sums[OF.kernel] = ofKernel;
    sums[OF.effects] = effects === null ? 0 : ofEffects;
    sums[OF.slope] = ofSlope;
    sums[OF.bend] = ofBend;
    sums[OF.twist] = ofTwist;
    sums[OF.trace] = trace;
    const falls = BY_COLUMN + columns;
    pairSums(scaled, x, n, columns, sums.subarray(BY_COLUMN, falls), codes);
    if (effects === null) sums.fill(0, falls);
    else pairFalls(kernel, x, n, columns, effects.reach, sums.subarray(falls));
  }
}
