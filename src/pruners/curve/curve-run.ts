import { lastTime } from '../../models/curve/time.ts';
import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { oneSeries, type PrunerRun } from '../pruner.ts';
import { Curves } from './curves.ts';
import { type Boldness, Opening } from './opening.ts';
import { type CurveRules, graceOf, hasDiverged, POINTS, rungAfter, runsOn } from './rules.ts';
import { beliefWords } from './belief-words.ts';

/** A program that trains anew each time is told rungs that grow by this factor: together they cost twice the last one. */
const UNTIL = 2;

/** A good trial that is stopped then is lost for nothing. */
const MILD: Boldness = { eta: 2, graces: 2 };

/** One run of `curve`. */
export class CurveRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #rules: CurveRules;
  readonly #curves: Curves;
  readonly #opening: Opening;
  #history: HistoryView | null = null;

  constructor(problem: Problem, rules: CurveRules) {
    oneSeries('curve', problem);
    this.#problem = problem;
    this.#rules = rules;
    this.#curves = new Curves(problem, rules.startup);
    this.#opening = new Opening(problem, rules, MILD);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#curves.observe(history, delta);
    this.#opening.observe(history, delta, this.#curves.isReady);
  }

  judge(row: number): 'continue' | 'pause' | 'stop' {
    const byCurve = (): 'continue' | 'stop' => (this.#isHopeless(row) ? 'stop' : 'continue');
    const verdict = this.#curves.isReady ? byCurve() : this.#opening.run.judge(row);
    return verdict === 'stop' && runsOn(this.#problem, this.#history!, row, this.#rules) ? 'continue' : verdict;
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

  until(row: number, after = -1): number | null {
    if (!this.#curves.isReady) return this.#opening.run.until?.(row, after) ?? null;
    const { last } = this.#curves;
    const steps = this.#curves.curve(row)?.steps;
    const shift = steps?.[0] === 0 ? 1 : 0;
    const next = rungAfter(
      Math.max(steps?.at(-1) ?? -1, after) + shift,
      graceOf(this.#rules, this.#problem, last),
      UNTIL,
    );
    return next < last ? next - shift : null;
  }

  why(row: number): string | null {
    if (!this.#curves.isReady) {
      const why = this.#opening.run.why?.(row) ?? null;
      return why && `ranks decide until ${this.#rules.startup} trials are complete: ${why}`;
    }
    return beliefWords(this.#curves, this.#curves, row, this.#problem);
  }
}
