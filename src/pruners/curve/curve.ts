import { checkNumber, checkWholeNumbers, type Pruner } from '../pruner.ts';
import type { CurveRules } from './rules.ts';
import { CurveRun } from './curve-run.ts';

/** What `curve` can be told. */
export interface CurveOptions {
  /** A trial is stopped where its chance to beat the best finished one is below this, in (0, 1). Default 0.05. */
  readonly chance?: number;
  /** Trials that must be complete before curves decide; until then ranks do, as with `asha`, eta 2, from twice the grace on. Default 4. */
  readonly startup?: number;
  /** First step at which a trial may be stopped. Default: a twentieth of the whole run, and not before the fidelity's first step. */
  readonly grace?: number | null;
  /** One in so many trials that would be stopped runs on, at the start, too, so that the error of the rule can be measured; 0 = none. Default 20. */
  readonly control?: number;
}

/**
 * Stops a trial that is unlikely to beat the best finished one: its learning curve is extrapolated to the last step, and the
 * forecast is corrected by how finished trials ended after being expected to end somewhere.
 *
 * The last step is that of the fidelity, else that of the longest complete trial. A trial whose last report is the best of all at its
 * step, or whose best report is the best of all, goes on; two reports in a row that are no finite numbers end it.
 * `errorRate` measures how often the rule is wrong. Cost of a verdict O(1), after the first one since a trial has finished O(finished trials).
 * Source: Domhan et al. 2015, "Speeding up automatic hyperparameter optimization of deep neural networks by extrapolation of
 * learning curves".
 *
 * @throws `parameter-invalid` for options out of range.
 */
export function curve(options: CurveOptions = {}): Pruner {
  const rules: CurveRules = { chance: 0.05, startup: 4, grace: null, control: 20, ...options };
  const { chance, startup, grace, control } = rules;
  checkNumber('curve', 'chance', chance, 0, 1);
  checkWholeNumbers('curve', { startup, control, ...(grace === null ? {} : { grace }) }, { startup: 2 });
  return { name: 'curve', options: { ...rules }, start: (problem) => new CurveRun(problem, rules) };
}
