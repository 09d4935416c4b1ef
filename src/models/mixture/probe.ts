import { logSumExp } from '../../math/special.ts';
import type { Mixture } from './mixture.ts';

/** A point whose density is followed through single steps: each costs O(members), whatever the number of axes. */
export interface Probe {
  /** At the point where it began. */
  readonly logDensity: number;
  /** Log density after the coordinate of `axis` went from the one in `from` to the one in `to`, both whole points. */
  after(axis: number, from: Float64Array, to: Float64Array): number;
  /** Makes the last step asked for the present point. */
  accept(): void;
}

/** Begins at a point. */
export function probe(mixture: Mixture, point: Float64Array): Probe {
  const terms = mixture.termsAt(point);
  const moved = new Float64Array(terms.length);
  return {
    logDensity: logSumExp(terms, terms.length),
    after(axis, from, to) {
      mixture.moveTerms(moved, terms, axis, from, to);
      return logSumExp(moved, moved.length);
    },
    accept: () => terms.set(moved),
  };
}
