import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { asha } from '../halving/asha.ts';
import { oneSeries, type PrunerRun } from '../pruner.ts';
import { Curves } from './curves.ts';
import { type CurveRules, graceOf, hasDiverged, POINTS, runsOn } from './rules.ts';
import { lastTime } from './timeline.ts';
import { beliefWords } from './belief-words.ts';

/** One run of `curve`. */
export class CurveRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #rules: CurveRules;
  readonly #curves: Curves;
  /**
   * Decides until enough trials are complete, late and mildly: a good trial lost then is lost for nothing. After that it is told no
   * more, and once fewer are complete, everything anew.
   */
  readonly #start: PrunerRun;
  #isStartBehind = false;

  constructor(problem: Problem, rules: CurveRules) {
    oneSeries('curve', problem);
    this.#problem = problem;
    this.#rules = rules;
    this.#curves = new Curves(problem, rules.startup);
    const minResource = problem.fidelity === null ? null : 2 * graceOf(rules, problem, problem.fidelity.max);
    this.#start = asha({ eta: 2, minResource }).start(problem);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#curves.observe(history, delta);
    const { isReady } = this.#curves;
    if (!isReady) this.#start.observe(history, this.#isStartBehind ? { rows: delta.rows, reset: true } : delta);
    this.#isStartBehind = isReady;
  }

  judge(row: number): 'continue' | 'pause' | 'stop' {
    if (!this.#curves.isReady) return this.#start.judge(row);
    return this.#isHopeless(row) && !runsOn(this.#problem, row, this.#rules) ? 'stop' : 'continue';
  }

  #isHopeless(row: number): boolean {
    const curve = this.#curves.curve(row);
    if (curve === null || curve.steps.length < POINTS) return false;
    const { last } = this.#curves;
    const time = lastTime(curve);
    if (!(time < last) || time < graceOf(this.#rules, this.#problem, last)) return false;
    if (!Number.isFinite(curve.losses.at(-1)!)) return hasDiverged(curve);
    const belief = this.#curves.belief(row);
    return belief !== null && belief.chance < this.#rules.chance && !this.#curves.isLeader(row);
  }

  until(row: number): number | null {
    if (!this.#curves.isReady) return this.#start.until?.(row) ?? null;
    const { last } = this.#curves;
    const steps = this.#curves.curve(row)?.steps;
    const shift = steps?.[0] === 0 ? 1 : 0;
    const next = Math.max(graceOf(this.#rules, this.#problem, last) - shift, (steps?.at(-1) ?? -1) + 1);
    return next < last - shift ? next : null;
  }

  why(row: number): string | null {
    if (!this.#curves.isReady) return this.#start.why?.(row) ?? null;
    return beliefWords(this.#curves, row, this.#problem);
  }
}
