import { VernierError } from '../errors.ts';
import { type Distribution, describe } from './distribution.ts';
import type { Prior, SearchSpace } from './nodes.ts';

/** @throws `space-invalid` for a prior that does not suit its parameter */
export function checkPriors(space: SearchSpace): void {
  for (const { name, distribution, prior } of space.nodes) {
    const found = prior === null ? null : faultOf(distribution, prior);
    if (found !== null)
      throw new VernierError('space-invalid', `The prior of "${name}" has ${found}.`, {
        details: { name },
        hint: 'Correct the prior, or leave it out.',
      });
  }
}

/** What is wrong with a prior, in words; null = nothing. */
function faultOf(distribution: Distribution, prior: Prior): string | null {
  if (prior.kind !== 'weights' && prior.kind !== 'normal')
    return "no kind; expected kind: 'normal' with best and spread, or kind: 'weights'";
  if (prior.kind === 'weights') {
    if (distribution.kind !== 'categorical') return 'weights, which only a categorical parameter can have';
    if (prior.weights.length !== distribution.choices.length)
      return `${prior.weights.length} weights for ${distribution.choices.length} choices`;
    const isFair = prior.weights.every((weight) => weight >= 0) && prior.weights.some((weight) => weight > 0);
    return isFair ? null : 'weights that are not ≥ 0 with one above 0';
  }
  if (distribution.kind === 'categorical') return 'a best number, but the parameter is categorical (use weights)';
  if (!(prior.best >= distribution.low && prior.best <= distribution.high))
    return `best ${prior.best}, outside ${describe(distribution)}`;
  if (!(prior.spread > 0 && Number.isFinite(prior.spread))) return `spread ${prior.spread}; it must be above 0`;
  return null;
}
