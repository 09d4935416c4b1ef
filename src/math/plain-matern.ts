import { exp } from './elementary.ts';

/** `squaredDistances` in JavaScript. */
export function plainSquaredDistances(
  a: Float64Array,
  rowsA: number,
  b: Float64Array,
  rowsB: number,
  columns: number,
  weights: Float64Array,
  out: Float64Array,
  codes: Uint8Array = new Uint8Array(columns),
): void {
  for (let i = 0; i < rowsA; i++)
    for (let j = 0; j < rowsB; j++)
      out[i * rowsB + j] = distance(a, i * columns, b, j * columns, columns, weights, codes);
}

/** `pairDistances` in JavaScript. */
export function plainPairDistances(
  points: Float64Array,
  n: number,
  columns: number,
  weights: Float64Array,
  out: Float64Array,
  codes: Uint8Array = new Uint8Array(columns),
): void {
  for (let i = 0, pair = 0; i < n; i++)
    for (let j = 0; j < i; j++, pair++)
      out[pair] = distance(points, i * columns, points, j * columns, columns, weights, codes);
}

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

/** `pairSums` in JavaScript. */
export function plainPairSums(
  factors: Float64Array,
  points: Float64Array,
  n: number,
  columns: number,
  out: Float64Array,
  codes: Uint8Array = new Uint8Array(columns),
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

/** `matern52` in JavaScript. */
export function plainMatern52(r2: Float64Array, count: number, variance: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const square = r2[i]!;
    const u = Math.sqrt(5 * square);
    out[i] = variance * ((1 + u + FIVE_THIRDS * square) * exp(-u));
  }
}

/** `matern52Pair` in JavaScript. */
export function plainMatern52Pair(
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
