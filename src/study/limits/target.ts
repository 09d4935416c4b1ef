import { isFeasible } from '../../history/best.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { wrong } from '../check-value.ts';
import type { Condition } from './limit.ts';

/** Whether a study of one objective has reached a value; asked before each trial, so only what is new is looked at. */
export class Target implements Condition {
  readonly reason = 'target';
  readonly #history: HistoryView;
  readonly #loss: number;
  /** A trial that reached it; null = none among the rows heard of. */
  #row: number | null = null;

  /** @throws `config-invalid` for what is no number, and where there are several objectives */
  constructor(history: HistoryView, value: number) {
    if (typeof value !== 'number' || Number.isNaN(value)) throw wrong('target', value, 'a number');
    if (history.objectives.length > 1) throw wrong('target', value, 'none: this study has several objectives');
    this.#history = history;
    this.#loss = history.objectives[0]!.direction === 'maximize' ? -value : value;
    this.#search();
  }

  /** Takes in what has changed. */
  hear({ rows, reset }: Delta): void {
    if (reset) return this.#search();
    if (this.#row === null) this.#row = rows.find((row) => this.#isReachedBy(row)) ?? null;
  }

  get reached(): boolean {
    return this.#row !== null;
  }

  #search(): void {
    this.#row = null;
    for (let row = 0; row < this.#history.size && this.#row === null; row++)
      if (this.#isReachedBy(row)) this.#row = row;
  }

  #isReachedBy(row: number): boolean {
    return isFeasible(this.#history, row) && this.#history.losses[row]! <= this.#loss;
  }
}
