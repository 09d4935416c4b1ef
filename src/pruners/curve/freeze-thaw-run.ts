import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { beliefWords } from './belief-words.ts';
import { Curves } from './curves.ts';
import { Opening } from './opening.ts';
import { Prospects } from './prospects.ts';
import { graceOf, hasDiverged, POINTS, rungAfter } from './rules.ts';
import { lastTime, timeOf } from './timeline.ts';
import { pausedStep } from '../../history/applied.ts';
import { oneSeries, type PrunerRun } from '../pruner.ts';

/** The options of `freezeThaw`, all given. */
export interface FreezeThawRules {
  readonly startup: number;
  readonly grace: number | null;
  readonly growth: number;
}

/** Where no new trial can be made, paused ones with less of a chance are left. */
const LEAST = 0.05;

/** One run of `freezeThaw`. */
export class FreezeThawRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #rules: FreezeThawRules;
  readonly #curves: Curves;
  readonly #prospects: Prospects;
  readonly #opening: Opening;
  readonly #paused = new Set<number>();
  /** By row: the step at which a trial that runs again was paused. */
  readonly #promoted = new Map<number, number>();
  #size = 0;
  /** The paused trial of the greatest merit; undefined = to be looked for. */
  #favourite: { readonly row: number; readonly merit: number } | null | undefined;
  #version = 0;

  constructor(problem: Problem, rules: FreezeThawRules) {
    oneSeries('freezeThaw', problem);
    this.#problem = problem;
    this.#rules = rules;
    this.#curves = new Curves(problem, rules.startup);
    this.#prospects = new Prospects(problem, this.#curves);
    this.#opening = new Opening(problem, rules);
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    this.#curves.observe(history, { rows, reset });
    this.#prospects.observe(history, { rows, reset });
    this.#opening.observe(history, { rows, reset }, this.#curves.isReady);
    if (reset) this.#paused.clear();
    for (const row of reset ? history.open : rows) {
      if (history.state(row) === 'running') this.#promoted.set(row, pausedStep(history, row));
      const isPaused = history.state(row) === 'paused';
      if (isPaused === this.#paused.has(row)) continue;
      this.#favourite = undefined;
      if (isPaused) this.#paused.add(row);
      else this.#paused.delete(row);
    }
    const version = this.#curves.version + this.#prospects.version;
    if (reset || this.#version !== version) this.#favourite = undefined;
    this.#version = version;
    this.#size = history.size;
  }

  judge(row: number): 'continue' | 'pause' | 'stop' {
    const curve = this.#curves.curve(row);
    if (!this.#curves.isReady) return this.#opening.run.judge(row) === 'stop' ? 'pause' : 'continue';
    if (curve === null || curve.steps.length < POINTS) return 'continue';
    const [first, time] = [curve.steps[0]!, lastTime(curve)];
    if (!(time < this.#curves.last)) return 'continue';
    const before = Math.max(timeOf(curve.steps.at(-2)!, first), timeOf(this.#promoted.get(row) ?? -1, first));
    if (this.#rungAfter(before) > time) return 'continue';
    if (!Number.isFinite(curve.losses.at(-1)!)) return hasDiverged(curve) ? 'stop' : 'continue';
    if (this.#curves.isLeader(row)) return 'continue';
    const merit = this.#meritOf(row);
    return merit < Math.max(this.#meritOfNew(row), this.#favoured()?.merit ?? 0) ? 'pause' : 'continue';
  }

  promote(): number | null {
    const favourite = this.#favoured();
    if (favourite === null) return null;
    const isDue = this.#curves.isReady ? favourite.merit >= this.#meritOfNew(favourite.row) : this.#isFull;
    return isDue ? favourite.row : null;
  }

  until(row: number): number | null {
    const { last, isReady } = this.#curves;
    if (!isReady) return this.#opening.run.until?.(row) ?? null;
    const steps = this.#curves.curve(row)?.steps;
    const first = steps?.[0] ?? 1;
    const now = Math.max(timeOf(steps?.at(-1) ?? -1, first), timeOf(this.#promoted.get(row) ?? -1, first));
    const next = this.#rungAfter(now);
    return next < last ? next - timeOf(0, first) : null;
  }

  /** The first rung after a time. */
  #rungAfter(time: number): number {
    return rungAfter(time, graceOf(this.#rules, this.#problem, this.#curves.last), this.#rules.growth);
  }

  why(row: number): string | null {
    return this.#curves.isReady
      ? beliefWords(this.#curves, this.#prospects, row, this.#problem)
      : (this.#opening.run.why?.(row) ?? null);
  }

  #favoured(): { readonly row: number; readonly merit: number } | null {
    if (this.#favourite !== undefined) return this.#favourite;
    let found: { row: number; merit: number } | null = null;
    for (const row of this.#paused) {
      const merit = this.#meritOf(row);
      if (found === null || merit > found.merit || (merit === found.merit && row < found.row)) found = { row, merit };
    }
    return (this.#favourite = found);
  }

  /** What an epoch buys if a trial runs on to its end: its chance to beat the best, over what is left of it. */
  #meritOf(row: number): number {
    return (this.#prospects.belief(row)?.chance ?? 1) / this.#left(row);
  }

  /**
   * What an epoch buys if a new trial runs to its first rung: half the chance that one more is the best of all, for then it has still to run
   * on. Where no new one can be made: what another one must be worth at least.
   */
  #meritOfNew(rival: number): number {
    if (this.#isFull) return LEAST / this.#left(rival);
    return 1 / (2 * (this.#size + 1)) / Math.max(POINTS, this.#rungAfter(0));
  }

  /** Are all trials of the budget made? */
  get #isFull(): boolean {
    return this.#size >= (this.#problem.budget ?? Number.POSITIVE_INFINITY);
  }

  /** Epochs that a trial has left, at least 1. */
  #left(row: number): number {
    const curve = this.#curves.curve(row);
    return Math.max(1, this.#curves.last - (curve === null ? 0 : lastTime(curve)));
  }
}
