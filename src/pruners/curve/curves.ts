import { type JudgedCurve, judgedCurve } from '../../history/judged-curve.ts';
import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { CurveFit, type Outlook } from '../../models/curve/curve-fit.ts';
import { type Belief, Finished } from './finished.ts';
import { Leaders } from './leaders.ts';
import { isInfeasible } from '../pruner.ts';
import { lastTime, timeOf } from '../../models/curve/time.ts';
import { traceOf } from './timeline.ts';

/** A trial's curve as far as it was taken in. */
interface Grown {
  readonly curve: JudgedCurve;
  /** The curve with which it may lead: none where the trial is infeasible. */
  readonly leading: JudgedCurve;
  readonly fit: CurveFit;
  /** As of this curve; null = not asked for yet. */
  outlook: Outlook | null;
}

/** A curve without a report. */
export const NOTHING: JudgedCurve = { steps: new Int32Array(0), losses: new Float64Array(0) };

/**
 * All curves of a study and what is believed of their ends. It follows from the history, in whatever pieces that came.
 *
 * Where the last time of a run becomes known or grows, all is made anew.
 */
export class Curves {
  readonly #problem: Problem;
  readonly #least: number;
  #last: number;
  #grown = new Map<number, Grown>();
  #finished = new Finished();
  #leaders = new Leaders();
  /** Where versions went on when all was made anew. */
  #rebuilt = 0;

  /** @param least how many finished curves it takes to believe anything */
  constructor(problem: Problem, least: number) {
    this.#problem = problem;
    this.#least = least;
    this.#last = problem.fidelity?.max ?? Number.NaN;
  }

  /** The last time of a run: that of the fidelity, else of the longest complete trial; NaN while there is none. */
  get last(): number {
    return this.#last;
  }

  /** Grows with every change of the finished curves, on which all beliefs rest. */
  get version(): number {
    return this.#rebuilt + this.#finished.version;
  }

  /** Are there enough finished curves? */
  get isReady(): boolean {
    return this.#finished.size >= this.#least;
  }

  /** Takes in what is new. */
  observe(history: HistoryView, delta: Delta): void {
    const longest = this.#problem.fidelity?.max ?? longestIn(history, this.#problem, delta, this.#last);
    if (delta.reset || !Object.is(longest, this.#last)) {
      this.#rebuilt = this.version + 1;
      this.#last = longest;
      this.#grown = new Map();
      this.#finished = new Finished();
      this.#leaders = new Leaders();
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of delta.rows) this.#take(history, row);
  }

  #take(history: HistoryView, row: number): void {
    const state = history.state(row);
    const found = state === 'removed' ? null : judgedCurve(history, row, this.#problem.judgeBy);
    if (found === null) return;
    const known = this.#grown.get(row);
    const curve = { steps: found.steps.slice(), losses: found.losses.slice() };
    const isRival = !isInfeasible(history, row);
    const leading = isRival ? curve : NOTHING;
    this.#leaders.update(known?.leading ?? NOTHING, leading);
    this.#grown.set(row, { curve, leading, fit: this.#fitOf(known, curve), outlook: null });
    const trace = state === 'complete' && isRival && this.#last > 1 ? traceOf(curve, this.#last) : null;
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

  /** What a trial has reported; null = nothing. */
  curve(row: number): JudgedCurve | null {
    return this.#grown.get(row)?.curve ?? null;
  }

  /** What to believe of a trial's end; null while nothing can be said. */
  belief(row: number): Belief | null {
    const known = this.#grown.get(row);
    if (known === undefined) return null;
    known.outlook ??= known.fit.outlook();
    return this.#finished.belief(lastTime(known.curve), known.outlook, this.#least);
  }

  /** What a complete feasible trial came to; NaN for others. */
  final(row: number): number {
    return this.#finished.final(row);
  }

  /** Is the trial's last report the best of all at its step, or its best one the best of all? */
  isLeader(row: number): boolean {
    const leading = this.#grown.get(row)?.leading ?? NOTHING;
    return leading !== NOTHING && this.#leaders.isLeader(leading);
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
