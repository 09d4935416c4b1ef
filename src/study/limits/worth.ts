import { STATE_CODE, type Delta, type HistoryView } from '../../history/view.ts';
import type { Condition } from './limit.ts';

/** What an hour more is expected to gain; null where that cannot be told yet. Asked once after each trial that has ended. */
export type GainPerHour = (history: HistoryView) => number | null;

/** Going on is not worth it: an hour more is expected to gain less than a user wants for it. */
export class NotWorthIt implements Condition {
  readonly reason = 'notWorthIt';
  readonly #history: HistoryView;
  readonly #least: number;
  readonly #gain: GainPerHour;
  /** null = to be asked anew. */
  #answer: boolean | null = null;

  constructor(history: HistoryView, least: number, gain: GainPerHour) {
    this.#history = history;
    this.#least = least;
    this.#gain = gain;
  }

  hear({ rows, reset }: Delta): void {
    if (reset || rows.some((row) => this.#history.states[row]! >= STATE_CODE.complete)) this.#answer = null;
  }

  get reached(): boolean {
    if (this.#answer === null) {
      const gain = this.#gain(this.#history);
      this.#answer = gain !== null && gain < this.#least;
    }
    return this.#answer;
  }
}
