import type { HistoryView } from '../history/view.ts';
import type { Random } from '../math/random.ts';
import { paddedUnit, type SobolTable, sobolUnit, textKey } from '../math/sobol.ts';
import type { Distribution } from '../space/distribution.ts';
import { fromUnit } from '../space/encode.ts';
import type { Feasibility } from '../space/feasibility.ts';
import type { SearchSpace } from '../space/nodes.ts';
import { isNew } from './is-new.ts';

/** How often a point that has been tried is drawn anew. */
const ATTEMPTS = 10;

/**
 * A point of the start-up design: trial n takes point n of a scrambled Sobol sequence, so that workers need not speak to each
 * other; a random one where that has been tried, or misses the constraints.
 *
 * @param directions of Sobol's sequence: `firstDirections` of math/sobol-table.ts
 * @param feasibility the space's, or space/feasible.ts as a whole
 * @returns values by node
 */
export function startPoint(
  space: SearchSpace,
  trial: number,
  seed: number,
  directions: SobolTable,
  stream: Random,
  history: HistoryView | null,
  { configurationAt, repair }: Feasibility,
): Float64Array {
  let values = configurationAt(space, (node) => sobolUnit(trial, node, seed, directions));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    values = repair(space, values, stream) ?? values;
    if (isNew(space, values, history)) return values;
    values = configurationAt(space, () => stream.uniform());
  }
  return values;
}

/** The same for a parameter that no space declares: each name has a scrambled sequence of its own. */
export function startValue(trial: number, name: string, distribution: Distribution, seed: number): number {
  return fromUnit(distribution, paddedUnit(trial, textKey(name, seed)));
}
