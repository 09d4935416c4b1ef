/**
 * Distribution function of Student's t for an even number of degrees of freedom; absolute error below 1e-14.
 *
 * Made of additions, products and one root, so that every engine gives the same bits. Cost O(freedom).
 * Source: Abramowitz and Stegun 1964, 26.7.4.
 *
 * @param freedom even, at least 2
 */
export function studentCdf(t: number, freedom: number): number {
  if (!Number.isFinite(t * t)) return t > 0 ? 1 : t < 0 ? 0 : t;
  const cosine2 = freedom / (freedom + t * t);
  let [term, sum] = [1, 1];
  for (let i = 1; i <= freedom / 2 - 1; i++) {
    term *= (cosine2 * (2 * i - 1)) / (2 * i);
    sum += term;
  }
  return Math.min(1, Math.max(0, 0.5 + 0.5 * sum * (t / Math.sqrt(freedom + t * t))));
}
