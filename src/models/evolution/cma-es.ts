import { type CmaParameters, cmaParameters } from './cma-parameters.ts';
import { type Covariance, DiagonalCovariance, FullCovariance } from './covariance.ts';
import { RateAdaptation } from './rate-adaptation.ts';

/** Where a search distribution starts. */
export interface CmaStart {
  readonly mean: Float64Array;
  readonly sigma: number;
  /** λ: points of a generation. */
  readonly size: number;
  /** Shape (d × d), or (d) for the separable form. Default: the identity. */
  readonly covariance?: Float64Array;
  /** Variances only. */
  readonly separable: boolean;
  /** Shorten steps that are more noise than signal. */
  readonly adaptRates: boolean;
}

/** Above this a step size is of no use any more. */
const LARGEST_SIGMA = 1e32;
/** No step counts as longer than √d + this, in the measure of the distribution: a point from elsewhere must not burst it. */
const LONGEST_STEP = 3;

/**
 * A normal search distribution that adapts its mean, step size and covariance to the order of its points' losses.
 *
 * Points that rank last push the covariance away ("active"). Points may come from anywhere; steps that the distribution would
 * never make are shortened.
 * Source: Hansen 2016, "The CMA evolution strategy: a tutorial"; injection: Hansen 2011, "Injecting external solutions into CMA-ES".
 */
export class CmaEs {
  readonly parameters: CmaParameters;
  readonly separable: boolean;
  readonly mean: Float64Array;
  sigma: number;
  readonly covariance: Covariance;
  /** Updates so far. */
  generation = 0;
  readonly #stepPath: Float64Array;
  readonly #path: Float64Array;
  readonly #rates: RateAdaptation | null;

  constructor(start: CmaStart, from: CmaEs | null = null) {
    const d = start.mean.length;
    const given = start.covariance?.slice();
    this.separable = start.separable;
    this.mean = start.mean.slice();
    this.sigma = start.sigma;
    if (from === null) {
      this.parameters = cmaParameters(d, start.size, start.separable);
      this.covariance = start.separable ? new DiagonalCovariance(d, given) : new FullCovariance(d, given);
      this.#stepPath = new Float64Array(d);
      this.#path = new Float64Array(d);
      this.#rates = start.adaptRates ? new RateAdaptation() : null;
    } else {
      this.parameters = from.parameters;
      this.covariance = from.covariance.clone();
      this.#stepPath = from.#stepPath.slice();
      this.#path = from.#path.slice();
      this.#rates = from.#rates === null ? null : from.#rates.clone();
      this.generation = from.generation;
    }
  }

  /** The same distribution, to be changed apart from this one. */
  clone(): CmaEs {
    const { mean, sigma, separable } = this;
    return new CmaEs({ mean, sigma, separable, size: this.parameters.size, adaptRates: this.#rates !== null }, this);
  }

  /** Evolution path of the covariance, shape (d): the way that the mean has gone lately. */
  get path(): Float64Array {
    return this.#path;
  }

  /** The standard deviation of a coordinate. */
  deviation(i: number): number {
    return this.sigma * Math.sqrt(this.covariance.variance(i));
  }

  /** out ← a point, from a standard normal vector. */
  sample(out: Float64Array, z: Float64Array): void {
    this.covariance.colour(out, z);
    for (let i = 0; i < out.length; i++) out[i] = this.mean[i]! + this.sigma * out[i]!;
  }

  /**
   * Moves the distribution towards the better points.
   *
   * @param points shape (n × d), best first; n is λ, unless points were lost
   */
  update(points: Float64Array): void {
    const d = this.mean.length;
    const count = points.length / d;
    if (count < 2) return;
    const parameters = count === this.parameters.size ? this.parameters : cmaParameters(d, count, this.separable);
    const { weights, mass, forgetStep, forgetPath, damping, normalLength } = parameters;
    this.generation++;
    const { steps, lengths } = this.#stepsTo(points, count);
    const before = this.#rates === null ? null : { sigma: this.sigma, covariance: this.covariance.clone() };

    const move = new Float64Array(d);
    for (let k = 0; k < parameters.parents; k++)
      for (let i = 0; i < d; i++) move[i]! += weights[k]! * steps[k * d + i]!;
    const white = new Float64Array(d);
    this.covariance.whiten(white, move);
    const meanStep = white.slice();

    const push = Math.sqrt(forgetStep * (2 - forgetStep) * mass);
    let square = 0;
    for (let i = 0; i < d; i++) {
      this.#stepPath[i] = (1 - forgetStep) * this.#stepPath[i]! + push * white[i]!;
      square += this.#stepPath[i]! * this.#stepPath[i]!;
    }
    const length = Math.sqrt(square);
    const oldSigma = this.sigma;
    this.sigma = Math.min(LARGEST_SIGMA, this.sigma * Math.exp((forgetStep / damping) * (length / normalLength - 1)));

    // While the step size is about to grow much, the path of the covariance stands still.
    const settled = length / Math.sqrt(1 - power(1 - forgetStep, 2 * (this.generation + 1)));
    const moves = settled < (1.4 + 2 / (d + 1)) * normalLength ? 1 : 0;
    const pull = moves * Math.sqrt(forgetPath * (2 - forgetPath) * mass);
    for (let i = 0; i < d; i++) this.#path[i] = (1 - forgetPath) * this.#path[i]! + pull * move[i]!;

    this.#updateCovariance(parameters, steps, lengths, (1 - moves) * forgetPath * (2 - forgetPath));
    const rate = before === null ? 1 : this.#adapted(before, meanStep);
    for (let i = 0; i < d; i++) this.mean[i]! += rate * oldSigma * move[i]!;
  }

  /** (points − mean) / σ, and their squared lengths in the measure of C; those too long for the distribution are shortened. */
  #stepsTo(points: Float64Array, count: number): { readonly steps: Float64Array; readonly lengths: Float64Array } {
    const d = this.mean.length;
    const steps = new Float64Array(points.length);
    const lengths = new Float64Array(count);
    const longest = Math.sqrt(d) + LONGEST_STEP;
    for (let k = 0; k < count; k++) {
      const from = k * d;
      for (let i = 0; i < d; i++) steps[from + i] = (points[from + i]! - this.mean[i]!) / this.sigma;
      let square = this.covariance.squareOf(steps, from);
      if (square > longest * longest) {
        const shorter = longest / Math.sqrt(square);
        for (let i = 0; i < d; i++) steps[from + i]! *= shorter;
        square = longest * longest;
      }
      lengths[k] = square;
    }
    return { steps, lengths };
  }

  #updateCovariance(parameters: CmaParameters, steps: Float64Array, lengths: Float64Array, stalled: number): void {
    const { rateOne, rateMany, weights, weightSum } = parameters;
    const d = this.mean.length;
    const all = new Float64Array(steps.length + d);
    all.set(this.#path);
    all.set(steps, d);
    const shares = new Float64Array(weights.length + 1);
    shares[0] = rateOne;
    weights.forEach((weight, k) => {
      shares[k + 1] = rateMany * weight * (weight >= 0 ? 1 : d / (lengths[k]! + 1e-8));
    });
    this.covariance.update(1 + rateOne * stalled - rateOne - rateMany * weightSum, shares, all);
  }

  /** Shortens the step of the covariance by its rate; returns the rate of the mean's. */
  #adapted(before: { readonly sigma: number; readonly covariance: Covariance }, meanStep: Float64Array): number {
    const rates = this.#rates!;
    const old = rates.rates.mean;
    const ratio = this.sigma / before.sigma;
    rates.observe(meanStep, this.covariance.moveFrom(before.covariance, ratio * ratio));
    const { mean, covariance } = rates.rates;
    const scale = this.covariance.shorten(before.covariance, ratio * ratio, covariance);
    this.sigma = Math.min(LARGEST_SIGMA, before.sigma * scale) * (old / mean);
    return mean;
  }
}

/** x to a whole power, by squaring. */
function power(x: number, n: number): number {
  let result = 1;
  for (let base = x, left = n; left > 0; left >>= 1, base *= base) if ((left & 1) === 1) result *= base;
  return result;
}
