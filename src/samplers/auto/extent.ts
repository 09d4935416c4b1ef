import { cardinality } from '../../space/distribution.ts';
import type { ParamGroup, SearchSpace } from '../../space/nodes.ts';
import { hasFewValues } from '../tpe/candidates.ts';
import { Coordinates } from '../tpe/coordinates.ts';
import { repairsOf } from './repairs.ts';

/** How large a space is to those who search it: a pure function of the space, counted once. */
export interface Extent {
  /** Coordinates of a density. */
  readonly axes: number;
  /** Words of 32 bits that orderings fill: one bit a pair of items, and one for neighbours. */
  readonly words: number;
  /** Does density estimation climb, because all coordinates are coarse? */
  readonly isCoarse: boolean;
  /** Configurations that one step of a Gaussian process's climb looks at. */
  readonly neighbours: number;
  /** Random numbers that it takes to meet the constraints: see `repairsOf`. */
  readonly repairs: number;
}

/** Counts a space. */
export function extentOf(space: SearchSpace): Extent {
  const { axes } = new Coordinates(space);
  return {
    axes: axes.length,
    words: axes.reduce((sum, axis) => sum + (axis.kind === 'order' ? (axis.count * (axis.count - 1)) / 32 : 0), 0),
    isCoarse: axes.every(hasFewValues),
    neighbours: space.groups.reduce((sum, group) => sum + neighboursOf(group), 0),
    repairs: repairsOf(space),
  };
}

/** As the search of `gp` chooses them. */
function neighboursOf({ parameter }: ParamGroup): number {
  if (parameter.kind === 'permutation' || parameter.kind === 'subset' || parameter.kind === 'simplex') return 24;
  const count = cardinality(parameter);
  if (parameter.kind === 'categorical' && !parameter.ordered) return Math.min(count - 1, 24);
  return count > 64 && parameter.kind !== 'categorical' ? 0 : Math.min(count - 1, 4);
}
