import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { asha } from '../halving/asha.ts';
import type { PrunerRun } from '../pruner.ts';
import { type CurveRules, graceOf } from './rules.ts';

/** How boldly trials are ended before curves can tell. */
export interface Boldness {
  /** One in so many goes on. */
  readonly eta: number;
  /** The first rung, as a multiple of the grace. */
  readonly graces: number;
}

/**
 * Decides until enough trials are complete, by `asha`. After that it is told no more; once fewer are complete, it is told everything anew.
 *
 * Where what ends is lost it should be late and mild. What is only paused is not: bold, so that many workers soon look far around.
 */
export class Opening {
  readonly run: PrunerRun;
  #isBehind = false;

  constructor(problem: Problem, rules: Pick<CurveRules, 'grace'>, { eta, graces }: Boldness) {
    const { fidelity } = problem;
    const minResource = fidelity === null ? null : graces * graceOf(rules, problem, fidelity.max);
    this.run = asha({ eta, minResource }).start(problem);
  }

  /** Takes in what is new, while it decides. */
  observe(history: HistoryView, delta: Delta, isOver: boolean): void {
    if (!isOver) this.run.observe(history, this.#isBehind ? { rows: delta.rows, reset: true } : delta);
    this.#isBehind = isOver;
  }
}
