import { exp } from './elementary.ts';

/**
 * Weighted squared distances of the rows of a to the rows of b: out[i · rowsB + j] = Σ_c weights[c] · (a_ic − b_jc)², summed in
 * the order of the columns. Weights are 1 / lengthscale².
 *
 * @param a shape (rowsA × columns)
 * @param b shape (rowsB × columns)
 * @param codes shape (columns): 1 where the column holds codes, which are equal or not: (a_ic − b_jc)² is then 0 or 1
 */
export function squaredDistances(
  a: Float64Array,
  rowsA: number,
  b: Float64Array,
  rowsB: number,
  columns: number,
  weights: Float64Array,
  out: Float64Array,
  codes: Uint8Array,
): void {
  for (let i = 0; i < rowsA; i++)
    for (let j = 0; j < rowsB; j++)
      out[i * rowsB + j] = distance(a, i * columns, b, j * columns, columns, weights, codes);
}

/**
 * The same numbers for all pairs of rows i > j of one set, packed: out[i(i − 1)/2 + j].
 *
 * @param points shape (n × columns)
 * @param out shape (≥ n(n − 1)/2)
 */
export function pairDistances(
  points: Float64Array,
  n: number,
  columns: number,
  weights: Float64Array,
  out: Float64Array,
  codes: Uint8Array,
): void {
  for (let i = 0, pair = 0; i < n; i++)
    for (let j = 0; j < i; j++, pair++)
      out[pair] = distance(points, i * columns, points, j * columns, columns, weights, codes);
}

/**
 * The slopes of Σ_pairs factors[pair] · r²(pair) by the weights: out[c] = Σ_{i > j} factors[i(i − 1)/2 + j] · (x_ic − x_jc)².
 *
 * What a likelihood's gradient by length scales needs, without a distance kept.
 *
 * @param factors shape (≥ n(n − 1)/2)
 * @param points shape (n × columns)
 * @param out shape (columns)
 */
export function pairSums(
  factors: Float64Array,
  points: Float64Array,
  n: number,
  columns: number,
  out: Float64Array,
  codes: Uint8Array,
): void {
  const lanes = new Float64Array(4); // four sums by j mod 4, as vectors add them
  for (let c = 0; c < columns; c++) {
    lanes.fill(0);
    for (let i = 0, pair = 0; i < n; i++)
      for (let j = 0; j < i; j++, pair++) {
        const difference = points[i * columns + c]! - points[j * columns + c]!;
        if (codes[c] === 0) lanes[j & 3]! += factors[pair]! * (difference * difference);
        else if (difference !== 0) lanes[j & 3]! += factors[pair]!;
      }
    out[c] = lanes[0]! + lanes[2]! + (lanes[1]! + lanes[3]!);
  }
}

/**
 * The Matern 5/2 kernel σ²·(1 + √5·r + 5r²/3)·exp(−√5·r) of `count` squared distances r²; relative error below 4e-16 · max(4, √5·r).
 *
 * @param variance σ²
 * @param out may be `r2` itself
 */
export function matern52(r2: Float64Array, count: number, variance: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const square = r2[i]!;
    const u = Math.sqrt(5 * square);
    out[i] = variance * ((1 + u + FIVE_THIRDS * square) * exp(-u));
  }
}

/**
 * `matern52` and its slope by the squared distance, dk/d(r²) = −(5/6)·σ²·(1 + √5·r)·exp(−√5·r), which is finite at 0.
 *
 * The derivative by ln ℓ_c is −2 · slope · (Δ_c/ℓ_c)².
 *
 * @param value may be `r2` itself, and so may `slope`, but not both
 */
export function matern52Pair(
  r2: Float64Array,
  count: number,
  variance: number,
  value: Float64Array,
  slope: Float64Array,
): void {
  const steepest = MINUS_FIVE_SIXTHS * variance;
  for (let i = 0; i < count; i++) {
    const square = r2[i]!;
    const u = Math.sqrt(5 * square);
    const decay = exp(-u);
    value[i] = variance * ((1 + u + FIVE_THIRDS * square) * decay);
    slope[i] = steepest * ((1 + u) * decay);
  }
}

const FIVE_THIRDS = 5 / 3;
const MINUS_FIVE_SIXTHS = -5 / 6;

function distance(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  columns: number,
  weights: Float64Array,
  codes: Uint8Array,
): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) {
    const difference = a[atA + c]! - b[atB + c]!;
    if (codes[c] === 0) sum += weights[c]! * (difference * difference);
    else if (difference !== 0) sum += weights[c]!;
  }
  return sum;
}
