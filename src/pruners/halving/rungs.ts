import { pausedStep } from '../../history/applied.ts';
import { judgedCurve } from '../../history/judged-curve.ts';
import { isRepeated } from '../../history/lineage.ts';
import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { lastTime } from '../../models/curve/time.ts';
import { isInfeasible } from '../pruner.ts';
import { type Rung, rungOf } from './rung.ts';

/** How far one trial has come. */
export interface Climb {
  /** What it lost at each rung reached, from the lowest: `width` numbers a rung. */
  readonly losses: readonly Float64Array[];
  /** Those with which it is ranked: all, none where the trial is infeasible. */
  readonly ranked: readonly Float64Array[];
  /** Rungs reached before the last report. */
  readonly before: number;
  /** Rungs that it was promoted past: it is not judged there again, though it may report their steps anew. */
  readonly promoted: number;
  readonly lastStep: number;
  /** One more where it counts its steps from 0. */
  readonly lastTime: number;
  /** The lowest finite number reported; NaN where there is none, where a loss is a vector, or where the trial is infeasible. */
  readonly best: number;
}

/**
 * The ladder: rungs at steps r, r·eta, r·eta² …, and what each trial lost at each rung that it reached.
 *
 * A trial counts at a rung with its first report at or after that step, whatever becomes of it later; a removed one counts no
 * more, nor does an infeasible one. Where it is judged by all objectives a loss is a vector; an objective that a report left
 * out keeps its last number.
 * Trials may be ranked in brackets of their own. Cost of a report: its trial's curve, and O(log trials) a rung.
 */
export class Rungs {
  readonly eta: number;
  /** Numbers of a loss. */
  readonly width: number;
  readonly #base: number;
  readonly #judgeBy: Problem['judgeBy'];
  #climbs = new Map<number, Climb>();
  readonly #paused = new Set<number>();
  #bracketOf: (row: number) => number = () => 0;
  /** By bracket and rung. */
  #rungs: Rung[][] = [];
  /** Who has reported the best number of all. */
  #bests = rungOf(1);
  #longest = Number.NaN;

  /** @param base step of the lowest rung */
  constructor({ judgeBy, objectives }: Problem, base: number, eta: number) {
    this.eta = eta;
    this.width = judgeBy.kind === 'all' ? objectives.length : 1;
    this.#base = base;
    this.#judgeBy = judgeBy;
  }

  /** The last step of the longest complete trial; NaN while there is none. */
  get longest(): number {
    return this.#longest;
  }

  /** Rows of paused trials that are feasible, as far as is known. */
  get paused(): ReadonlySet<number> {
    return this.#paused;
  }

  /** Trials by row, those that have reported. */
  get climbs(): ReadonlyMap<number, Climb> {
    return this.#climbs;
  }

  /** Rungs that any trial has reached. */
  get height(): number {
    return this.#rungs.reduce((most, rungs) => Math.max(most, rungs.length), 0);
  }

  /** The step of a rung, counted from 0. */
  stepOf(rung: number): number {
    let step = this.#base;
    for (let i = 0; i < rung; i++) step *= this.eta;
    return step;
  }

  /** How many rungs lie below a step; Infinity where the step is. */
  countBelow(step: number): number {
    if (step === Number.POSITIVE_INFINITY) return step;
    let count = 0;
    for (let at = this.#base; at < step; at *= this.eta) count++;
    return count;
  }

  /** Who has come to a rung, and this trial, be it ranked or not. Cost O(1) where it is, else that of ranking all of them. */
  rungFor(row: number, bracket: number, rung: number): Rung {
    const all = this.rung(bracket, rung);
    if (this.#climbs.get(row)!.ranked.length > 0) return all;
    const joined = rungOf(this.width);
    for (const other of [...all.order(), row]) joined.insert(other, this.#climbs.get(other)!.losses[rung]!);
    return joined;
  }

  /** Who is ranked at a rung. */
  rung(bracket: number, rung: number): Rung {
    const rungs = (this.#rungs[bracket] ??= []);
    while (rungs.length <= rung) rungs.push(rungOf(this.width));
    return rungs[rung]!;
  }

  /** Has this trial reported the best number of all, and none before it the same? Never where losses are vectors. */
  isBest(row: number): boolean {
    const best = this.#climbs.get(row)?.best ?? Number.NaN;
    return !Number.isNaN(best) && this.#bests.isAmong(row, Float64Array.of(best), 1, false);
  }

  /** Ranks all trials anew, each in its bracket. */
  regroup(bracketOf: (row: number) => number): void {
    this.#bracketOf = bracketOf;
    this.#rungs = [];
    for (const [row, climb] of this.#climbs) this.#rank(row, [], climb.ranked);
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    if (reset) {
      this.#climbs = new Map();
      this.#paused.clear();
      this.#rungs = [];
      this.#bests = rungOf(1);
      this.#longest = Number.NaN;
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of rows) this.#take(history, row);
  }

  #take(history: HistoryView, row: number): void {
    const state = history.state(row);
    if (state === 'paused' && !isInfeasible(history, row)) this.#paused.add(row);
    else this.#paused.delete(row);
    if (state === 'removed') return;
    const told = curveOf(history, row, this.#judgeBy);
    if (told === null) return;
    const curve = state === 'failed' ? withoutFaults(told) : told;
    const known = this.#climbs.get(row);
    const promotedStep = state === 'running' ? pausedStep(history, row) : -1;
    const climb = this.#climbOf(curve, promotedStep, known?.losses ?? [], isInfeasible(history, row));
    if (state === 'complete' && !(climb.lastStep <= this.#longest)) this.#longest = climb.lastStep;
    // A late report, or a metric logged anew, can change what counts at a rung: the old loss goes, the new one comes.
    this.#climbs.set(row, climb);
    this.#rank(row, known?.ranked ?? [], climb.ranked);
    if (Object.is(known?.best, climb.best)) return;
    if (known !== undefined) this.#bests.remove(row, Float64Array.of(known.best));
    this.#bests.insert(row, Float64Array.of(climb.best));
  }

  #rank(row: number, before: Climb['ranked'], now: Climb['ranked']): void {
    const bracket = this.#bracketOf(row);
    for (let i = 0; i < Math.max(before.length, now.length); i++) {
      if (before[i] === now[i]) continue;
      const rung = this.rung(bracket, i);
      if (before[i] !== undefined) rung.remove(row, before[i]!);
      if (now[i] !== undefined) rung.insert(row, now[i]!);
    }
  }

  /** @param known losses at rungs as they were: those that still hold are kept */
  #climbOf({ steps, losses }: Curve, promotedStep: number, known: Climb['losses'], isInfeasible: boolean): Climb {
    const { width } = this;
    const reached: Float64Array[] = [];
    let before = 0;
    let promoted = 0;
    let best = Number.NaN;
    let step = this.#base;
    for (let i = 0; i < steps.length; i++) {
      if (i === steps.length - 1) before = reached.length;
      if (width === 1 && Number.isFinite(losses[i]!) && !(losses[i]! >= best)) best = losses[i]!;
      for (; steps[i]! >= step; step *= this.eta) {
        const was = known[reached.length];
        const holds = was?.every((loss, j) => Object.is(loss, losses[i * width + j]));
        reached.push(holds ? was! : losses.slice(i * width, (i + 1) * width));
        if (step <= promotedStep) promoted = reached.length;
      }
    }
    const standing = isInfeasible ? { ranked: [], best: Number.NaN } : { ranked: reached, best };
    return { losses: reached, before, promoted, lastStep: steps.at(-1)!, lastTime: lastTime({ steps }), ...standing };
  }
}

/** Reports to be judged: steps ascending, losses of shape (steps × width). */
interface Curve {
  readonly steps: Int32Array;
  readonly losses: Float64Array;
}

/** What a failed trial told: −∞ is a fault of its own, and no rival of anybody. */
function withoutFaults({ steps, losses }: Curve): Curve {
  return { steps, losses: losses.map((loss) => (loss === Number.NEGATIVE_INFINITY ? Number.NaN : loss)) };
}

/** The curve of a trial, be its losses numbers or vectors; null = nothing yet. */
function curveOf(history: HistoryView, row: number, judgeBy: Problem['judgeBy']): Curve | null {
  const k = history.objectives.length;
  if (judgeBy.kind !== 'all' || k === 1) return judgedCurve(history, row, judgeBy);
  if (isRepeated(history, row)) return null;
  const { steps, losses } = history.reports(row);
  const vectors: number[] = [];
  const last = new Float64Array(k).fill(Number.NaN);
  const given = steps.filter((_, i) => {
    const vector = losses.subarray(i * k, (i + 1) * k);
    const isVoid = vector.every(Number.isNaN);
    if (!isVoid) vector.forEach((loss, j) => void (Number.isNaN(loss) || (last[j] = loss)));
    if (!isVoid && last.some(Number.isNaN)) return false; // one of them has never been reported
    vectors.push(...(isVoid ? vector : last));
    return true;
  });
  return given.length === 0 ? null : { steps: given, losses: Float64Array.from(vectors) };
}
