import { FIRST_LOOK } from '../first-look.ts';
import type { BranchModels } from './branch-models.ts';
import type { Population } from './population.ts';

/** What a proposal of the model rests on. */
export interface Grounds {
  readonly population: Population;
  /** Cases of branches, by node, and who can name them; null where there are none. */
  readonly cases: Float64Array | null;
  readonly branches: BranchModels | null;
  /** Is it a small step from one of the best trials, rather than drawn from where they are dense? */
  readonly isNear: boolean;
}

/** What is told of trials whose parameters appear while they run. */
export const ONE_BY_ONE = 'TPE draws each parameter by itself, where the best results that have it are dense.';

/** Why a configuration is tried, in a sentence; null = too little is known for a model. Loaded with a run: words that most pages need not load at once. */
export function reasonOf(grounds: Grounds | null): string {
  if (grounds === null) return FIRST_LOOK;
  const { population, cases, branches, isNear } = grounds;
  const where = cases === null ? '' : branches!.textOf(cases);
  const how = isNear ? 'takes a small step from one of the best' : `draws where the best ${population.good} are dense`;
  return `TPE on ${population.finished} results${where} ${how}.`;
}
