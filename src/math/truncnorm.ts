import { erf, LOG_SQRT_2PI, logNormalCdf, normalCdf, normalQuantile } from './special.ts';

/** ln(Φ(b) − Φ(a)) for a < b, without cancellation in either tail. −Infinity for an empty interval. */
export function logNormalMass(a: number, b: number): number {
  if (a >= b) return Number.NEGATIVE_INFINITY;
  if (a > 0) return logNormalMass(-b, -a); // the left tail keeps its digits
  if (b <= 0) {
    const high = logNormalCdf(b);
    return high + Math.log1p(-Math.exp(logNormalCdf(a) - high));
  }
  return Math.log(0.5 * (erf(b * Math.SQRT1_2) - erf(a * Math.SQRT1_2)));
}

/** Log density at x of a normal truncated to [low, high]; −Infinity outside. */
export function logTruncatedNormal(x: number, mean: number, sd: number, low: number, high: number): number {
  if (x < low || x > high) return Number.NEGATIVE_INFINITY;
  const z = (x - mean) / sd;
  return -0.5 * z * z - LOG_SQRT_2PI - Math.log(sd) - logNormalMass((low - mean) / sd, (high - mean) / sd);
}

/**
 * The point of a normal truncated to [low, high] below which a share `u` of its mass lies: a draw, where u is uniform.
 *
 * In a tail of less than 1e-12 mass the two ends are too close for the distribution function; then uniform in the interval.
 */
export function truncatedNormalQuantile(u: number, mean: number, sd: number, low: number, high: number): number {
  let a = (low - mean) / sd;
  let b = (high - mean) / sd;
  const mirrored = a > 0;
  if (mirrored) [a, b] = [-b, -a];
  const from = normalCdf(a);
  const mass = normalCdf(b) - from;
  const share = mirrored ? 1 - u : u;
  if (mass < 1e-12) return low + u * (high - low);
  const z = normalQuantile(from + share * mass);
  return Math.min(high, Math.max(low, mirrored ? mean - sd * z : mean + sd * z));
}
