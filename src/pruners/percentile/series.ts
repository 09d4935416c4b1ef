import { judgedCurve } from '../../history/judged-curve.ts';
import type { Problem } from '../../history/problem.ts';
import type { Direction } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { SortedNumbers } from '../../math/sorted.ts';
import { directionOf, lossWords, ordinal } from '../words.ts';
import type { Field } from './field.ts';

/** A field of one series of numbers: the best of a trial against a percentile of the others. */
export class SeriesField implements Field {
  readonly #judgeBy: Problem['judgeBy'];
  readonly #direction: Direction;
  readonly #percent: number;
  /** By step; NaN is in the count of trials alone. */
  readonly #reported = new Map<number, { trials: number; readonly losses: SortedNumbers }>();

  constructor(problem: Problem, percent: number) {
    this.#judgeBy = problem.judgeBy;
    this.#direction = directionOf(problem);
    this.#percent = percent;
  }

  add(history: HistoryView, row: number): void {
    const curve = judgedCurve(history, row, this.#judgeBy);
    curve?.steps.forEach((step, i) => {
      const others = this.#reported.get(step) ?? { trials: 0, losses: new SortedNumbers() };
      this.#reported.set(step, others);
      others.trials++;
      if (!Number.isNaN(curve.losses[i]!)) others.losses.insert(curve.losses[i]!);
    });
  }

  steps(history: HistoryView, row: number): Int32Array | null {
    return judgedCurve(history, row, this.#judgeBy)?.steps ?? null;
  }

  against(history: HistoryView, row: number, step: number, minTrials: number): string | null {
    let best = Number.NaN;
    for (const loss of judgedCurve(history, row, this.#judgeBy)!.losses)
      if (loss < best || Number.isNaN(best)) best = loss;
    if (Number.isNaN(best)) return 'it had reported nothing but NaN';
    const others = this.#reported.get(step);
    if (others === undefined || others.trials < minTrials) return null;
    const bound = others.losses.quantile(this.#percent / 100);
    if (!(best > bound) || bound === Number.NEGATIVE_INFINITY) return null; // whose goodness is no number bounds nobody
    const name = this.#percent === 50 ? 'median' : `${placed(this.#percent)} percentile`;
    return `its best was ${lossWords(this.#direction, best)}, worse than ${lossWords(this.#direction, bound)}, the ${name} of ${others.trials} complete trials`;
  }
}

const placed = (percent: number): string => (Number.isInteger(percent) ? ordinal(percent) : `${percent}th`);
