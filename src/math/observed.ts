import type { Kernel, Places } from './kernel.ts';

/** Targets at points. They must not change while a likelihood of them is in use. */
export interface Observed {
  readonly columns: number;
  readonly places: Places;
  /** Products z·z′ and z²·z′² of all pairs i > j, packed as `pairDistances` does. */
  readonly products: { readonly ofZ: Float64Array; readonly ofQ: Float64Array };
  /** Shape (≥ n). */
  readonly targets: Float64Array;
  readonly n: number;
}

/**
 * Where in the sums, a being α·αᵀ − K⁻¹: Σ a·∂K over the pairs i > j for the Matérn part, the effects and, with half the diagonal, the
 * trend's parts; the trace of a.
 */
export const OF = { kernel: 0, effects: 1, slope: 2, bend: 3, twist: 4, trace: 5 } as const;

/** Where in the sums those by column begin: `pairSums` of a · dk/dr², then `pairFalls` of a. */
export const BY_COLUMN = 6;

/** A Gaussian process's likelihood of targets. */
export interface PairLikelihood {
  /** Shape (n): K⁻¹y, and the diagonal of K⁻¹, of the last call of `at` that did not answer −Infinity. */
  readonly alpha: Float64Array;
  readonly precision: Float64Array;

  /**
   * The log density of the targets up to a constant, −Infinity where the matrix cannot be factored.
   *
   * @param sums shape (`BY_COLUMN` + 2 · columns): receives what the gradient is made from; see `OF`
   */
  at(kernel: Kernel, noise: number, sums: Float64Array): number;
}
