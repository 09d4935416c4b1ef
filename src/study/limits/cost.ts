import { reportedCost } from '../../history/reported-cost.ts';
import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import type { Cost } from '../study.ts';
import type { ComputeTime } from './compute.ts';
import { timesReported } from './cost-report.ts';
import type { Supply } from './limit.ts';
import { moneyWords } from './words.ts';

/** What the trials of a study have cost. */
export interface Bill {
  hear(delta: Delta): void;
  /** By now, those that run included. */
  total(): number;
  /** Can it be told at all? Not while no trial has reported a cost. */
  readonly isKnown: boolean;
  /** How much goes in an hour while so many trials run. */
  perHour(trials: number): number;
}

/** The bill of a study whose trials cost so much. */
export function billOf(history: HistoryView, time: ComputeTime, cost: Cost): Bill {
  if (cost.metric !== undefined) return new ReportedCost(history, time, cost.metric);
  const { perHour } = cost;
  return {
    hear: () => undefined,
    isKnown: true,
    total: () => (time.seconds / 3600) * perHour,
    perHour: (trials) => trials * perHour,
  };
}

/** So much money, over all trials of the study. */
export function money(bill: Bill, time: ComputeTime, most: number, currency: string | undefined): Supply {
  return {
    reason: 'cost',
    most,
    spent: () => bill.total(),
    perSecond: (more) => bill.perHour(time.count + more) / 3600,
    words: `The study's limit of ${moneyWords(most, currency)}`,
  };
}

/** What a trial that has ended or was paused says of its cost. */
interface Item {
  /** null = nothing. */
  readonly cost: number | null;
  readonly seconds: number;
}

/**
 * What trials report of their cost: the last value of each, and what they had spent on steps that they ran again. Those that report nothing, or no number, cost what the
 * others do in the same time; a negative cost counts as 0. Between two reports a trial that runs has cost what ended ones did in the
 * same time, but one report more at most.
 *
 * Cost: O(delta) for each change, O(trials running) for each look.
 */
class ReportedCost implements Bill {
  readonly #history: HistoryView;
  readonly #time: ComputeTime;
  readonly #metric: string;
  #items: (Item | undefined)[] = [];
  /** Sums over trials that do not run. */
  #told = { cost: 0, seconds: 0 };
  #silent = 0;

  constructor(history: HistoryView, time: ComputeTime, metric: string) {
    this.#history = history;
    this.#time = time;
    this.#metric = metric;
    this.hear(everythingIn(history));
  }

  hear({ rows, reset }: Delta): void {
    if (!reset) return rows.forEach((row) => this.#see(row));
    this.#items = [];
    this.#told = { cost: 0, seconds: 0 };
    this.#silent = 0;
    for (let row = 0; row < this.#history.size; row++) this.#see(row);
  }

  #see(row: number): void {
    const before = this.#items[row];
    const state = this.#history.state(row);
    const isSettled = state !== 'running' && state !== 'waiting' && state !== 'removed';
    const item = isSettled ? { cost: this.#costOf(row), seconds: this.#time.secondsOf(row) } : undefined;
    if (before !== undefined) this.#add(before, -1);
    if (item !== undefined) this.#add(item, 1);
    this.#items[row] = item;
  }

  #add({ cost, seconds }: Item, sign: 1 | -1): void {
    if (cost === null) this.#silent += sign * seconds;
    else {
      this.#told.cost += sign * cost;
      this.#told.seconds += sign * seconds;
    }
  }

  #costOf(row: number): number | null {
    return reportedCost(this.#history, row, this.#metric);
  }

  #sums(): { readonly cost: number; readonly seconds: number; readonly silent: number } {
    let { cost, seconds } = this.#told;
    let silent = this.#silent;
    for (const row of this.#time.running) {
      const said = this.#costOf(row);
      const ran = this.#time.secondsOf(row);
      if (said === null) silent += ran;
      else {
        cost += this.#byNow(row, said, ran);
        seconds += ran;
      }
    }
    return { cost, seconds, silent };
  }

  /** What a trial that runs has cost by now, since it said so. */
  #byNow(row: number, said: number, ran: number): number {
    const { cost, seconds } = this.#told;
    if (seconds === 0) return said;
    const next = said * (1 + 1 / timesReported(this.#history, row, this.#metric));
    return Math.max(said, Math.min(next, (cost / seconds) * ran));
  }

  get isKnown(): boolean {
    const rows = [...this.#time.running];
    return rows.some((row) => this.#costOf(row) !== null) || this.#items.some((item) => typeof item?.cost === 'number');
  }

  total(): number {
    const { cost, seconds, silent } = this.#sums();
    return cost + (seconds > 0 ? (cost / seconds) * silent : 0);
  }

  perHour(trials: number): number {
    const { cost, seconds } = this.#sums();
    return seconds > 0 ? (trials * 3600 * cost) / seconds : 0;
  }
}
