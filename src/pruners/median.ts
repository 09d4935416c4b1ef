import { judgedCurve } from '../history/judged-curve.ts';
import type { Problem } from '../history/problem.ts';
import type { Delta, HistoryView } from '../history/view.ts';
import { SortedNumbers } from '../math/sorted.ts';
import { checkWholeNumbers, oneSeries, type Pruner, type PrunerRun } from './pruner.ts';

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

/**
 * Stops a trial whose best value so far is worse than the median of what complete trials reported at the same step.
 *
 * Steps must mean the same in all trials. A trial that reported nothing but NaN is stopped as well.
 * Source: Golovin et al. 2017, "Google Vizier", §3.1; rule and defaults as in Optuna's MedianPruner.
 *
 * @throws `parameter-invalid` for options that are no whole numbers in range.
 */
export function median(options: MedianOptions = {}): Pruner {
  const rule = { startup: 5, warmup: 0, interval: 1, minTrials: 1, ...options };
  checkWholeNumbers('median', rule, { interval: 1, minTrials: 1 });
  return { name: 'median', options: rule, start: (problem) => new MedianRun(problem, rule) };
}

class MedianRun implements PrunerRun {
  readonly #judgeBy: Problem['judgeBy'];
  readonly #rule: Required<MedianOptions>;
  #history: HistoryView | null = null;
  /** What complete trials reported, by step; NaN is in the count of trials alone. */
  #reported = new Map<number, { trials: number; readonly losses: SortedNumbers }>();
  #complete = new Set<number>();

  constructor(problem: Problem, rule: Required<MedianOptions>) {
    this.#judgeBy = oneSeries('median', problem);
    this.#rule = rule;
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    this.#history = history;
    if (reset) {
      this.#reported = new Map();
      this.#complete = new Set();
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of rows) this.#take(history, row);
  }

  #take(history: HistoryView, row: number): void {
    if (history.state(row) !== 'complete' || this.#complete.has(row)) return;
    this.#complete.add(row);
    const curve = judgedCurve(history, row, this.#judgeBy);
    curve?.steps.forEach((step, i) => {
      const others = this.#reported.get(step) ?? { trials: 0, losses: new SortedNumbers() };
      this.#reported.set(step, others);
      others.trials++;
      if (!Number.isNaN(curve.losses[i]!)) others.losses.insert(curve.losses[i]!);
    });
  }

  judge(row: number): 'continue' | 'stop' {
    if (this.#history === null || this.#complete.size < Math.max(1, this.#rule.startup)) return 'continue';
    const curve = judgedCurve(this.#history, row, this.#judgeBy);
    if (curve === null || !this.#isDue(curve.steps)) return 'continue';
    const best = curve.losses.reduce((least, loss) => (loss < least || Number.isNaN(least) ? loss : least), Number.NaN);
    if (Number.isNaN(best)) return 'stop';
    const others = this.#reported.get(curve.steps.at(-1)!);
    return others !== undefined && others.trials >= this.#rule.minTrials && best > others.losses.median()
      ? 'stop'
      : 'continue';
  }

  /** Is the last report the first one since the interval's last judgement fell due? */
  #isDue(steps: Int32Array): boolean {
    const { warmup, interval } = this.#rule;
    const step = steps.at(-1)!;
    if (step < warmup) return false;
    const due = warmup + Math.floor((step - warmup) / interval) * interval;
    return (steps.at(-2) ?? -1) < due;
  }
}
