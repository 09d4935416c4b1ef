import { VernierError } from '../errors.ts';
import { judgedCurve } from '../history/judged-curve.ts';
import type { Problem } from '../history/problem.ts';
import type { Direction } from '../history/record.ts';
import type { HistoryView } from '../history/view.ts';
import { isDue } from './interval.ts';
import { checkWholeNumbers, oneSeries, type Pruner, type PrunerRun } from './pruner.ts';
import { directionOf, numberWords, stepWords } from './words.ts';

/** What `threshold` can be told. */
export interface ThresholdOptions {
  /** The least value that is no reason to stop; null, the default: there is none. */
  readonly lower?: number | null;
  /** The largest value that is no reason to stop; null, the default: there is none. */
  readonly upper?: number | null;
  /** First step at which a trial may be stopped. Default 0. */
  readonly warmup?: number;
  /** Steps from one judgement of a trial to the next. Default 1. */
  readonly interval?: number;
}

/**
 * Stops a trial whose last value is out of bounds: below `lower`, above `upper`, or NaN.
 *
 * Bounds are numbers as they are reported, whether small or large ones are better; no other trial is looked at, so it is the
 * one pruner that may stop the best. Without bounds only NaN is out of them.
 * Source: rule and defaults as in Optuna's ThresholdPruner.
 *
 * @throws `parameter-invalid` for bounds that are NaN or cross, and for steps that are no whole numbers in range.
 */
export function threshold(options: ThresholdOptions = {}): Pruner {
  const rule = { lower: null, upper: null, warmup: 0, interval: 1, ...options };
  const { lower, upper, warmup, interval } = rule;
  checkWholeNumbers('threshold', { warmup, interval }, { interval: 1 });
  const [low, high] = [lower ?? Number.NEGATIVE_INFINITY, upper ?? Number.POSITIVE_INFINITY];
  if (!(low <= high))
    throw new VernierError(
      'parameter-invalid',
      `threshold: lower is ${low} and upper is ${high}; expected lower ≤ upper.`,
      { details: { option: 'lower' }, hint: 'Correct them, or leave one out.' },
    );
  return { name: 'threshold', options: rule, start: (problem) => new ThresholdRun(problem, { ...rule, low, high }) };
}

interface Rule {
  readonly low: number;
  readonly high: number;
  readonly warmup: number;
  readonly interval: number;
}

class ThresholdRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #judgeBy: Problem['judgeBy'];
  readonly #direction: Direction;
  readonly #rule: Rule;
  #history: HistoryView | null = null;

  constructor(problem: Problem, rule: Rule) {
    this.#problem = problem;
    this.#judgeBy = oneSeries('threshold', problem);
    this.#direction = directionOf(problem);
    this.#rule = rule;
  }

  observe(history: HistoryView): void {
    this.#history = history;
  }

  judge(row: number): 'continue' | 'stop' {
    return this.why(row) === null ? 'continue' : 'stop';
  }

  /** What speaks against the trial; null = it goes on. */
  why(row: number): string | null {
    const curve = this.#history === null ? null : judgedCurve(this.#history, row, this.#judgeBy);
    if (curve === null || !isDue(this.#rule, curve.steps)) return null;
    const last = curve.losses.at(-1)!;
    const value = this.#direction === 'maximize' ? -last : last;
    const { low, high } = this.#rule;
    if (value >= low && value <= high) return null;
    const bound = value < low ? `, below ${numberWords(low)}` : value > high ? `, above ${numberWords(high)}` : '';
    return `at ${stepWords(this.#problem, curve.steps.at(-1)!)} its value was ${numberWords(value)}${bound}`;
  }
}
