import type { Places, TrendScales } from '../../math/kernel.ts';
import { pairDistances } from '../../math/matern.ts';
import type { Layout } from './layout.ts';

/** Hyperparameters of a trend: ln of the variances of slopes, of bends along the columns, and of bends between two columns. */
export const TREND_PARAMETERS = 3;

/** The variances from the logarithms, which start at `at`. */
export function trendScales(theta: Float64Array, at: number): TrendScales {
  return { slope: Math.exp(theta[at]!), bend: Math.exp(theta[at + 1]!), twist: Math.exp(theta[at + 2]!) };
}

/**
 * Points, and as a trend sees them: the columns that hold numbers moved to the middle and stretched to about [−1, 1].
 *
 * @param x shape (n × columns)
 */
export function placesOf({ columns, codes, centre, stretch }: Layout, x: Float64Array, n: number): Places {
  const z = new Float64Array(n * columns);
  const zz = new Float64Array(n);
  const qq = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++)
    for (let c = 0; c < columns; c++, at++) {
      const value = codes[c] === 1 ? 0 : (x[at]! - centre[c]!) * stretch[c]!;
      const square = value * value;
      z[at] = value;
      zz[i]! += square;
      qq[i]! += square * square;
    }
  return { x, z, zz, qq };
}

/** Products z·z′ and z²·z′² of all pairs i > j of one set, packed as `pairDistances` does. */
export function pairProducts(
  { z, zz, qq }: Places,
  n: number,
  columns: number,
): { readonly ofZ: Float64Array; readonly ofQ: Float64Array } {
  const ones = new Float64Array(columns).fill(1);
  const product = (values: Float64Array, squares: Float64Array): Float64Array => {
    const out = new Float64Array((n * (n - 1)) / 2);
    pairDistances(values, n, columns, ones, out);
    for (let i = 0, pair = 0; i < n; i++)
      for (let j = 0; j < i; j++, pair++) out[pair] = 0.5 * (squares[i]! + squares[j]! - out[pair]!);
    return out;
  };
  return {
    ofZ: product(z, zz),
    ofQ: product(
      z.map((value) => value * value),
      qq,
    ),
  };
}
