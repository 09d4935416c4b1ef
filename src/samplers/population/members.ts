import { PAUSED } from '../../history/applied.ts';
import { Counted } from '../../history/counted.ts';
import { RESUME } from '../../history/lineage.ts';
import { type Copy, copyOf } from '../../history/population.ts';
import type { Fidelity } from '../../history/problem.ts';
import type { Json, TrialState, Verdict } from '../../history/record.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { PopulationRules } from './options.ts';

/** What is to happen next in a population. */
export type Move =
  | { readonly kind: 'new' }
  | { readonly kind: 'go on'; readonly row: number }
  /** `sources`: trials to copy, one of which is drawn. */
  | { readonly kind: 'copy'; readonly instead: number; readonly sources: readonly number[] };

/** What is known of one trial. */
export interface Member {
  readonly state: TrialState;
  readonly copy: Copy | null;
  /** Steps reported last; 0 = none. */
  readonly lastStep: number;
  /** By interval that it has reached the end of, counted from 1: the first loss there. */
  readonly losses: ReadonlyMap<number, number>;
}

/**
 * The members of a population, and what becomes of them: a function of states, reports and notes alone, whatever pieces
 * they came in.
 *
 * Interval r ends at step r × interval. A member that reaches the end of one is paused there. Then the one that has come least
 * far is looked at first: if it is among the worst of all that ever reached that end, it ends, and a copy of one of the
 * best takes its place; else it goes on. Nobody waits for others.
 */
export class Members {
  readonly all = new Map<number, Member>();
  readonly interval: number;
  readonly #rules: PopulationRules;
  readonly #last: number;
  readonly #budget: number;
  /** Trials whose place a copy has taken, and how many such copies there are. */
  readonly #replaced = new Map<number, number>();
  readonly #counted = new Counted();
  #history: HistoryView | null = null;

  /** @param budget trials that are planned in all; null = no limit */
  constructor({ max }: Fidelity, budget: number | null, rules: PopulationRules) {
    this.#rules = rules;
    this.#last = max;
    this.#budget = budget ?? Number.POSITIVE_INFINITY;
    this.interval = rules.interval ?? Math.max(1, Math.ceil(max / 10));
  }

  /** Takes in what is new. */
  observe(history: HistoryView, { rows, reset }: Delta): void {
    this.#history = history;
    this.#counted.observe(history, { rows, reset });
    if (reset) {
      this.all.clear();
      this.#replaced.clear();
    }
    for (const row of reset ? Int32Array.from({ length: history.size }, (_, i) => i) : rows) this.#look(history, row);
  }

  #look(history: HistoryView, row: number): void {
    this.#count(this.all.get(row), -1);
    const state = history.state(row);
    if (state === 'removed') {
      this.all.delete(row);
      return;
    }
    const { steps, losses } = history.reports(row);
    const copy = copyOf(history, row);
    const before = this.endOf(copy?.at ?? 0); // that end was reached by the trial that it is a copy of
    const ends = new Map<number, number>();
    steps.forEach((step, i) => {
      const end = this.endOf(step);
      if (end > before && !ends.has(end)) ends.set(end, losses[i]!);
    });
    const member = { state, copy, lastStep: steps.at(-1) ?? 0, losses: ends };
    this.all.set(row, member);
    this.#count(member, 1);
  }

  #count(member: Member | undefined, by: 1 | -1): void {
    const instead = member?.copy?.instead;
    if (instead === undefined) return;
    const count = (this.#replaced.get(instead) ?? 0) + by;
    if (count === 0) this.#replaced.delete(instead);
    else this.#replaced.set(instead, count);
  }

  /** The last interval that has ended at a step, 0 = none. */
  endOf(step: number): number {
    return Math.floor(step / this.interval);
  }

  /** Is the trial a member now: on its way, or arrived at the end? */
  isLive(row: number): boolean {
    const { state } = this.all.get(row)!;
    return state !== 'failed' && state !== 'pruned' && !this.#replaced.has(row);
  }

  /**
   * What is to happen next; null = nothing: all members are on their way, or have arrived.
   *
   * @param atMost how many trials there may be in all; infinite = one more, whatever was planned
   * @param starting trials that are being made just now, and are no members yet
   */
  next(atMost = this.#budget, starting: readonly number[] = []): Move | null {
    const isSpent = this.#counted.count(starting) >= atMost;
    if (this.missing(starting) > 0 && !isSpent) return { kind: 'new' };
    const paused = [...this.all].filter(([row, { state }]) => state === 'paused' && this.isLive(row));
    const least = Math.min(...paused.map(([, { lastStep }]) => this.endOf(lastStep)));
    const here = paused
      .filter(([, { lastStep }]) => this.endOf(lastStep) === least)
      .map(([row]) => row)
      .sort((a, b) => a - b);
    if (here.length === 0) return null;
    // Copies first: those that they are made of have not gone on yet.
    for (const instead of isSpent ? [] : here) {
      const sources = this.#betterThan(instead, least);
      if (sources.length > 0) return { kind: 'copy', instead, sources };
    }
    return { kind: 'go on', row: here[0]! };
  }

  /** How many members are still to be made. */
  missing(starting: readonly number[] = []): number {
    let live = 0;
    for (const row of this.all.keys()) if (this.isLive(row) && !starting.includes(row)) live++;
    return this.#rules.population - live;
  }

  /** Members to copy in the place of one that is among the worst at the end of an interval; none where it is not, or nobody can be copied. */
  #betterThan(row: number, end: number): readonly number[] {
    const order = this.ranked(end);
    const few = this.#few(order.length);
    const place = order.indexOf(row);
    if (place < order.length - few) return [];
    const own = this.all.get(row)!.losses.get(end)!;
    return order
      .slice(0, place)
      .filter((other) => {
        const loss = this.all.get(other)!.losses.get(end)!;
        // One that has arrived has no steps left to train; equals are no reason to begin anew.
        return this.isLive(other) && !this.#hasArrived(other) && !Number.isNaN(loss) && !(loss >= own);
      })
      .slice(0, few);
  }

  /** Is a trial at the last step? It may wait there, where its program did not end when it was told to. */
  #hasArrived(row: number): boolean {
    const { state, lastStep } = this.all.get(row)!;
    return state === 'complete' || lastStep >= this.#last;
  }

  /** Trials that reached the end of an interval, best first, ties by number; NaN last. */
  ranked(end: number): readonly number[] {
    const loss = (row: number): number => this.all.get(row)!.losses.get(end)!;
    const place = (row: number): number => (Number.isNaN(loss(row)) ? Number.POSITIVE_INFINITY : loss(row));
    return [...this.all]
      .filter(([, { losses, state }]) => losses.has(end) && state !== 'failed')
      .map(([row]) => row)
      .sort((a, b) => (place(a) === place(b) ? a - b : place(a) - place(b)));
  }

  /** How many of so many are the best, and the worst: the share, at least one of two, at most half. */
  #few(count: number): number {
    return Math.min(Math.ceil(count * this.#rules.truncation - 1e-9), Math.floor(count / 2));
  }

  judge(row: number): Verdict {
    if (this.#replaced.has(row)) return 'stop';
    const { lastStep } = this.all.get(row)!;
    return lastStep < this.#last && this.endOf(lastStep) > this.endOf(this.#startOf(row)) ? 'pause' : 'continue';
  }

  until(row: number): number | null {
    const done = Math.max(this.all.get(row)?.lastStep ?? 0, this.#startOf(row));
    const step = (this.endOf(done) + 1) * this.interval;
    return step < this.#last ? step : null;
  }

  /** The step behind which this run of a trial is judged: where it was paused, or what it goes on from was saved. */
  #startOf(row: number): number {
    const stepOf = (key: string): number => {
      const state = this.#history?.attribute(row, 'system', key) as { readonly step?: number } | null | undefined;
      return state?.step ?? 0;
    };
    return Math.max(this.all.get(row)?.copy?.at ?? 0, stepOf(PAUSED), stepOf(RESUME));
  }

  why(row: number): string | null {
    // One process takes it up while another one makes the copy.
    if (this.#replaced.has(row) && this.all.get(row)?.state === 'running')
      return 'a copy of a better one took its place in the moment in which it went on';
    const member = this.all.get(row);
    const end = this.endOf(member?.lastStep ?? 0);
    if (member === undefined || !member.losses.has(end)) return null;
    const order = this.ranked(end);
    const few = this.#few(order.length);
    const place = order.indexOf(row);
    const fate = place < order.length - few ? 'it is to go on' : 'a copy of a better one is to take its place';
    return `at the end of interval ${end} it is number ${place + 1} of ${order.length}: ${fate}`;
  }
}

/** What a copy remembers, as it is noted. */
export const asNotes = ({ from, instead, at }: Copy): Json => ({ from, instead, at });
