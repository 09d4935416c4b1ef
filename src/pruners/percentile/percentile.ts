import type { Problem } from '../../history/problem.ts';
import { confirmsOf } from '../../history/repeats.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { isDue } from '../interval.ts';
import { checkNumber, checkWholeNumbers, isInfeasible, isWhole, type Pruner, type PrunerRun } from '../pruner.ts';
import { stepWords } from '../words.ts';
import type { Field } from './field.ts';
import { SeriesField } from './series.ts';
import { VectorField } from './vectors.ts';

/** What `median` can be told. */
export interface MedianOptions {
  /** Trials that must be complete before any is stopped. Default 5. */
  readonly startup?: number;
  /** First step at which a trial may be stopped. Default 0. */
  readonly warmup?: number;
  /** Steps from one judgement of a trial to the next. Default 1. */
  readonly interval?: number;
  /** Complete trials that must have reported at a step before any is stopped there. Default 1. */
  readonly minTrials?: number;
}

/** What `percentile` can be told. */
export interface PercentileOptions extends MedianOptions {
  /** Per cent of trials that go on, from 0 to 100: the best 25 by default. */
  readonly percentile?: number;
}

const DEFAULTS: Required<MedianOptions> = { startup: 5, warmup: 0, interval: 1, minTrials: 1 };

/**
 * Stops a trial whose best value so far is worse than the median of what complete trials reported at the same step.
 *
 * Steps must mean the same in all trials. A trial that reported nothing but NaN is stopped as well. It is `percentile` of 50,
 * several objectives included.
 * Source: Golovin et al. 2017, "Google Vizier", §3.1; rule and defaults as in Optuna's MedianPruner.
 *
 * @throws `parameter-invalid` for options that are no whole numbers in range.
 */
export function median(options: MedianOptions = {}): Pruner {
  const rule = { ...DEFAULTS, ...options };
  return made('median', rule, { ...rule, percentile: 50 });
}

/**
 * Stops a trial whose best value so far is not among the best `percentile` per cent of what complete trials reported at the
 * same step.
 *
 * Steps must mean the same in all trials. A trial that reported nothing but NaN is stopped as well.
 *
 * Judged by several objectives at once, a trial stands with the best it has reported of each, and is placed among the complete
 * trials by non-dominated front, then by the volume that it alone adds to its front; it is stopped unless it is among the best
 * `percentile` per cent, itself included. Nobody is judged who has not reported all objectives yet.
 * Source: rule and defaults as in Optuna's PercentilePruner; the order of vectors as in NSGA-II and SMS-EMOA.
 *
 * @throws `parameter-invalid` for options that are no numbers in range.
 */
export function percentile(options: PercentileOptions = {}): Pruner {
  const rule = { percentile: 25, ...DEFAULTS, ...options };
  checkNumber('percentile', 'percentile', rule.percentile, 0, 100);
  return made('percentile', rule, rule);
}

function made(name: string, options: Readonly<Record<string, number>>, rule: Required<PercentileOptions>): Pruner {
  const { startup, warmup, interval, minTrials } = rule;
  checkWholeNumbers(name, { startup, warmup, interval, minTrials }, { interval: 1, minTrials: 1 });
  return { name, options, start: (problem) => new PercentileRun(problem, rule) };
}

class PercentileRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #rule: Required<PercentileOptions>;
  #field: Field;
  #history: HistoryView | null = null;
  #complete = new Set<number>();

  constructor(problem: Problem, rule: Required<PercentileOptions>) {
    this.#problem = problem;
    this.#rule = rule;
    this.#field = fieldOf(problem, rule.percentile);
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    this.#history = history;
    if (reset) {
      this.#field = fieldOf(this.#problem, this.#rule.percentile);
      this.#complete = new Set();
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of rows) this.#take(history, row);
  }

  #take(history: HistoryView, row: number): void {
    if (history.state(row) !== 'complete' || isInfeasible(history, row) || this.#complete.has(row)) return;
    if (confirmsOf(history, row) !== null) return; // it runs what is among the best already
    this.#complete.add(row);
    this.#field.add(history, row);
  }

  judge(row: number): 'continue' | 'stop' {
    return this.why(row) === null ? 'continue' : 'stop';
  }

  /** What speaks against the trial; null = it goes on. */
  why(row: number): string | null {
    if (this.#history === null || this.#complete.size < Math.max(1, this.#rule.startup)) return null;
    const steps = this.#field.steps(this.#history, row);
    if (steps === null || !isDue(this.#rule, steps)) return null;
    const step = steps.at(-1)!;
    if (isWhole(this.#problem, steps)) return null;
    const against = this.#field.against(this.#history, row, step, this.#rule.minTrials);
    return against === null ? null : `at ${stepWords(this.#problem, step)} ${against}`;
  }
}

function fieldOf(problem: Problem, percent: number): Field {
  const isVector = problem.judgeBy.kind === 'all' && problem.objectives.length > 1;
  return isVector ? new VectorField(problem.objectives.length, percent) : new SeriesField(problem, percent);
}
