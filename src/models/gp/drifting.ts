import { choleskyRows, logDeterminant, solveLower } from '../../math/cholesky.ts';
import { exp, log } from '../../math/elementary.ts';
import { mean, variance } from '../../math/statistics.ts';

/** How far two points are apart: squared distance of what was chosen, and time between. Both ≥ 0. */
export interface Apart {
  readonly squared: number;
  readonly time: number;
}

/** The numbers of the kernel, chosen by marginal likelihood among a few. */
export interface Drift {
  /** Length over which a choice matters, in the unit of its distances. */
  readonly length: number;
  /** Share of what is known that is lost with each unit of time. */
  readonly forgetting: number;
  /** Share of the variance that is noise. */
  readonly noise: number;
}

const LENGTHS = [0.1, 0.2, 0.4, 0.8];
const FORGETTING = [0.05, 0.2, 0.5];
const NOISES = [0.05, 0.2, 0.6];

/**
 * A Gaussian process whose function drifts: k = exp(−d²/2ℓ²)·(1 − ε)^(|t − t′|/2). For some tens of points; values are
 * standardised inside.
 *
 * Source: Bogunovic, Scarlett and Cevher 2016, "Time-varying Gaussian process bandit optimization".
 */
export class DriftingProcess {
  readonly drift: Drift;
  readonly #apart: (i: number, j: number) => Apart;
  readonly #count: number;
  readonly #mean: number;
  readonly #scale: number;
  /** Cholesky factor of the kernel matrix and L⁻¹y, of the points with values. */
  readonly #factor: Float64Array;
  readonly #weights: Float64Array;

  /**
   * @param values of points 0 … count − 1, at least two
   * @param apart  of any two points, those without values among them, which have higher indices
   */
  constructor(values: ArrayLike<number>, apart: (i: number, j: number) => Apart) {
    this.#apart = apart;
    this.#count = values.length;
    this.#mean = mean(values);
    this.#scale = Math.sqrt(variance(values)) || 1;
    const y = Float64Array.from(values, (value) => (value - this.#mean) / this.#scale);
    let best: { drift: Drift; factor: Float64Array; weights: Float64Array } | null = null;
    let most = Number.NEGATIVE_INFINITY;
    for (const length of LENGTHS)
      for (const forgetting of FORGETTING)
        for (const noise of NOISES) {
          const drift = { length, forgetting, noise };
          const factor = factored(y.length, (i, j) => this.#kernel(drift, i, j));
          if (factor === null) continue;
          const weights = y.slice();
          solveLower(factor, y.length, y.length, weights);
          const likelihood =
            -0.5 *
            (weights.reduce((sum, weight) => sum + weight * weight, 0) + logDeterminant(factor, y.length, y.length));
          if (likelihood > most) {
            most = likelihood;
            best = { drift, factor, weights };
          }
        }
    // The noise keeps every matrix positive definite: `best` is null for values that are no numbers only.
    this.drift = best?.drift ?? { length: LENGTHS[0]!, forgetting: FORGETTING[0]!, noise: NOISES.at(-1)! };
    this.#factor = best?.factor ?? new Float64Array(0);
    this.#weights = best?.weights ?? new Float64Array(0);
  }

  #kernel(drift: Drift, i: number, j: number): number {
    const { squared, time } = this.#apart(i, j);
    const alike = exp(-squared / (2 * drift.length * drift.length) + 0.5 * time * log(1 - drift.forgetting));
    return (1 - drift.noise) * alike + (i === j ? drift.noise : 0);
  }

  /** What is expected at a point, in the unit of the values. */
  mean(point: number): number {
    const k = this.#towards(point, this.#count, (j) => j, this.#factor);
    return this.#mean + this.#scale * k.reduce((sum, value, i) => sum + value * this.#weights[i]!, 0);
  }

  /**
   * The standard deviations of the function at points, in the unit of the values, as if the values of some others were
   * known already: those on their way.
   */
  deviations(points: readonly number[], pending: readonly number[]): Float64Array {
    const known = [...Array.from({ length: this.#count }, (_, i) => i), ...pending];
    const factor = factored(known.length, (i, j) => this.#kernel(this.drift, known[i]!, known[j]!));
    const prior = 1 - this.drift.noise;
    return Float64Array.from(points, (point) => {
      if (factor === null) return this.#scale * Math.sqrt(prior);
      const k = this.#towards(point, known.length, (j) => known[j]!, factor);
      return this.#scale * Math.sqrt(Math.max(0, prior - k.reduce((sum, value) => sum + value * value, 0)));
    });
  }

  /** L⁻¹k of a point and the known ones. */
  #towards(point: number, count: number, known: (j: number) => number, factor: Float64Array): Float64Array {
    const k = Float64Array.from({ length: count }, (_, j) => this.#kernel(this.drift, point, known(j)));
    solveLower(factor, count, count, k);
    return k;
  }
}

function factored(n: number, kernel: (i: number, j: number) => number): Float64Array | null {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = kernel(i, j);
  return choleskyRows(matrix, n, 0, n) === n ? matrix : null;
}
