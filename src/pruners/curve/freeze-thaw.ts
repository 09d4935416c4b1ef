import { checkNumber, checkWholeNumbers, type Pruner } from '../pruner.ts';
import { FreezeThawRun, type FreezeThawRules } from './freeze-thaw-run.ts';

/** What `freezeThaw` can be told. */
export interface FreezeThawOptions {
  /** Trials that must be complete before curves decide; until then `asha` does. Default 1. */
  readonly startup?: number;
  /** First step at which a trial may be paused. Default: a twentieth of the whole run, and not before the fidelity's first step. */
  readonly grace?: number | null;
  /** Rungs, at which a trial may be paused, grow by this factor, at least 1.05 and by one step. Default 1.5. */
  readonly growth?: number;
}

/**
 * Pauses a trial as soon as another promises more for the next epoch, and lets it go on when it promises most.
 *
 * The promise of a trial is its chance to beat the best finished one, over the epochs that it has left. How it will end is told by its
 * curve, extrapolated as by `curve`, and by how runs with other configurations of a declared space ended or are expected to: a Gaussian
 * process over parameters, which counts as far as runs of this study end as their neighbours tell. A new trial promises half of one chance
 * in so many as there are trials, over the epochs to its first judgement. Of trials that run side by side only one can be the best: the chance of one
 * counts less as soon as those that are likelier to win have, with it, more than one chance among them. So nothing is ever given up, but little goes on: trials should keep checkpoints, or they start anew each
 * time. A trial whose last report is the best of all at its step, or whose best report is the best of all, goes on; two reports in a row
 * that are no finite numbers end one. Cost of a verdict O(1), after the first one since a trial was paused or has finished that of a fit
 * to at most 48 runs, and O(paused and running trials).
 * Source: the idea is that of Swersky, Snoek and Adams 2014, "Freeze-thaw Bayesian optimization".
 *
 * @throws `parameter-invalid` for options that are no whole numbers in range.
 */
export function freezeThaw(options: FreezeThawOptions = {}): Pruner {
  const rules: FreezeThawRules = { startup: 1, grace: null, growth: 1.5, ...options };
  const { startup, grace, growth } = rules;
  checkNumber('freezeThaw', 'growth', growth, 1.05, 100);
  checkWholeNumbers('freezeThaw', { startup, ...(grace === null ? {} : { grace }) }, { startup: 1 });
  return { name: 'freezeThaw', options: { ...rules }, start: (problem) => new FreezeThawRun(problem, rules) };
}
