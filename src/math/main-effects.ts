/**
 * Wendland's function (1 − r)⁴·(4r + 1), 0 from r = 1 on: a bell with an end, positive definite along a line and twice
 * differentiable, without an exponential.
 *
 * Source: Wendland 1995, φ with k = 1 for up to three dimensions.
 */
export function bump(r: number): number {
  const u = r < 1 ? 1 - r : 0;
  const v = u * u;
  return v * v * (4 * r + 1);
}

/** −r times the derivative of `bump` by r. */
export function fall(r: number): number {
  const u = r < 1 ? 1 - r : 0;
  return 20 * (r * r) * (u * u * u);
}

/** Σ_c bump(reach_c · |a_c − b_c|) of a point at `atA` of a and one at `atB` of b, columns without reach left out. */
export function effectsOf(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  columns: number,
  reach: Float64Array,
): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) if (reach[c] !== 0) sum += bump(Math.abs(a[atA + c]! - b[atB + c]!) * reach[c]!);
  return sum;
}

/**
 * Covariances of what the columns do alone, for all pairs of rows i > j of one set: out[i(i − 1)/2 + j] = Σ_c bump(reach_c · |Δ_c|).
 *
 * @param points shape (n × columns)
 * @param reach shape (columns), not negative; where it is 0 the column takes no part
 * @param out shape (≥ n(n − 1)/2)
 */
export function pairEffects(
  points: Float64Array,
  n: number,
  columns: number,
  reach: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0, pair = 0; i < n; i++)
    for (let j = 0; j < i; j++, pair++) out[pair] = effectsOf(points, i * columns, points, j * columns, columns, reach);
}

/**
 * The slopes of Σ_pairs factors[pair] · `pairEffects` by −ln reach_c: out[c] = Σ_pairs factors[pair] · fall(reach_c · |Δ_c|).
 *
 * @param factors shape (≥ n(n − 1)/2)
 * @param out shape (columns)
 */
export function pairFalls(
  factors: Float64Array,
  points: Float64Array,
  n: number,
  columns: number,
  reach: Float64Array,
  out: Float64Array,
): void {
  const lanes = new Float64Array(4); // four sums by j mod 4, as vectors add them
  for (let c = 0; c < columns; c++) {
    lanes.fill(0);
    for (let i = 0, pair = 0; i < n; i++)
      for (let j = 0; j < i; j++, pair++)
        lanes[j & 3]! +=
          factors[pair]! * fall(Math.abs(points[i * columns + c]! - points[j * columns + c]!) * reach[c]!);
    out[c] = lanes[0]! + lanes[2]! + (lanes[1]! + lanes[3]!);
  }
}
