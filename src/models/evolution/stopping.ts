import type { CmaEs } from './cma-es.ts';

/** Best and worst loss of the latest generations, oldest first. */
export type LossWindow = readonly (readonly [best: number, worst: number])[];

/** Generations that are looked at before a search counts as standing still. */
export function windowLength(dimensions: number, size: number): number {
  return 10 + Math.ceil((30 * dimensions) / size);
}

const SAME = 1e-12;
const WORST_CONDITION = 1e7; // of standard deviations: 1e14 of variances
const GROWN = 1e4;

/**
 * Why a search has come to its end, or null: nothing more is to be found where it stands.
 *
 * Source: Hansen 2016, "The CMA evolution strategy: a tutorial", B.3.
 *
 * @param firstSigma the step size it began with
 */
export function stopReason(cma: CmaEs, window: LossWindow, firstSigma: number): string | null {
  const d = cma.mean.length;
  if (!Number.isFinite(cma.sigma) || !cma.mean.every(Number.isFinite)) return 'the distribution is no longer finite';
  if (window.length >= windowLength(d, cma.parameters.size) && isFlat(window)) return 'the losses are all the same';
  let isNarrow = true;
  for (let i = 0; i < d; i++) {
    const deviation = cma.deviation(i);
    if (deviation >= SAME * firstSigma || Math.abs(cma.sigma * cma.path[i]!) >= SAME * firstSigma) isNarrow = false;
    if (cma.mean[i]! + 0.2 * deviation === cma.mean[i]) return 'a coordinate no longer moves';
  }
  if (isNarrow) return 'the steps are tiny';
  if (cma.sigma * cma.covariance.longest > GROWN) return 'the steps have burst the space';
  if (cma.covariance.condition > WORST_CONDITION) return 'the axes differ too much in length';
  return null;
}

function isFlat(window: LossWindow): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const [best, worst] of window) {
    low = Math.min(low, best);
    high = Math.max(high, worst);
  }
  return low === high || high - low <= SAME * Math.max(Math.abs(low), Math.abs(high));
}
