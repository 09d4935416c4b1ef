import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { asha } from '../halving/asha.ts';
import type { PrunerRun } from '../pruner.ts';
import { type CurveRules, graceOf } from './rules.ts';

/**
 * Decides until enough trials are complete, late and mildly: a good trial lost then is lost for nothing. Half of those that come to a
 * rung go on, the first rung is at twice the grace.
 *
 * After that it is told no more; once fewer are complete, it is told everything anew.
 */
export class Opening {
  readonly run: PrunerRun;
  #isBehind = false;

  constructor(problem: Problem, rules: Pick<CurveRules, 'grace'>) {
    const { fidelity } = problem;
    this.run = asha({
      eta: 2,
      minResource: fidelity === null ? null : 2 * graceOf(rules, problem, fidelity.max),
    }).start(problem);
  }

  /** Takes in what is new, while it decides. */
  observe(history: HistoryView, delta: Delta, isOver: boolean): void {
    if (!isOver) this.run.observe(history, this.#isBehind ? { rows: delta.rows, reset: true } : delta);
    this.#isBehind = isOver;
  }
}
