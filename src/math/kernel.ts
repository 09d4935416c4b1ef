/** Points, row by row, and as a trend sees them. */
export interface Places {
  /** Shape (n × columns). */
  readonly x: Float64Array;
  /** Shape (n × columns): moved to the middle and stretched; 0 for codes. */
  readonly z: Float64Array;
  /** Shape (n): |z|², and the squared length of z's squares. */
  readonly zz: Float64Array;
  readonly qq: Float64Array;
}

/** Variances of a trend's three parts. */
export interface TrendScales {
  readonly slope: number;
  readonly bend: number;
  readonly twist: number;
}

/** Main effects: what each column of numbers does alone. */
export interface Effects {
  /** Of all together, and of each one. */
  readonly variance: number;
  readonly each: number;
  /**
   * Shape (columns): 1 / the difference from which on two values of the column tell nothing of each other; 0 where it takes no
   * part.
   */
  readonly reach: Float64Array;
}

/** A Matérn-5/2 kernel, a trend and main effects. */
export interface Kernel extends TrendScales {
  readonly columns: number;
  /** Shape (columns): 1 where the column holds codes; see `squaredDistances`. */
  readonly codes: Uint8Array;
  /** Shape (columns): 1/ℓ². */
  readonly weights: Float64Array;
  readonly signal: number;
  /** Null where the columns do nothing alone. */
  readonly effects: Effects | null;
}

/** The trend's covariance from the products z·z′ and z²·z′². */
export function trendCovariance({ slope, bend, twist }: TrendScales, zz: number, qq: number): number {
  return slope * zz + bend * qq + twist * (zz * zz - qq);
}

/** What stands on the diagonal of a covariance matrix, without the trend's part. */
export function variances({ signal, effects }: Kernel, noise: number): number {
  return signal + (effects?.variance ?? 0) + noise;
}
