import type { Problem } from '../../history/problem.ts';
import { mixtureParts } from '../../models/mixture/parts.ts';
import { cardinality } from '../../space/distribution.ts';
import { type Feasibility, feasibilityOf } from '../../space/feasibility.ts';
import type { AtStart } from './at-start.ts';
import type { BranchModels } from './branch-models.ts';
import { hasFewValues } from './candidates.ts';
import type { climb } from './climb.ts';
import { Coordinates } from './coordinates.ts';
import type * as orders from './orders.ts';
import type { PopulationParts } from './population.ts';
import type { Winners } from '../transfer/winners.ts';
import type * as lastOnes from './last-ones.ts';

/** Code of the sampler that is loaded before a run starts: what each run needs in large pieces, and what its problem alone needs. */
export interface Parts extends PopulationParts, AtStart {
  readonly feasibility: Feasibility;
  /** null where no ask can be about coarse coordinates only. */
  readonly climb: typeof climb | null;
  /** null where no parameter is an ordering. */
  readonly orders: typeof orders | null;
  /** null where no parameter switches others on. */
  readonly BranchModels: typeof BranchModels | null;
  /** null where the space is infinite. */
  readonly lastOnes: typeof lastOnes | null;
  /** null where there is no earlier study to learn from. */
  readonly Winners: typeof Winners | null;
}

/** Loads what a problem needs. */
export async function loadParts({ space, objectives, transfer }: Problem): Promise<Parts> {
  const hasOrders = space?.groups.some(({ parameter }) => parameter.kind === 'permutation') ?? false;
  const hasBranches = space?.nodes.some(({ when }) => when.length > 0) ?? false;
  const isFinite = space?.nodes.every(({ distribution }) => cardinality(distribution) < Number.POSITIVE_INFINITY);
  const axes = space === null ? [] : new Coordinates(space).axes;
  const mayClimb = hasBranches ? axes.some(hasFewValues) : axes.length > 0 && axes.every(hasFewValues);
  const [start, mixture, feasibility, several, climbing, ordering, branches, finite, earlier] = await Promise.all([
    import('./at-start.ts'),
    mixtureParts(hasOrders),
    feasibilityOf(space),
    objectives.length > 1 ? import('./split.ts') : null,
    mayClimb ? import('./climb.ts') : null,
    hasOrders ? import('./orders.ts') : null,
    hasBranches ? import('./branch-models.ts') : null,
    isFinite ? import('./last-ones.ts') : null,
    transfer === undefined ? null : import('../transfer/winners.ts'),
  ]);
  const atStart = start.atStart();
  return {
    ...atStart,
    bestOf: several?.bestOfSeveral ?? atStart.bestOf,
    mixture,
    feasibility,
    climb: climbing?.climb ?? null,
    orders: ordering,
    BranchModels: branches?.BranchModels ?? null,
    lastOnes: finite,
    Winners: earlier?.Winners ?? null,
  };
}
