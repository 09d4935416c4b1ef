import { truncatedNormalQuantile } from '../math/truncnorm.ts';
import { fromUnit, toUnit } from './encode.ts';
import type { Subset } from './shape.ts';
import { isActive, type ParamNode, type SearchSpace } from './nodes.ts';

/**
 * The configuration at a position of the unit cube: a random position gives a random configuration.
 *
 * Conditions, priors and the size limits of subsets are kept; linear and forbidden constraints are not looked at.
 * Random positions make all subsets of the allowed sizes equally likely, and all orderings and shares.
 *
 * @param unit the coordinate in [0, 1] of a node; asked once for every node in order, active or not
 * @returns values by node, NaN = inactive
 */
export function configurationAt(space: SearchSpace, unit: (node: number) => number): Float64Array {
  const values = new Float64Array(space.nodes.length).fill(Number.NaN);
  for (const { parameter, nodes } of space.groups) {
    const active = isActive(space, values, nodes[0]!);
    const chances = parameter.kind === 'subset' && limited(parameter) ? completionChances(parameter) : null;
    let members = 0;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const position = unit(node);
      if (!active) continue;
      if (chances === null) values[node] = priorValue(space.nodes[node]!, position);
      else {
        const isMember = position >= chanceOfAbsence(chances, nodes.length, i, members);
        members += isMember ? 1 : 0;
        values[node] = isMember ? 1 : 0;
      }
    }
  }
  return values;
}

/** The value at a position of the unit interval under the parameter's prior: uniform positions give draws from it. */
export function priorValue({ distribution, prior }: ParamNode, unit: number): number {
  if (prior === null) return fromUnit(distribution, unit);
  if (prior.kind === 'normal')
    return fromUnit(distribution, truncatedNormalQuantile(unit, toUnit(distribution, prior.best), prior.spread, 0, 1));
  let rest = unit * prior.weights.reduce((sum, weight) => sum + weight, 0);
  for (let choice = 0; choice < prior.weights.length; choice++) {
    rest -= prior.weights[choice]!;
    if (rest < 0) return choice;
  }
  return prior.weights.findLastIndex((weight) => weight > 0); // the unit was 1, or rounding left a little
}

/** Does the subset forbid some sizes? */
export function limited({ items, min, max }: Subset): boolean {
  return min > 0 || max < items.length;
}

const chancesOf = new WeakMap<Subset, Float64Array>();

/**
 * Shape (n + 1) × (n + 2): the chance that fair coins for items i … n − 1 end within the limits, `members` being in already.
 * Proportional to the number of such endings, and free of overflow.
 */
function completionChances(subset: Subset): Float64Array {
  const known = chancesOf.get(subset);
  if (known !== undefined) return known;
  const n = subset.items.length;
  const width = n + 2;
  const chances = new Float64Array((n + 1) * width);
  for (let members = subset.min; members <= subset.max; members++) chances[n * width + members] = 1;
  for (let i = n - 1; i >= 0; i--)
    for (let members = 0; members <= n; members++)
      chances[i * width + members] =
        0.5 * (chances[(i + 1) * width + members]! + chances[(i + 1) * width + members + 1]!);
  chancesOf.set(subset, chances);
  return chances;
}

/** Share of the allowed endings in which item i is not a member. */
function chanceOfAbsence(chances: Float64Array, n: number, i: number, members: number): number {
  const at = (i + 1) * (n + 2) + members;
  return chances[at]! / (chances[at]! + chances[at + 1]!);
}
