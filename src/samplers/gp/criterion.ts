import {
  log1mexp,
  logExpectedImprovement,
  logExpectedImprovementSlope,
  logNormalCdf,
  LOG_SQRT_2PI,
} from '../../math/special.ts';

/** What makes a point worth trying, as a function of what the models predict there: one mean and one sd for each output. */
export interface Criterion {
  /** The value, larger is better; adds its derivatives by means and sds where given. */
  value(mean: Float64Array, sd: Float64Array, byMean?: Float64Array, bySd?: Float64Array): number;
}

/**
 * Log expected improvement of the first output on an incumbent.
 *
 * @param noise variance of what a trial shows beyond what the model knows of its configuration, where that counts as a gain
 *
 * Source: Ament et al. 2023.
 */
export function improvement(incumbent: number, noise = 0): Criterion {
  return {
    value(mean, sd, byMean, bySd) {
      const s = noise === 0 ? sd[0]! : Math.sqrt(sd[0]! * sd[0]! + noise);
      const z = (incumbent - mean[0]!) / s;
      if (byMean !== undefined && bySd !== undefined) {
        const slope = logExpectedImprovementSlope(z);
        byMean[0]! -= slope / s;
        bySd[0]! += ((1 - slope * z) / s) * (sd[0]! / s);
      }
      return Math.log(s) + logExpectedImprovement(z);
    },
  };
}

/**
 * Log probability that an output is at most a limit.
 *
 * @param output index of the output
 * @param weight how often the probability is counted
 */
export function within(output: number, limit: number, weight = 1): Criterion {
  return {
    value(mean, sd, byMean, bySd) {
      const s = sd[output]!;
      const z = (limit - mean[output]!) / s;
      const log = logNormalCdf(z);
      if (byMean !== undefined && bySd !== undefined) {
        const slope = weight * density(z, log);
        byMean[output]! -= slope / s;
        bySd[output]! -= (slope * z) / s;
      }
      return weight * log;
    },
  };
}

/** Sum of criteria: products of probabilities and improvements are sums of their logarithms. */
export function together(criteria: readonly Criterion[]): Criterion {
  return {
    value: (mean, sd, byMean, bySd) =>
      criteria.reduce((sum, criterion) => sum + criterion.value(mean, sd, byMean, bySd), 0),
  };
}

/**
 * Log expected hypervolume improvement of the first two outputs, exact.
 *
 * Below the reference point the part of the plane that the front does not dominate is cut into strips along the first output;
 * in each the expected gain is a product of two one-dimensional expectations.
 *
 * Source: Emmerich et al. 2011; in logarithms after Ament et al. 2023.
 *
 * @param front shape (points × 2), mutually nondominated, in any order; lower is better
 */
export function hypervolumeImprovement(
  front: readonly (readonly [number, number])[],
  reference: readonly [number, number],
): Criterion {
  const inside = front.filter(([a, b]) => a < reference[0] && b < reference[1]).sort((p, q) => p[0] - q[0]);
  const edges = [Number.NEGATIVE_INFINITY, ...inside.map(([a]) => a), reference[0]];
  const heights = [reference[1], ...inside.map(([, b]) => b)];
  const logs = new Float64Array(heights.length);
  return {
    value(mean, sd, byMean, bySd) {
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < logs.length; i++) {
        logs[i] = logGap(edges[i]!, edges[i + 1]!, mean[0]!, sd[0]!) + logShortfall(heights[i]!, mean[1]!, sd[1]!);
        most = Math.max(most, logs[i]!);
      }
      let sum = 0;
      for (let i = 0; i < logs.length; i++) sum += Math.exp(logs[i]! - most);
      const value = most + Math.log(sum);
      if (byMean !== undefined && bySd !== undefined)
        for (let i = 0; i < logs.length; i++) {
          const weight = Math.exp(logs[i]! - value);
          if (weight < 1e-12) continue;
          addGapSlope(edges[i]!, edges[i + 1]!, mean[0]!, sd[0]!, weight, byMean, bySd);
          const z = (heights[i]! - mean[1]!) / sd[1]!;
          const slope = logExpectedImprovementSlope(z);
          byMean[1]! -= (weight * slope) / sd[1]!;
          bySd[1]! += (weight * (1 - slope * z)) / sd[1]!;
        }
      return value;
    },
  };
}

/** Nodes of the integral over the scalarised gain. */
const NODES = 24;

/**
 * Log expected gain of the worst weighted output, for any number of them: with random weights at each ask, all of the front
 * is looked at, and the hypervolume grows.
 *
 * The gain of a point is min_i (r_i − y_i)/w_i, its expectation an integral of products of normal distribution functions.
 *
 * Source: hypervolume scalarisation, Zhang and Golovin 2020.
 *
 * @param incumbent the largest gain so far
 */
export function scalarisedGain(reference: readonly number[], weights: readonly number[], incumbent: number): Criterion {
  const logs = new Float64Array(NODES);
  return {
    value(mean, sd, byMean, bySd) {
      const width = reach(reference, weights, incumbent, mean, sd);
      let most = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < NODES; j++) {
        const t = incumbent + ((j + 0.5) / NODES) * width;
        let log = 0;
        for (let i = 0; i < weights.length; i++) log += logNormalCdf(standing(reference, weights, mean, sd, i, t));
        logs[j] = log;
        most = Math.max(most, log);
      }
      let sum = 0;
      for (let j = 0; j < NODES; j++) sum += Math.exp(logs[j]! - most);
      if (byMean !== undefined && bySd !== undefined)
        for (let j = 0; j < NODES; j++) {
          const share = Math.exp(logs[j]! - most) / sum;
          if (share < 1e-12) continue;
          const t = incumbent + ((j + 0.5) / NODES) * width;
          for (let i = 0; i < weights.length; i++) {
            const z = standing(reference, weights, mean, sd, i, t);
            const slope = share * density(z, logNormalCdf(z));
            byMean[i]! -= slope / sd[i]!;
            bySd[i]! -= (slope * z) / sd[i]!;
          }
        }
      return most + Math.log((sum / NODES) * Math.max(width, 1e-300));
    },
  };
}

/** How many standard deviations output i is better than a gain of t asks for. */
function standing(
  reference: readonly number[],
  weights: readonly number[],
  mean: Float64Array,
  sd: Float64Array,
  i: number,
  t: number,
): number {
  return (reference[i]! - mean[i]! - t * weights[i]!) / sd[i]!;
}

/** How far gains may reach beyond the incumbent: four standard deviations beyond the least of the outputs. */
function reach(
  reference: readonly number[],
  weights: readonly number[],
  incumbent: number,
  mean: Float64Array,
  sd: Float64Array,
): number {
  let high = Number.POSITIVE_INFINITY;
  let narrow = Number.POSITIVE_INFINITY;
  for (let i = 0; i < weights.length; i++) {
    high = Math.min(high, (reference[i]! - mean[i]! + 4 * sd[i]!) / weights[i]!);
    narrow = Math.min(narrow, sd[i]! / weights[i]!);
  }
  return Math.max(high - incumbent, narrow);
}

/** φ(z)/Φ(z), where ln Φ(z) is known. */
const density = (z: number, log: number): number => Math.exp(-0.5 * z * z - LOG_SQRT_2PI - log);

/** ln E[(x − Y)₊]. */
function logShortfall(x: number, mean: number, sd: number): number {
  return x === Number.NEGATIVE_INFINITY
    ? Number.NEGATIVE_INFINITY
    : Math.log(sd) + logExpectedImprovement((x - mean) / sd);
}

/** ln (E[(high − Y)₊] − E[(low − Y)₊]). */
function logGap(low: number, high: number, mean: number, sd: number): number {
  const upper = logShortfall(high, mean, sd);
  const lower = logShortfall(low, mean, sd);
  return lower === Number.NEGATIVE_INFINITY ? upper : upper + log1mexp(Math.min(0, lower - upper));
}

function addGapSlope(
  low: number,
  high: number,
  mean: number,
  sd: number,
  weight: number,
  byMean: Float64Array,
  bySd: Float64Array,
): void {
  const log = logGap(low, high, mean, sd);
  const at = (x: number): readonly [number, number] => {
    if (x === Number.NEGATIVE_INFINITY) return [0, 0];
    const z = (x - mean) / sd;
    return [Math.exp(logNormalCdf(z) - log), Math.exp(-0.5 * z * z - LOG_SQRT_2PI - log)];
  };
  const [massHigh, densityHigh] = at(high);
  const [massLow, densityLow] = at(low);
  byMean[0]! -= weight * (massHigh - massLow);
  bySd[0]! += weight * (densityHigh - densityLow);
}
