import { solveLower, solveLowerMany, solveLowerTransposed } from './cholesky.ts';
import type { Conditioned, Posterior } from './conditioned.ts';
import { type Places, trendCovariance } from './kernel.ts';
import { bump } from './main-effects.ts';
import { matern52Pair } from './matern.ts';
import { plainCovariances } from './plain-covariance.ts';

/** `Posterior` in JavaScript. */
export class PlainPosterior implements Posterior {
  readonly #given: Conditioned;
  #columns: Columns | null = null;
  #cross = new Float64Array(0);

  constructor(given: Conditioned) {
    this.#given = given;
  }

  predict(mean: Float64Array, explained: Float64Array | null, points: Places, count: number): void {
    const { kernel, places, l, stride, alpha, known } = this.#given;
    const rows = explained === null ? known : this.#given.rows;
    if (this.#cross.length < rows * count) this.#cross = new Float64Array(rows * count);
    const cross = this.#cross;
    plainCovariances(kernel, places, rows, points, count, cross);
    mean.fill(0, 0, count);
    for (let i = 0, at = 0; i < known; i++) {
      const weight = alpha[i]!;
      for (let j = 0; j < count; j++, at++) mean[j]! += weight * cross[at]!;
    }
    if (explained === null) return;
    solveLowerMany(l, stride, rows, cross, count);
    explained.fill(0, 0, count);
    for (let i = 0, at = 0; i < rows; i++)
      for (let j = 0; j < count; j++, at++) explained[j]! += cross[at]! * cross[at]!;
  }

  slopes(point: Places, sums: Float64Array): void {
    const { kernel, places, l, stride, alpha, known, rows } = this.#given;
    const columns = (this.#columns ??= columnsOf(kernel.columns, places, rows));
    const near = new Float64Array(rows);
    const slope = new Float64Array(rows);
    this.#near(point, columns, near, slope);
    let mean = 0;
    for (let i = 0; i < known; i++) mean += alpha[i]! * near[i]!;
    solveLower(l, stride, rows, near);
    let explained = 0;
    for (let i = 0; i < rows; i++) explained += near[i]! * near[i]!;
    solveLowerTransposed(l, stride, rows, near);
    sums[0] = mean;
    sums[1] = explained;
    const straight = this.#straight(point, columns);
    const weights = new Float64Array(rows);
    weights.set(alpha.subarray(0, known));
    for (let c = 0; c < kernel.columns; c++)
      columnSums(c, point, columns, kernel, weights, near, slope, straight, sums);
  }

  /** Covariances of a point with the rows, and the slopes of their Matérn part by r². */
  #near(own: Places, { x, z }: Columns, near: Float64Array, slope: Float64Array): void {
    const { kernel, places, rows } = this.#given;
    const { columns, codes, weights, signal, effects } = kernel;
    const ofZ = new Float64Array(rows);
    const ofQ = new Float64Array(rows);
    for (let c = 0, at = 0; c < columns; c++) {
      const weight = weights[c]!;
      const here = own.x[c]!;
      if (codes[c] === 1) {
        for (let i = 0; i < rows; i++, at++) if (x[at]! !== here) slope[i]! += weight;
        continue; // z is 0 everywhere
      }
      const u = own.z[c]!;
      const square = u * u;
      for (let i = 0; i < rows; i++, at++) {
        const by = x[at]! - here;
        const v = z[at]!;
        const bend = v * v - square;
        slope[i]! += weight * (by * by);
        ofZ[i]! += (v - u) * (v - u);
        ofQ[i]! += bend * bend;
      }
    }
    matern52Pair(slope, rows, signal, near, slope);
    const { zz, qq } = places;
    for (let i = 0; i < rows; i++)
      near[i]! += trendCovariance(kernel, 0.5 * (zz[i]! + own.zz[0]! - ofZ[i]!), 0.5 * (qq[i]! + own.qq[0]! - ofQ[i]!));
    if (effects === null) return;
    for (let c = 0; c < columns; c++) {
      const here = own.x[c]!;
      const unit = effects.reach[c]!;
      if (unit === 0) continue;
      for (let i = 0, at = c * rows; i < rows; i++, at++)
        near[i]! += effects.each * bump(Math.abs(here - x[at]!) * unit);
    }
  }

  /** By row: slope + 2 · twist · (z · z_i), the factor of z_i in the trend's gradient. */
  #straight(own: Places, { rows, z }: Columns): Float64Array {
    const { columns, slope, twist } = this.#given.kernel;
    const straight = new Float64Array(rows).fill(slope);
    for (let c = 0, at = 0; c < columns; c++) {
      const factor = 2 * twist * own.z[c]!;
      for (let i = 0; i < rows; i++, at++) straight[i]! += factor * z[at]!;
    }
    return straight;
  }
}

/** Points column by column: sums over rows run along memory. */
interface Columns {
  readonly rows: number;
  /** Shape (columns × rows). */
  readonly x: Float64Array;
  readonly z: Float64Array;
}

function columnsOf(columns: number, { x, z }: Places, rows: number): Columns {
  const turned = (values: Float64Array): Float64Array => {
    const out = new Float64Array(columns * rows);
    for (let i = 0, at = 0; i < rows; i++) for (let c = 0; c < columns; c++, at++) out[c * rows + i] = values[at]!;
    return out;
  };
  return { rows, x: turned(x), z: turned(z) };
}

function columnSums(
  c: number,
  own: Places,
  { rows, x, z }: Columns,
  { effects }: Conditioned['kernel'],
  ofMean: Float64Array,
  ofExplained: Float64Array,
  slope: Float64Array,
  straight: Float64Array,
  sums: Float64Array,
): void {
  const here = own.x[c]!;
  const reach = effects?.reach[c] ?? 0;
  let near = 0;
  let nearExplained = 0;
  let line = 0;
  let lineExplained = 0;
  let bow = 0;
  let bowExplained = 0;
  let effect = 0;
  let effectExplained = 0;
  for (let i = 0, at = c * rows; i < rows; i++, at++) {
    const a = ofMean[i]!;
    const b = ofExplained[i]!;
    const by = here - x[at]!;
    const there = z[at]!;
    const difference = slope[i]! * by;
    const pull = straight[i]! * there;
    const square = there * there;
    near += a * difference;
    nearExplained += b * difference;
    line += a * pull;
    lineExplained += b * pull;
    bow += a * square;
    bowExplained += b * square;
    const r = by * reach;
    const u = 1 - Math.abs(r);
    if (reach === 0 || u <= 0) continue;
    const steep = r * (u * u * u);
    effect += a * steep;
    effectExplained += b * steep;
  }
  sums.set([near, nearExplained, line, lineExplained, bow, bowExplained, effect, effectExplained], 8 * (c + 1));
}
