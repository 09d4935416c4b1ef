/**
 * How the columns of a point make up its squared distance from another: r² = Σ_g w_g · Σ_{c in g} δ_c.
 *
 * δ is the squared difference of two numbers, or 1 where two codes differ.
 */
export interface Layout {
  /** Numbers a point has. */
  readonly columns: number;
  /** Shape (columns): 1 where the column holds a code. */
  readonly codes: Uint8Array;
  /** Shape (columns): the group of the column; columns of a group share a length scale. */
  readonly group: Int32Array;
  readonly groups: number;
  /** Shape (columns): what a trend takes for the middle of a column, and the factor that makes its values about ±1. */
  readonly centre: Float64Array;
  readonly stretch: Float64Array;
}

/** The weight of each column, 1/ℓ² of its group. */
export function columnWeights({ columns, group }: Layout, logScales: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: columns }, (_, c) => Math.exp(-2 * logScales[group[c]!]!));
}
