import { priorValue } from './draw.ts';
import type { configurationAt, repair, satisfies } from './feasible.ts';
import { isActive, type SearchSpace } from './nodes.ts';

/** What the constraints of a space, and the limits of its subsets, ask of configurations: the functions of `feasible.ts`. */
export interface Feasibility {
  readonly satisfies: typeof satisfies;
  readonly repair: typeof repair;
  readonly configurationAt: typeof configurationAt;
}

/** Where there are none. */
export const UNCONSTRAINED: Feasibility = {
  satisfies: () => true,
  repair: (_, values) => values,
  configurationAt(space, unit) {
    const values = new Float64Array(space.nodes.length);
    space.nodes.forEach((node, i) => {
      const position = unit(i);
      values[i] = isActive(space, values, i) ? priorValue(node, position) : Number.NaN;
    });
    return values;
  },
};

/**
 * How the constraints of a space are held; without any, their code is not loaded.
 *
 * @throws `space-invalid` for priors and constraints that do not suit their parameters, or that nothing was found to meet
 */
export async function feasibilityOf(space: SearchSpace | null): Promise<Feasibility> {
  if (space?.nodes.some(({ prior }) => prior !== null)) (await import('./prior-check.ts')).checkPriors(space);
  if (space === null || space.constraints.length === 0) return UNCONSTRAINED;
  const feasible = await import('./feasible.ts');
  feasible.checkFeasible(space);
  return feasible;
}
