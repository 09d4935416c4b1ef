import { type JudgedCurve, judgedCurve } from '../../history/judged-curve.ts';
import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { CurveFit } from '../../models/curve/curve-fit.ts';
import { asha } from '../halving/asha.ts';
import { oneSeries, type PrunerRun } from '../pruner.ts';
import { directionOf, lossWords, numberWords, stepWords } from '../words.ts';
import { type Belief, Finished } from './finished.ts';
import { Leaders } from './leaders.ts';
import { type CurveRules, graceOf, hasDiverged, POINTS, runsOn } from './rules.ts';
import { lastTime, timeOf, traceOf } from './timeline.ts';

/** A trial's curve as far as it was taken in. */
interface Grown {
  readonly curve: JudgedCurve;
  readonly fit: CurveFit;
  readonly isComplete: boolean;
}

const NOTHING: JudgedCurve = { steps: new Int32Array(0), losses: new Float64Array(0) };

/** One run of `curve`: what it knows follows from the history, in whatever pieces that came. */
export class CurveRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #rules: CurveRules;
  /** Decides until enough trials are complete, late and mildly: a good trial lost then is lost for nothing. After that it is told no more, and once fewer are, everything anew. */
  readonly #start: PrunerRun;
  #isStartBehind = false;
  #history: HistoryView | null = null;
  #last: number;
  #grown = new Map<number, Grown>();
  #finished = new Finished();
  #leaders = new Leaders();

  constructor(problem: Problem, rules: CurveRules) {
    oneSeries('curve', problem);
    this.#problem = problem;
    this.#rules = rules;
    this.#last = problem.fidelity?.max ?? Number.NaN;
    const minResource = problem.fidelity === null ? null : 2 * graceOf(rules, problem, this.#last);
    this.#start = asha({ eta: 2, minResource }).start(problem);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    const longest = this.#problem.fidelity?.max ?? longestIn(history, this.#problem, delta, this.#last);
    const isNew = delta.reset || !Object.is(longest, this.#last);
    if (isNew) {
      this.#last = longest;
      this.#grown = new Map();
      this.#finished = new Finished();
      this.#leaders = new Leaders();
      for (let row = 0; row < history.size; row++) this.#take(row);
    } else for (const row of delta.rows) this.#take(row);
    const isStarting = this.#finished.size < this.#rules.startup;
    if (isStarting) this.#start.observe(history, this.#isStartBehind ? { rows: delta.rows, reset: true } : delta);
    this.#isStartBehind = !isStarting;
  }

  #take(row: number): void {
    const history = this.#history!;
    const state = history.state(row);
    const found = state === 'removed' ? null : judgedCurve(history, row, this.#problem.judgeBy);
    if (found === null) return;
    const known = this.#grown.get(row);
    const curve = { steps: found.steps.slice(), losses: found.losses.slice() };
    this.#leaders.update(known?.curve ?? NOTHING, curve);
    const fit = this.#fitOf(known, curve);
    const isComplete = state === 'complete';
    this.#grown.set(row, { curve, fit, isComplete });
    const trace = isComplete && this.#last > 1 ? traceOf(curve, this.#last) : null;
    if (trace !== null) this.#finished.set(row, trace);
    else this.#finished.delete(row);
  }

  /** The fit goes on where the curve has grown at its end alone. */
  #fitOf(known: Grown | undefined, { steps, losses }: JudgedCurve): CurveFit {
    const before = known?.curve ?? NOTHING;
    const size = before.steps.length;
    const isGrown =
      size <= steps.length &&
      before.steps.every((step, i) => step === steps[i] && Object.is(before.losses[i], losses[i]));
    const fit = known !== undefined && isGrown ? known.fit : new CurveFit(this.#last);
    for (let i = fit === known?.fit ? size : 0; i < steps.length; i++)
      if (Number.isFinite(losses[i]!)) fit.add(timeOf(steps[i]!, steps[0]!), losses[i]!);
    return fit;
  }

  judge(row: number): 'continue' | 'pause' | 'stop' {
    const known = this.#grown.get(row);
    if (known === undefined) return 'continue';
    if (this.#finished.size < this.#rules.startup) return this.#start.judge(row);
    return this.#isHopeless(known) && !runsOn(this.#problem, row, this.#rules) ? 'stop' : 'continue';
  }

  #isHopeless({ curve, fit }: Grown): boolean {
    const time = lastTime(curve);
    if (!(time < this.#last) || time < graceOf(this.#rules, this.#problem, this.#last) || curve.steps.length < POINTS)
      return false;
    if (!Number.isFinite(curve.losses.at(-1)!)) return hasDiverged(curve);
    const belief = this.#beliefOf(curve, fit);
    return belief !== null && belief.chance < this.#rules.chance && !this.#leaders.isLeader(curve);
  }

  #beliefOf(curve: JudgedCurve, fit: CurveFit): Belief | null {
    return this.#finished.belief(lastTime(curve), fit.outlook(), this.#rules.startup);
  }

  until(row: number): number | null {
    if (this.#finished.size < this.#rules.startup) return this.#start.until?.(row) ?? null;
    const steps = this.#grown.get(row)?.curve.steps ?? NOTHING.steps;
    const shift = steps[0] === 0 ? 1 : 0;
    const from = graceOf(this.#rules, this.#problem, this.#last) - shift;
    const next = Math.max(from, (steps.at(-1) ?? -1) + 1);
    return next < this.#last - shift ? next : null;
  }

  why(row: number): string | null {
    const known = this.#grown.get(row);
    if (known === undefined) return null;
    if (this.#finished.size < this.#rules.startup) return this.#start.why?.(row) ?? null;
    const { curve, fit } = known;
    if (hasDiverged(curve)) return `its last two reports are no finite numbers`;
    const belief = this.#beliefOf(curve, fit);
    if (belief === null) return null;
    const { forecast, incumbent, chance } = belief;
    const direction = directionOf(this.#problem);
    const end = stepWords(this.#problem, curve.steps[0] === 0 ? this.#last - 1 : this.#last);
    const percent = chance < 0.001 ? 'below 0.1' : numberWords(Number((100 * chance).toPrecision(2)));
    const expected = `expected ${lossWords(direction, forecast.mean)} ± ${numberWords(Number(forecast.sd.toPrecision(2)))} at ${end}`;
    return `${expected}; chance to beat ${lossWords(direction, incumbent)}: ${percent} %`;
  }
}

/** The last time of the longest complete trial; NaN while there is none. */
function longestIn(history: HistoryView, { judgeBy }: Problem, { rows, reset }: Delta, known: number): number {
  let longest = reset ? Number.NaN : known;
  const look = (row: number): void => {
    const curve = history.state(row) === 'complete' ? judgedCurve(history, row, judgeBy) : null;
    if (curve !== null && !(lastTime(curve) <= longest)) longest = lastTime(curve);
  };
  if (reset) for (let row = 0; row < history.size; row++) look(row);
  else for (const row of rows) look(row);
  return longest;
}
