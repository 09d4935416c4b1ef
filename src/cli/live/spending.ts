import type { Delta } from '../../history/view.ts';
import type { Budget } from '../../config/budget.ts';
import { ComputeTime, type Lost } from '../../study/limits/compute.ts';
import { type Bill, billOf } from '../../study/limits/cost.ts';
import { NoImprovement } from '../../study/limits/no-improvement.ts';
import { amountWords, moneyWords } from '../../study/limits/words.ts';
import type { Study } from '../../study/study.ts';
import { CLOCK } from '../clock.ts';
import { duration, safe } from '../text.ts';

/** Follows what a study uses of its limits, for the live view and the ending. */
export class Spending {
  readonly #budget: Budget;
  readonly #time: ComputeTime;
  readonly #bill: Bill | null;
  readonly #patience: NoImprovement | null;

  /** @param lost as `ComputeTime` takes it */
  constructor({ history }: Study, budget: Budget, lost?: Lost) {
    this.#budget = budget;
    this.#time = new ComputeTime(history, CLOCK, lost);
    this.#bill = budget.cost === null ? null : billOf(history, this.#time, budget.cost);
    const { noImprovement } = budget;
    this.#patience = noImprovement === null ? null : new NoImprovement(history, () => noImprovement);
  }

  hear(delta: Delta): void {
    this.#time.hear(delta);
    this.#bill?.hear(delta);
    this.#patience?.hear(delta);
  }

  /** Seconds that trials have run, in all. */
  get computeSeconds(): number {
    return this.#time.seconds;
  }

  /** What trials have cost; null where nothing says. */
  get cost(): number | null {
    return this.#bill?.isKnown ? this.#bill.total() : null;
  }

  /** What the study has used so far, whatever is limited: `2 h 3 min computed, 4.92 EUR spent`. */
  usedWords(): string {
    const { cost } = this.#budget;
    const money = this.#bill?.isKnown ? `${safe(moneyWords(this.#bill.total(), cost?.currency))} spent` : null;
    const unknown = cost?.metric === undefined ? '' : `, cost not known: no trial has reported ${safe(cost.metric)}`;
    return `${duration(this.#time.seconds)} computed${money === null ? unknown : `, ${money}`}`;
  }

  /** What is spent and what is left, each in a few words; none where nothing is limited nor priced. */
  words(): readonly string[] {
    const { computeSeconds, cost, maxCost, noImprovement } = this.#budget;
    const words: string[] = [];
    if (computeSeconds !== null) {
      const left = Math.max(0, computeSeconds - this.#time.seconds);
      words.push(`${duration(this.#time.seconds)} of ${duration(computeSeconds)} computed, ${duration(left)} left`);
    }
    const money = (value: number): string => safe(moneyWords(value, cost?.currency));
    if (this.#bill !== null && !this.#bill.isKnown)
      words.push(`no cost reported yet${maxCost === null ? '' : `, of ${money(maxCost)}`}`);
    else if (this.#bill !== null) {
      const spent = this.#bill.total();
      if (maxCost === null) words.push(`${money(spent)} spent`);
      else {
        const shown = amountWords(spent, spent < 0.005 ? spent : maxCost); // not 0 once something is spent
        words.push(`${shown} of ${money(maxCost)} spent, ${amountWords(Math.max(0, maxCost - spent), maxCost)} left`);
      }
    }
    if (noImprovement !== null && this.#patience!.since > 0)
      words.push(`no better for ${this.#patience!.since} of ${noImprovement} trials`);
    return words;
  }

  /** Seconds until the first of these limits if so many trials run as do now; null where that cannot be told. */
  left(): number | null {
    const { computeSeconds, maxCost } = this.#budget;
    const running = this.#time.count;
    const until = [
      ...(computeSeconds === null ? [] : [(computeSeconds - this.#time.seconds) / running]),
      ...(maxCost === null || this.#bill === null
        ? []
        : [(3600 * (maxCost - this.#bill.total())) / this.#bill.perHour(running)]),
    ].filter(Number.isFinite);
    return until.length === 0 ? null : Math.max(0, Math.min(...until));
  }
}
