import { checkHalving, type HalvingMode, HalvingRun } from './run.ts';
import type { Pruner } from '../pruner.ts';

/** What `asha` can be told. */
export interface AshaOptions {
  /** One in so many trials goes on at each rung. Default 3. */
  readonly eta?: number;
  /**
   * Step of the first rung. Default: the first step of the study's fidelity; without one, the power of eta at or above a
   * hundredth of the longest complete trial, and nobody is stopped before one is complete.
   */
  readonly minResource?: number | null;
  /**
   * `stop` (default): a trial that is not among the best at a rung ends there. `promote`: every trial is paused at each rung, and
   * goes on once it is among the best; less is spent, but trials should keep checkpoints, or they start anew each time.
   */
  readonly mode?: HalvingMode;
}

/**
 * Asynchronous successive halving: rungs at steps r, r·eta, r·eta² …, and at each a trial goes on only if it is among the best
 * 1/eta of those that have come so far.
 *
 * In mode `stop` the first eta trials at a rung go on, and so do ties and whoever has reported the best number of all. In mode
 * `promote` the best paused trial of the highest rung goes on first; where all trials of the budget are made, or all settings
 * of the space tried, and none runs, the best one of a rung goes on, however few have come there: in mode `stop`, too, where another
 * pruner has paused it. A trial counts at a rung with its first report at or after that step; one that skipped rungs is judged at
 * the highest it reached. NaN is the worst. Several objectives are ranked by front, then by exclusive volume.
 * Source: Li et al. 2020, "A system for massively parallel hyperparameter tuning"; stopping form as in Syne Tune.
 *
 * @throws `parameter-invalid` for options that are no whole numbers in range, or for an unknown mode.
 */
export function asha(options: AshaOptions = {}): Pruner {
  const rules = checkHalving('asha', options);
  return { name: 'asha', options: { ...rules }, start: (problem) => new HalvingRun(problem, rules) };
}
