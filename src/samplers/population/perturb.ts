import type { Random } from '../../math/random.ts';
import { cardinality, type Distribution } from '../../space/distribution.ts';
import { priorValue } from '../../space/draw.ts';
import { fromUnit, toUnit } from '../../space/encode.ts';
import { configurationAt } from '../../space/feasible.ts';
import { completed, stepped, stepValue } from '../../space/moves.ts';
import type { SearchSpace } from '../../space/nodes.ts';

/** Chance that a parameter is drawn anew instead of moved. */
const ANEW = 0.25;

/**
 * Parameters near those of a better member: each is drawn anew from its prior with probability ¼; else numbers are
 * multiplied by 0.8 or 1.2, ordered choices move to a neighbour, orderings and subsets take one step, unordered choices stay.
 *
 * Source: Jaderberg et al. 2017, "Population based training of neural networks".
 *
 * @param values by node, NaN = inactive; not changed
 */
export function perturbed(space: SearchSpace, values: Float64Array, random: Random): Float64Array {
  let next: Float64Array = values.slice();
  const fresh = random.fork('anew');
  const drawn = configurationAt(space, () => fresh.uniform());
  space.groups.forEach(({ parameter, nodes }, g) => {
    const own = random.fork(g);
    if (Number.isNaN(next[nodes[0]!]!)) return;
    if (own.uniform() < ANEW) for (const node of nodes) next[node] = drawn[node]!;
    else if (parameter.kind === 'permutation' || parameter.kind === 'subset') next = stepped(space, next, [g], 0, own);
    else for (const node of nodes) next[node] = moved(space.nodes[node]!.distribution, next[node]!, own);
  });
  return completed(space, next, (node) => priorValue(space.nodes[node]!, fresh.uniform()));
}

/** A number times 0.8 or 1.2, within its range; the next one where that is the same. */
function moved(distribution: Distribution, value: number, random: Random): number {
  if (cardinality(distribution) === 1) return value;
  if (distribution.kind === 'categorical')
    return distribution.ordered ? stepValue(distribution, value, 1e-9, random) : value;
  const { low, high } = distribution;
  const scaled = value * (random.uniform() < 0.5 ? 0.8 : 1.2);
  const whole = distribution.kind === 'int' ? Math.round(scaled) : scaled;
  const result = fromUnit(distribution, toUnit(distribution, Math.min(high, Math.max(low, whole))));
  // A discrete value that is too small to change by a fifth, and zero.
  return result === value && (cardinality(distribution) < Number.POSITIVE_INFINITY || value === 0)
    ? stepValue(distribution, value, value === 0 ? 0.1 : 1e-9, random)
    : result;
}
