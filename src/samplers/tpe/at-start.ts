import type { SobolTable } from '../../math/sobol.ts';
import { firstDirections } from '../../math/sobol-table.ts';
import { FIRST_LOOK } from '../first-look.ts';
import { startPoint, startValue } from '../startup.ts';
import { bestOf } from './best.ts';
import type { BranchModels } from './branch-models.ts';
import type { Population } from './population.ts';

// What each run loads beside its model, in one piece: its first trials with their table, and words that most pages need not load at once.

/** What a proposal of the model rests on. */
export interface Grounds {
  readonly population: Population;
  /** Cases of branches, by node, and who can name them; null where there are none. */
  readonly cases: Float64Array | null;
  readonly branches: BranchModels | null;
  /** Is it a small step from one of the best trials, rather than drawn from where they are dense? */
  readonly isNear: boolean;
}

/** The first trials, and what is told of proposals. */
export interface AtStart {
  readonly directions: SobolTable;
  readonly bestOf: typeof bestOf;
  readonly startPoint: typeof startPoint;
  readonly startValue: typeof startValue;
  /** Why a configuration is tried, in a sentence; null = too little is known for a model. */
  readonly reasonOf: (grounds: Grounds | null) => string;
  /** Why trials are as they are whose parameters appear while they run. */
  readonly oneByOne: string;
}

/** What a run starts with. */
export function atStart(): AtStart {
  return { directions: firstDirections(), bestOf, startPoint, startValue, reasonOf, oneByOne: ONE_BY_ONE };
}

const ONE_BY_ONE = 'TPE draws each parameter by itself, where the best results that have it are dense.';

function reasonOf(grounds: Grounds | null): string {
  if (grounds === null) return FIRST_LOOK;
  const { population, cases, branches, isNear } = grounds;
  const where = cases === null ? '' : branches!.textOf(cases);
  const how = isNear ? 'takes a small step from one of the best' : `draws where the best ${population.good} are dense`;
  return `TPE on ${population.finished} results${where} ${how}.`;
}
