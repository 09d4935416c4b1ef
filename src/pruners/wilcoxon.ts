import { confirmsOf } from '../history/repeats.ts';
import { judgedCurve, type JudgedCurve } from '../history/judged-curve.ts';
import type { Problem } from '../history/problem.ts';
import type { Delta, HistoryView } from '../history/view.ts';
import { signedRankTest } from '../math/signed-rank.ts';
import { mean } from '../math/statistics.ts';
import { checkNumber, checkWholeNumbers, isInfeasible, oneSeries, type Pruner, type PrunerRun } from './pruner.ts';
import { numberWords } from './words.ts';

/** What `wilcoxon` can be told. */
export interface WilcoxonOptions {
  /** A trial is stopped where results this bad or worse are less probable than this, were it as good as the best. Default 0.1. */
  readonly p?: number;
  /** Instances that a trial must share with the best one before it is judged; fewer than 2 count as 2. Default 2. */
  readonly startup?: number;
}

/**
 * Stops a trial that does worse than the best complete one on the same instances: folds, seeds, data sets, questions.
 *
 * A step is the id of an instance, and a report the result on it alone, in any order; the value of a trial is its mean or the
 * like. The two are compared by the signed-rank test over the instances that both have, whose smallest answer is 2⁻ⁿ for n of
 * them: at 0.1 nobody is stopped before the fourth. A trial whose mean is as good as that of the best goes on. NaN and
 * infinities, here or there, cannot be compared: the trial goes on.
 *
 * The best is that of the objective judged by. Judged by a metric, it is that of the only objective, or where there are several
 * the trial with the best mean of the metric.
 * Source: Wilcoxon 1945; rule and defaults as in Optuna's WilcoxonPruner.
 *
 * @throws `parameter-invalid` for options that are no numbers in range.
 */
export function wilcoxon(options: WilcoxonOptions = {}): Pruner {
  const rule = { p: 0.1, startup: 2, ...options };
  checkNumber('wilcoxon', 'p', rule.p, 0, 1);
  checkWholeNumbers('wilcoxon', { startup: rule.startup }, {});
  return { name: 'wilcoxon', options: rule, start: (problem) => new WilcoxonRun(problem, rule) };
}

class WilcoxonRun implements PrunerRun {
  readonly #judgeBy: Problem['judgeBy'];
  readonly #rule: Required<WilcoxonOptions>;
  /** Index of the objective that tells which trial is best; -1: the mean of what is judged by. */
  readonly #objective: number;
  #history: HistoryView | null = null;
  #best = { row: -1, score: Number.NaN };

  constructor(problem: Problem, rule: Required<WilcoxonOptions>) {
    const { objectives } = problem;
    const judgeBy = oneSeries('wilcoxon', problem);
    this.#judgeBy = judgeBy;
    this.#rule = rule;
    this.#objective =
      objectives.length === 1
        ? 0
        : objectives.findIndex(({ name }) => judgeBy.kind === 'objective' && judgeBy.name === name);
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    this.#history = history;
    if (reset) {
      this.#best = { row: -1, score: Number.NaN };
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of rows) this.#take(history, row);
  }

  #take(history: HistoryView, row: number): void {
    if (history.state(row) !== 'complete' || isInfeasible(history, row) || confirmsOf(history, row) !== null) return;
    const score = this.#scoreOf(history, row);
    const { score: least, row: first } = this.#best;
    if (score < least || (score === least && row < first) || (Number.isNaN(least) && !Number.isNaN(score)))
      this.#best = { row, score };
  }

  #scoreOf(history: HistoryView, row: number): number {
    const k = history.objectives.length;
    if (this.#objective >= 0) return history.losses[row * k + this.#objective]!;
    return mean(judgedCurve(history, row, this.#judgeBy)?.losses ?? []);
  }

  judge(row: number): 'continue' | 'stop' {
    return this.why(row) === null ? 'continue' : 'stop';
  }

  /** What speaks against the trial; null = it goes on. */
  why(row: number): string | null {
    if (this.#history === null || this.#best.row < 0) return null;
    const own = judgedCurve(this.#history, row, this.#judgeBy);
    const best = judgedCurve(this.#history, this.#best.row, this.#judgeBy);
    if (own === null || best === null || !isFinite(own) || !isFinite(best)) return null;
    const differences = differencesOf(own, best);
    if (differences.length < Math.max(2, this.#rule.startup)) return null;
    if (mean(own.losses) <= mean(best.losses)) return null;
    const p = signedRankTest(differences);
    return p < this.#rule.p
      ? `over ${differences.length} shared instances it was worse than trial ${this.#best.row}, the best (signed-rank test, p = ${numberWords(p)})`
      : null;
  }
}

const isFinite = ({ losses }: JudgedCurve): boolean => losses.every(Number.isFinite);

/** How much worse the first is at each step that both have. */
function differencesOf(a: JudgedCurve, b: JudgedCurve): readonly number[] {
  const found: number[] = [];
  for (let i = 0, j = 0; i < a.steps.length && j < b.steps.length; ) {
    const [left, right] = [a.steps[i]!, b.steps[j]!];
    if (left === right) found.push(a.losses[i++]! - b.losses[j++]!);
    else if (left < right) i++;
    else j++;
  }
  return found;
}
