import type { Places, TrendScales } from '../../math/kernel.ts';
import type { Layout } from './layout.ts';

/** The conditioned points column by column: sums over rows run along memory. */
export interface Columns {
  readonly rows: number;
  /** Shape (columns × rows): the columns themselves, and as the trend sees them. */
  readonly x: Float64Array;
  readonly z: Float64Array;
}

/** Rows turned into columns. */
export function columnsOf({ columns }: Layout, { x, z }: Places, rows: number): Columns {
  const turned = (values: Float64Array): Float64Array => {
    const out = new Float64Array(columns * rows);
    for (let i = 0, at = 0; i < rows; i++) for (let c = 0; c < columns; c++, at++) out[c * rows + i] = values[at]!;
    return out;
  };
  return { rows, x: turned(x), z: turned(z) };
}

/**
 * Squared distances of a point from the rows: r², weighted, and those of z and of its squares. Each is the same sum, in the
 * order of the columns, as that of `covariances`.
 */
export function apart(
  own: Places,
  { rows, x, z }: Columns,
  { columns, codes }: Layout,
  weights: Float64Array,
  r2: Float64Array,
  ofZ: Float64Array,
  ofQ: Float64Array,
): void {
  r2.fill(0, 0, rows);
  ofZ.fill(0, 0, rows);
  ofQ.fill(0, 0, rows);
  for (let c = 0, at = 0; c < columns; c++) {
    const weight = weights[c]!;
    const here = own.x[c]!;
    if (codes[c] === 1) {
      for (let i = 0; i < rows; i++, at++) if (x[at]! !== here) r2[i]! += weight;
      continue; // z is 0 everywhere
    }
    const u = own.z[c]!;
    const square = u * u;
    for (let i = 0; i < rows; i++, at++) {
      const by = x[at]! - here;
      const v = z[at]!;
      const bend = v * v - square;
      r2[i]! += weight * (by * by);
      ofZ[i]! += (v - u) * (v - u);
      ofQ[i]! += bend * bend;
    }
  }
}

/** Weights of the rows' kernels in a sum: of the mean (α) and of what is explained (K⁻¹k). */
export interface RowWeights {
  readonly ofMean: Float64Array;
  readonly ofExplained: Float64Array;
}

/**
 * Gradients of a mean Σ a_i k(x, x_i) and of a standard deviation by the columns of x; 0 for codes.
 *
 * @param slope dk/dr² of the Matérn part, by row
 * @param weights 1/ℓ² by column
 */
export function slopesAt(
  own: Places,
  { rows, x, z }: Columns,
  { ofMean, ofExplained }: RowWeights,
  slope: Float64Array,
  layout: Layout,
  weights: Float64Array,
  scales: TrendScales,
  sd: number,
  byMean: Float64Array,
  bySd: Float64Array,
): void {
  const { columns, codes, stretch } = layout;
  const straight = straightOf(own.z, z, rows, columns, scales);
  const length = own.zz[0]!;
  const bend = scales.bend - scales.twist;
  for (let c = 0; c < columns; c++) {
    byMean[c] = 0;
    bySd[c] = 0;
    if (codes[c] === 1) continue;
    const here = own.x[c]!;
    let near = 0; // Matérn, mean and explained variance
    let nearExplained = 0;
    let line = 0; // the trend's part that goes with z
    let lineExplained = 0;
    let bow = 0; // and with z²
    let bowExplained = 0;
    for (let i = 0, at = c * rows; i < rows; i++, at++) {
      const a = ofMean[i]!;
      const b = ofExplained[i]!;
      const difference = slope[i]! * (here - x[at]!);
      const there = z[at]!;
      const pull = straight[i]! * there;
      const square = there * there;
      near += a * difference;
      nearExplained += b * difference;
      line += a * pull;
      lineExplained += b * pull;
      bow += a * square;
      bowExplained += b * square;
    }
    const u = own.z[c]!;
    byMean[c] = 2 * weights[c]! * near + stretch[c]! * (line + 2 * bend * u * bow);
    const prior = 2 * u * scales.slope + 4 * u * u * u * bend + 4 * scales.twist * length * u;
    const explained = 2 * weights[c]! * nearExplained + stretch[c]! * (lineExplained + 2 * bend * u * bowExplained);
    bySd[c] = (0.5 * stretch[c]! * prior - explained) / sd;
  }
}

/** By row: slope + 2 · twist · (z · z_i), the factor of z_i in the trend's gradient. */
function straightOf(
  own: Float64Array,
  z: Float64Array,
  rows: number,
  columns: number,
  { slope, twist }: TrendScales,
): Float64Array {
  const straight = new Float64Array(rows).fill(slope);
  for (let c = 0; c < columns; c++) {
    const factor = 2 * twist * own[c]!;
    if (factor === 0) continue;
    for (let i = 0, at = c * rows; i < rows; i++, at++) straight[i]! += factor * z[at]!;
  }
  return straight;
}
