import { choleskyRows, logDeterminant } from '../../math/cholesky.ts';

/** A normal distribution over good points. */
export interface PromisingRegion {
  readonly mean: Float64Array;
  readonly sigma: number;
  /** Shape (d × d), determinant 1; or (d) in the separable form. */
  readonly covariance: Float64Array;
}

/** Standard deviation, in unit coordinates, of the bump put on each point. */
const BUMP = 0.1;

/**
 * The normal distribution nearest to a mixture of bumps at the good points of an earlier search.
 *
 * Σ = α²·I + cov(points), σ = det(Σ)^(1/2d), C = Σ/σ². Source: Nomura et al. 2021, "Warm starting CMA-ES".
 *
 * @param points shape (n × d), in unit coordinates, n ≥ 1
 */
export function promisingRegion(points: Float64Array, d: number, separable: boolean): PromisingRegion {
  const n = points.length / d;
  const mean = new Float64Array(d);
  for (let k = 0; k < n; k++) for (let i = 0; i < d; i++) mean[i]! += points[k * d + i]! / n;
  const between = (i: number, j: number): number => {
    let sum = i === j ? BUMP * BUMP : 0;
    for (let k = 0; k < n; k++) sum += ((points[k * d + i]! - mean[i]!) * (points[k * d + j]! - mean[j]!)) / n;
    return sum;
  };
  const covariance = new Float64Array(separable ? d : d * d);
  let logs = 0;
  for (let i = 0; i < d; i++)
    if (separable) {
      covariance[i] = between(i, i);
      logs += Math.log(covariance[i]!);
    } else
      for (let j = 0; j <= i; j++) {
        covariance[i * d + j] = between(i, j);
        covariance[j * d + i] = covariance[i * d + j]!;
      }
  if (!separable) {
    const factor = covariance.slice();
    choleskyRows(factor, d, 0, d); // the bumps keep it positive definite
    logs = logDeterminant(factor, d, d);
  }
  const variance = Math.exp(logs / d);
  return { mean, sigma: Math.sqrt(variance), covariance: covariance.map((entry) => entry / variance) };
}
