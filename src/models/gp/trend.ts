import type { Places, TrendScales } from '../../math/kernel.ts';
import type { Layout } from '../../math/layout.ts';

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

/** Products z·z′ and z²·z′² of all pairs i > j of one set, packed: that of i and j at i(i − 1)/2 + j. */
export function pairProducts(
  { z, zz, qq }: Places,
  n: number,
  columns: number,
): { readonly ofZ: Float64Array; readonly ofQ: Float64Array } {
  const ofZ = new Float64Array((n * (n - 1)) / 2);
  const ofQ = new Float64Array(ofZ.length);
  for (let i = 0, pair = 0; i < n; i++)
    for (let j = 0; j < i; j++, pair++) {
      let apart = 0;
      let squaresApart = 0;
      for (let c = 0; c < columns; c++) {
        const u = z[i * columns + c]!;
        const v = z[j * columns + c]!;
        const by = u - v;
        const bend = u * u - v * v;
        apart += by * by;
        squaresApart += bend * bend;
      }
      // A product from a distance: |u|² + |v|² − |u − v|² = 2·u·v.
      ofZ[pair] = 0.5 * (zz[i]! + zz[j]! - apart);
      ofQ[pair] = 0.5 * (qq[i]! + qq[j]! - squaresApart);
    }
  return { ofZ, ofQ };
}
