import { Counted } from '../../history/counted.ts';
import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { beliefWords } from './belief-words.ts';
import { Curves } from './curves.ts';
import { type Boldness, Opening } from './opening.ts';
import { Prospects } from './prospects.ts';
import { graceOf, hasDiverged, POINTS, rungAfter } from './rules.ts';
import { lastTime, timeOf } from '../../models/curve/time.ts';
import { pausedStep } from '../../history/applied.ts';
import { isInfeasible, oneSeries, type PrunerRun } from '../pruner.ts';

/** The options of `freezeThaw`, all given. */
export interface FreezeThawRules {
  readonly startup: number;
  readonly grace: number | null;
  readonly growth: number;
}

/** Where no new trial can be made, paused ones with less of a chance are left. */
const LEAST = 0.05;

/** What is paused is not lost. */
const BOLD: Boldness = { eta: 3, graces: 1 };

/** One run of `freezeThaw`. */
export class FreezeThawRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #rules: FreezeThawRules;
  readonly #curves: Curves;
  readonly #prospects: Prospects;
  readonly #opening: Opening;
  /** Rows of paused trials that are feasible, as far as is known. */
  readonly #paused = new Set<number>();
  /** Rows of such trials that run, ascending, so that sums over them are the same whatever order they were started in. */
  #running: number[] = [];
  /** By row, as far as asked: the chance to beat the best finished trial; null = nothing is known yet. */
  readonly #chances = new Map<number, number | null>();
  /** By row: the step at which a trial that runs again was paused. */
  readonly #promoted = new Map<number, number>();
  #size = 0;
  readonly #counted = new Counted();
  /** The paused trial of the greatest merit; undefined = to be looked for. */
  #favourite: { readonly row: number; readonly merit: number } | null | undefined;
  #version = 0;

  constructor(problem: Problem, rules: FreezeThawRules) {
    oneSeries('freezeThaw', problem);
    this.#problem = problem;
    this.#rules = rules;
    this.#curves = new Curves(problem, rules.startup);
    this.#prospects = new Prospects(problem, this.#curves);
    this.#opening = new Opening(problem, rules, BOLD);
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    this.#curves.observe(history, { rows, reset });
    this.#prospects.observe(history, { rows, reset });
    this.#opening.observe(history, { rows, reset }, this.#curves.isReady);
    if (reset) {
      this.#paused.clear();
      this.#running = [];
    }
    for (const row of reset ? history.open : rows) this.#take(history, row);
    const version = this.#curves.version + this.#prospects.version;
    if (reset || this.#version !== version) {
      this.#favourite = undefined;
      this.#chances.clear();
    }
    this.#version = version;
    this.#size = history.size;
    this.#counted.observe(history, { rows, reset });
  }

  #take(history: HistoryView, row: number): void {
    const state = history.state(row);
    const isRival = !isInfeasible(history, row);
    const isRunning = state === 'running' && isRival;
    const isPaused = state === 'paused' && isRival;
    this.#chances.delete(row);
    if (state === 'running') this.#promoted.set(row, pausedStep(history, row));
    if (isRunning !== this.#running.includes(row)) {
      const others = this.#running.filter((other) => other !== row);
      this.#running = isRunning ? [...others, row].sort((a, b) => a - b) : others;
    }
    if (isPaused === this.#paused.has(row)) return;
    this.#favourite = undefined;
    if (isPaused) this.#paused.add(row);
    else this.#paused.delete(row);
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
    const favourite = this.#favoured();
    const rival = favourite === null ? 0 : favourite.merit / this.#crowd(favourite.row, row);
    const merit = this.#meritOf(row) / this.#crowd(row);
    return merit < Math.max(this.#meritOfNew(row), rival) ? 'pause' : 'continue';
  }

  promote(atMost?: number): number | null {
    const favourite = this.#favoured();
    if (favourite === null) return null;
    const { row, merit } = favourite;
    const isDue = this.#curves.isReady
      ? merit / this.#crowd(row) >= this.#meritOfNew(row, atMost)
      : this.#isFull(atMost);
    return isDue ? row : null;
  }

  until(row: number, after = -1): number | null {
    const { last, isReady } = this.#curves;
    if (!isReady) return this.#opening.run.until?.(row, after) ?? null;
    const steps = this.#curves.curve(row)?.steps;
    const first = steps?.[0] ?? 1;
    const now = Math.max(
      timeOf(Math.max(steps?.at(-1) ?? -1, after), first),
      timeOf(this.#promoted.get(row) ?? -1, first),
    );
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
    return (this.#chanceOf(row) ?? 1) / this.#left(row);
  }

  #chanceOf(row: number): number | null {
    let chance = this.#chances.get(row);
    if (chance === undefined) this.#chances.set(row, (chance = this.#prospects.belief(row)?.chance ?? null));
    return chance;
  }

  /**
   * By how much less a trial's chance counts beside those that run and are likelier to win, where all of them together have more than one: only
   * one can be the best.
   *
   * @param leaving a running trial in whose place it would run
   */
  #crowd(row: number, leaving = row): number {
    const own = this.#chanceOf(row) ?? 1;
    let sum = own;
    for (const other of this.#running) {
      if (other === row || other === leaving) continue;
      const chance = this.#chanceOf(other) ?? 0;
      if (chance > own || (chance === own && other < row)) sum += chance;
    }
    return Math.max(1, sum);
  }

  /**
   * What an epoch buys if a new trial runs to its first rung: half the chance that one more is the best of all, for then it has still to run
   * on. Where no new one can be made: what another one must be worth at least.
   */
  #meritOfNew(rival: number, atMost?: number): number {
    if (this.#isFull(atMost)) return LEAST / this.#left(rival);
    return 1 / (2 * (this.#size + 1)) / Math.max(POINTS, this.#rungAfter(0));
  }

  /** Are all trials made that there may be? */
  #isFull(atMost = this.#problem.budget ?? Number.POSITIVE_INFINITY): boolean {
    return this.#counted.count() >= atMost;
  }

  /** Epochs that a trial has left, at least 1. */
  #left(row: number): number {
    const curve = this.#curves.curve(row);
    return Math.max(1, this.#curves.last - (curve === null ? 0 : lastTime(curve)));
  }
}
