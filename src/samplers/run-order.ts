import { type HistoryView, STATE_CODE } from '../history/view.ts';
import { grown } from '../math/growing.ts';
import { SortedNumbers } from '../math/sorted.ts';
import { lossesOf } from './standing.ts';
import { valueAt } from './value-at.ts';

/** Runs of one objective, as samplers rank them. */
export interface Runs {
  /** Rows of whole runs, best first. */
  readonly whole: ArrayLike<number>;
  /** Rows of paused and stopped ones, those that went further first, then by their last values. */
  readonly partial: ArrayLike<number>;
  /** The last step of a partial run; any number below all steps where it has none. */
  readonly lastOf: (row: number) => number;
}

/** Places that a stopped run stands behind for each one that was not worse: of many short runs the best one is in part a lucky one. */
const PLACES_BEHIND = 2;

/**
 * Orders whole and partial runs by one objective.
 *
 * Whole runs go by what they came to, and before paused ones, of which those that went further come first: a pruner that lets runs go on by
 * their ranks has put them in this order. A run that was stopped for good may have been as good as any: it stands behind twice as many
 * of those that went further as had not been worse where it stopped. So short runs show the way, too, where they are
 * stopped for other reasons than their rank.
 *
 * Source of the problem: Falkner et al. 2018, "BOHB", whose model is of the highest rung with enough runs; this order needs no rungs.
 */
export class RunOrder {
  readonly #objective: number;
  /** By step: what all runs had come to there that went further. */
  readonly #further = new Map<number, SortedNumbers>();
  /** All runs taken in. */
  readonly #rows: number[] = [];
  /** Shape (≥ rows); their last steps, infinite = whole, NaN = not taken in. */
  #lasts = new Float64Array(0);

  constructor(objective = 0) {
    this.#objective = objective;
  }

  /**
   * So many of the best runs, best first.
   *
   * Cost O(runs), and for each new run O(last steps at which runs were stopped); all anew where one went on that had been paused.
   */
  best(history: HistoryView, runs: Runs, most: number): readonly number[] {
    const { whole, partial, lastOf } = runs;
    const rows = Array.from(partial);
    const isPaused = (row: number): boolean => history.states[row] === STATE_CODE.paused;
    let best = Array.from({ length: Math.min(whole.length, most) }, (_, i) => whole[i]!);
    if (rows.every(isPaused)) return [...best, ...rows].slice(0, most);
    this.#takeIn(history, runs);
    for (let from = 0; from < rows.length; ) {
      const step = lastOf(rows[from]!);
      let to = from + 1;
      while (to < rows.length && lastOf(rows[to]!) === step) to++;
      const ended = rows.slice(from, to);
      const stopped = ended.filter((row) => !isPaused(row)).slice(0, most);
      best = [...this.#placed(history, best, stopped, step), ...ended.filter(isPaused)].slice(0, most);
      from = to;
    }
    return best;
  }

  /** Puts runs that were all stopped at one step, best first, among the best of those that went further. */
  #placed(history: HistoryView, best: readonly number[], stopped: readonly number[], step: number): readonly number[] {
    if (stopped.length === 0) return best;
    const there = this.#furtherThan(history, step);
    const made: number[] = [];
    let taken = 0;
    for (const row of stopped) {
      const place = PLACES_BEHIND * there.countUpTo(orWorst(lossesOf(history, row)[this.#objective]!));
      while (taken < best.length && taken < place) made.push(best[taken++]!);
      made.push(row);
    }
    return [...made, ...best.slice(taken)];
  }

  #furtherThan(history: HistoryView, step: number): SortedNumbers {
    let there = this.#further.get(step);
    if (there === undefined) {
      this.#further.set(step, (there = new SortedNumbers()));
      for (const row of this.#rows) if (this.#lasts[row]! > step) there.insert(this.#lossAt(history, row, step));
    }
    return there;
  }

  #takeIn(history: HistoryView, runs: Runs): void {
    const { whole, partial, lastOf } = runs;
    let known = 0;
    const fresh: (readonly [row: number, last: number])[] = [];
    const see = (row: number, last: number): void => {
      if (this.#lasts[row] === last) known++;
      else fresh.push([row, last]);
    };
    for (let i = 0; i < whole.length; i++) see(whole[i]!, Number.POSITIVE_INFINITY);
    for (let i = 0; i < partial.length; i++) see(partial[i]!, lastOf(partial[i]!));
    if (known < this.#rows.length) {
      // One that was taken in has changed, or is gone.
      this.#further.clear();
      for (const row of this.#rows.splice(0)) this.#lasts[row] = Number.NaN;
      return this.#takeIn(history, runs);
    }
    for (const [row, last] of fresh) {
      this.#rows.push(row);
      this.#lasts = grown(this.#lasts, row + 1, Number.NaN);
      this.#lasts[row] = last;
      for (const [step, there] of this.#further) if (last > step) there.insert(this.#lossAt(history, row, step));
    }
  }

  /** What a run had come to at a step; of one that never reported it is not known that it was worse than any. */
  #lossAt(history: HistoryView, row: number, step: number): number {
    const k = history.objectives.length;
    return orWorst(valueAt(history.reports(row), Number.NEGATIVE_INFINITY, step, this.#objective, k));
  }
}

const orWorst = (loss: number): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);
