import type { Problem, Spending } from '../../history/problem.ts';
import { type HistoryView, STATE_CODE } from '../../history/view.ts';
import { type Criterion, together, within } from './criterion.ts';
import { type Modelled, moments, type Output, plain } from './outputs.ts';

/** Trials whose costs must be known before they are compared. */
const ENOUGH = 4;

/** The newest trials that are compared. */
const RECENT = 101;

/** The dear trials must cost so many times what the cheap ones do for cost to matter: the ends of the middle eight tenths. */
const MATTERS = 2;

/** Seconds that the dear ones must take: below, it is the machine that differs. */
const LEAST_SECONDS = 0.01;

/** The logarithm of what a full trial costs, as an output to be modelled, and what it means. */
export interface CostOutput extends Output {
  /** Of the logarithms: a target t stands for e^(mean + sd t). */
  readonly mean: number;
  readonly sd: number;
  /** What the middle one of the trials costs. */
  readonly usual: number;
  /** The share of what the study may cost that is left, 0 to 1: how much cost counts. */
  readonly share: number;
  /** The metric that tells the cost; null = seconds. */
  readonly metric: string | null;
}

/** A model of cost, for a look. */
export interface Thrift extends Modelled {
  readonly output: CostOutput;
}

/**
 * What trials cost, in seconds or by what they report: a function of what is recorded of trials that have ended.
 *
 * A trial that ended before its last step is taken to cost as much for each further one.
 */
export class Costs {
  readonly #spending: Spending;
  /** The last step of a full trial, where it is known. */
  readonly #last: number | null;
  #history: HistoryView | null = null;
  #matters: boolean | null = null;

  /** null where nothing says what the study may cost. */
  static of({ spending, fidelity }: Problem): Costs | null {
    return spending === undefined ? null : new Costs(spending, fidelity?.max ?? null);
  }

  private constructor(spending: Spending, last: number | null) {
    this.#spending = spending;
    this.#last = last;
  }

  /** Takes in what is new. */
  observe(history: HistoryView): void {
    this.#history = history;
    this.#matters = null;
  }

  /** Do trials cost so differently that it matters? Judged by the newest. */
  get matter(): boolean {
    return (this.#matters ??= this.#areApart());
  }

  /**
   * The cost of some trials, as an output; null where cost does not matter.
   *
   * @param rows ascending; those of unknown cost are left out
   * @param results how many trials they stand for
   * @param open trials on their way: they use up what is left, too
   */
  output(rows: readonly number[], results: number, open: number): CostOutput | null {
    if (!this.matter) return null;
    const last = this.#lastStep(rows);
    const known = rows
      .map((row) => ({ row, log: Math.log(this.#fullCost(row, last)) }))
      .filter(({ log }) => Number.isFinite(log));
    if (known.length < ENOUGH) return null;
    const logs = Float64Array.from(known, ({ log }) => log);
    const { mean, sd } = moments(logs);
    const left = Math.max(0, this.#spending.total - this.#used());
    return {
      key: 'cost',
      rows: known.map(({ row }) => row),
      results,
      ...plain(logs, mean, sd),
      limit: (Math.log(left / (open + 1)) - mean) / sd,
      prior: TIMINGS,
      mean,
      sd,
      usual: Math.exp(logs.slice().sort()[Math.floor(logs.length / 2)]!),
      share: left / this.#spending.total,
      metric: this.#spending.metric,
    };
  }

  #areApart(): boolean {
    const history = this.#history;
    if (history === null) return false;
    const rows: number[] = [];
    for (let row = history.size - 1; row >= 0 && rows.length < RECENT; row--)
      if (this.#fullCost(row, null) > 0) rows.push(row);
    if (rows.length < ENOUGH) return false;
    const last = this.#lastStep(rows);
    const costs = Float64Array.from(rows, (row) => this.#fullCost(row, last)).sort();
    const tenth = Math.floor(0.1 * (costs.length - 1));
    const least = this.#spending.metric === null ? LEAST_SECONDS : 0;
    return costs[costs.length - 1 - tenth]! >= Math.max(least, MATTERS * costs[tenth]!);
  }

  /** The last step of a full trial: as the study says, else that of the longest complete one; null = trials do not report. */
  #lastStep(rows: readonly number[]): number | null {
    if (this.#last !== null) return this.#last;
    let last: number | null = null;
    for (const row of rows)
      if (this.#history!.states[row] === STATE_CODE.complete)
        last = Math.max(last ?? 0, this.#history!.reports(row).steps.at(-1) ?? 0);
    return last;
  }

  /** What a trial would have cost to the end; NaN = unknown, as of those that failed: they show what failing costs. */
  #fullCost(row: number, last: number | null): number {
    const state = this.#history!.states[row];
    const cost = this.#costOf(row);
    if (state === STATE_CODE.complete) return cost > 0 ? cost : Number.NaN;
    if (state !== STATE_CODE.pruned || !(cost > 0)) return Number.NaN;
    const { steps } = this.#history!.reports(row);
    const first = Math.min(1, steps[0] ?? 1); // steps are counted from 1, or from 0
    const done = (steps.at(-1) ?? first - 1) - first + 1;
    if (done <= 0) return Number.NaN;
    return cost * Math.max(1, ((last ?? done) - first + 1) / done);
  }

  /**
   * What a trial has cost, however it ended; NaN = unknown, as of trials on their way: what these have reported by now is not known
   * when their study is replayed.
   */
  #costOf(row: number): number {
    const { metric } = this.#spending;
    const state = this.#history!.states[row]!;
    if (state < STATE_CODE.complete || state === STATE_CODE.removed) return Number.NaN;
    if (metric === null) return this.#history!.seconds[row]!;
    const { objectives, losses } = this.#history!;
    const at = objectives.findIndex(({ name }) => name === metric);
    if (at < 0) return this.#history!.metric(row, metric)?.values.at(-1) ?? Number.NaN;
    const loss = losses[row * objectives.length + at]!;
    return objectives[at]!.direction === 'minimize' ? loss : -loss;
  }

  /** What the study has cost so far, but for the trials on their way. */
  #used(): number {
    let used = 0;
    for (let row = 0; row < this.#history!.size; row++) {
      const cost = this.#costOf(row);
      if (cost > 0) used += cost;
    }
    return used;
  }
}

/** Times of computing are measured beside whatever else a machine does. */
const TIMINGS = { noiseCap: 1, logNoise: -4 };

/**
 * A criterion by which a gain counts for less the more it costs, and one that will not come in before the end for nothing.
 *
 * In logarithms: the criterion − share · ln cost + ln P(cost ≤ what is left). The exponent falls from 1 to 0 as the study spends what
 * it may: cheap trials teach first, and at the end only what they led to counts.
 *
 * Source: EI per unit cost, Snoek et al. 2012; cost cooling, Lee et al. 2020, "Cost-aware Bayesian optimization".
 *
 * @param at index of the model of cost
 */
export function thrifty(criterion: Criterion, at: number, { share, sd, limit }: CostOutput): Criterion {
  const weight = share * sd;
  const cheap: Criterion = {
    value(mean, _, byMean) {
      if (byMean !== undefined) byMean[at]! -= weight;
      return -weight * mean[at]!;
    },
  };
  return together(Number.isFinite(limit) ? [criterion, cheap, within(at, limit)] : [criterion, cheap]);
}
