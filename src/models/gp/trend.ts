import { pairDistances, squaredDistances } from '../../math/matern.ts';
import type { Layout } from './layout.ts';

/** Hyperparameters of a trend: ln of the variances of slopes, of bends along the columns, and of bends between two columns. */
export const TREND_PARAMETERS = 3;

/** Variances of a trend's three parts. */
export interface TrendScales {
  readonly slope: number;
  readonly bend: number;
  readonly twist: number;
}

/** The variances from the logarithms, which start at `at`. */
export function trendScales(theta: Float64Array, at: number): TrendScales {
  return { slope: Math.exp(theta[at]!), bend: Math.exp(theta[at + 1]!), twist: Math.exp(theta[at + 2]!) };
}

/**
 * Points as a trend sees them: z, the columns that hold numbers, moved to the middle and stretched to about [−1, 1], and their
 * squares q; each row with its squared length.
 */
export interface TrendPoints {
  readonly z: Float64Array;
  readonly q: Float64Array;
  readonly zz: Float64Array;
  readonly qq: Float64Array;
}

/** @param points shape (n × columns) */
export function trendPoints({ columns, codes, centre, stretch }: Layout, points: Float64Array, n: number): TrendPoints {
  const z = new Float64Array(n * columns);
  const q = new Float64Array(n * columns);
  const zz = new Float64Array(n);
  const qq = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++)
    for (let c = 0; c < columns; c++, at++) {
      const value = codes[c] === 1 ? 0 : (points[at]! - centre[c]!) * stretch[c]!;
      z[at] = value;
      q[at] = value * value;
      zz[i]! += value * value;
      qq[i]! += q[at]! * q[at]!;
    }
  return { z, q, zz, qq };
}

/** The trend's covariance from the products z·z′ and q·q′. */
export function trendCovariance({ slope, bend, twist }: TrendScales, zz: number, qq: number): number {
  return slope * zz + bend * qq + twist * (zz * zz - qq);
}

const ones = (columns: number): Float64Array => new Float64Array(columns).fill(1);

/** Products of all pairs i > j of one set, packed as `pairDistances` does. */
export function pairProducts(
  { z, q, zz, qq }: TrendPoints,
  n: number,
  columns: number,
): { readonly ofZ: Float64Array; readonly ofQ: Float64Array } {
  const product = (values: Float64Array, squares: Float64Array): Float64Array => {
    const out = new Float64Array((n * (n - 1)) / 2);
    pairDistances(values, n, columns, ones(columns), out);
    for (let i = 0, pair = 0; i < n; i++)
      for (let j = 0; j < i; j++, pair++) out[pair] = 0.5 * (squares[i]! + squares[j]! - out[pair]!);
    return out;
  };
  return { ofZ: product(z, zz), ofQ: product(q, qq) };
}

/** Adds the trend's covariances of the rows of a with those of b to `out`, shape (rows of a × rows of b). */
export function addTrend(
  scales: TrendScales,
  a: TrendPoints,
  rowsOfA: number,
  b: TrendPoints,
  rowsOfB: number,
  columns: number,
  out: Float64Array,
): void {
  const ofZ = new Float64Array(rowsOfA * rowsOfB);
  const ofQ = new Float64Array(rowsOfA * rowsOfB);
  squaredDistances(a.z, rowsOfA, b.z, rowsOfB, columns, ones(columns), ofZ);
  squaredDistances(a.q, rowsOfA, b.q, rowsOfB, columns, ones(columns), ofQ);
  for (let i = 0, at = 0; i < rowsOfA; i++)
    for (let j = 0; j < rowsOfB; j++, at++)
      out[at]! += trendCovariance(
        scales,
        0.5 * (a.zz[i]! + b.zz[j]! - ofZ[at]!),
        0.5 * (a.qq[i]! + b.qq[j]! - ofQ[at]!),
      );
}
