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
): void {
  for (let i = 0; i < rowsA; i++)
    for (let j = 0; j < rowsB; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        const difference = a[i * columns + c]! - b[j * columns + c]!;
        sum += weights[c]! * (difference * difference);
      }
      out[i * rowsB + j] = sum;
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
