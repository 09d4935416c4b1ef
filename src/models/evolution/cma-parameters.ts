/** The constants of CMA-ES for a number of dimensions and a population size. */
export interface CmaParameters {
  /** d. */
  readonly dimensions: number;
  /** λ: points of a generation. */
  readonly size: number;
  /** μ: points that the mean moves to. */
  readonly parents: number;
  /** Shape (λ), best point first: the first μ add up to 1, the others are negative. */
  readonly weights: Float64Array;
  readonly weightSum: number;
  /** Variance effective selection mass of the positive weights. */
  readonly mass: number;
  /** Learning rates of the covariance: from its path (c1) and from the points (cμ). */
  readonly rateOne: number;
  readonly rateMany: number;
  /** Of the step size: how fast its path forgets, and how much it is damped. */
  readonly forgetStep: number;
  readonly damping: number;
  /** How fast the covariance's path forgets. */
  readonly forgetPath: number;
  /** The expected length of a standard normal vector. */
  readonly normalLength: number;
}

/** The usual number of points of a generation: 4 + ⌊3 ln d⌋. */
export function usualSize(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(Math.max(1, dimensions)));
}

/**
 * The constants of CMA-ES with active covariance; the separable form learns (d + 2)/3 times faster, for its d variances only.
 *
 * Source: Hansen 2016, "The CMA evolution strategy: a tutorial", equations 48 to 58; Ros and Hansen 2008 (separable).
 */
export function cmaParameters(dimensions: number, size: number, separable: boolean): CmaParameters {
  const d = dimensions;
  const parents = Math.max(1, size >> 1);
  const raw = Float64Array.from({ length: size }, (_, i) => Math.log((size + 1) / 2) - Math.log(i + 1));
  const mass = massOf(raw.subarray(0, parents));
  const negativeMass = massOf(raw.subarray(parents));
  const faster = separable ? (d + 2) / 3 : 1;
  const rateOne = Math.min(0.5, (faster * 2) / ((d + 1.3) * (d + 1.3) + mass));
  const rateMany = Math.min(1 - rateOne - 1e-8, (faster * 2 * (mass - 2 + 1 / mass)) / ((d + 2) * (d + 2) + mass));
  const most = Math.min(
    1 + rateOne / rateMany,
    1 + (2 * negativeMass) / (mass + 2),
    (1 - rateOne - rateMany) / (d * rateMany),
  );
  const weights = scaled(raw, Number.isFinite(most) ? Math.max(0, most) : 0);
  const forgetStep = (mass + 2) / (d + mass + 5);
  return {
    dimensions,
    size,
    parents,
    weights,
    weightSum: weights.reduce((sum, weight) => sum + weight, 0),
    mass,
    rateOne,
    rateMany,
    forgetStep,
    damping: 1 + 2 * Math.max(0, Math.sqrt((mass - 1) / (d + 1)) - 1) + forgetStep,
    forgetPath: (4 + mass / d) / (d + 4 + (2 * mass) / d),
    normalLength: Math.sqrt(d) * (1 - 1 / (4 * d) + 1 / (21 * d * d)),
  };
}

function massOf(weights: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/** Positive weights add up to 1, negative ones to −`most`. */
function scaled(raw: Float64Array, most: number): Float64Array {
  let positive = 0;
  let negative = 0;
  for (const weight of raw) {
    if (weight > 0) positive += weight;
    else negative -= weight;
  }
  return raw.map((weight) => (weight >= 0 ? weight / (positive || 1) : (most * weight) / negative));
}
