import { toUnit } from '../../space/encode.ts';
import type { SearchSpace } from '../../space/nodes.ts';

/** No configuration is thought less likely than this, in logarithms: a wrong belief can be outweighed. */
const LEAST = -12;

/**
 * The log density of the user's priors, largest 0; null where there are none.
 *
 * Source: piBO, Hvarfner et al. 2022.
 */
export function logBelief(space: SearchSpace): ((values: Float64Array) => number) | null {
  if (space.nodes.every(({ prior }) => prior === null)) return null;
  return (values) => {
    let sum = 0;
    space.nodes.forEach(({ distribution, prior }, node) => {
      const value = values[node]!;
      if (prior === null || Number.isNaN(value)) return;
      if (prior.kind === 'normal') {
        const z = (toUnit(distribution, value) - toUnit(distribution, prior.best)) / prior.spread;
        sum -= 0.5 * z * z;
      } else sum += Math.log(prior.weights[value]! / Math.max(...prior.weights));
    });
    return Math.max(LEAST, sum);
  };
}
