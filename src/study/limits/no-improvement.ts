import { isFeasible } from '../../history/best.ts';
import { confirmsOf } from '../../history/repeats.ts';
import { isFinished } from '../../history/record.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Condition } from './limit.ts';

/**
 * Patience: so many trials have ended since one was better than all before it (with several objectives: since one
 * joined the front).
 *
 * Cost: O(delta · front) for each change; a look at all trials, by when they ended, at the beginning.
 */
export class NoImprovement implements Condition {
  readonly reason = 'noImprovement';
  readonly #history: HistoryView;
  readonly #patience: () => number;
  #isSeen: boolean[] = [];
  #front: number[] = [];
  #since = 0;
  /** Is what was counted up to date? It is not kept so while nobody waits for it. */
  #isKnown = false;

  /** @param patience asked each time, for it may be set anew while the study runs; infinite = no end */
  constructor(history: HistoryView, patience: () => number) {
    this.#history = history;
    this.#patience = patience;
  }

  /** How many have ended since the last improvement. */
  get since(): number {
    if (!this.#isKnown) this.#search();
    return this.#since;
  }

  get reached(): boolean {
    const patience = this.#patience();
    return Number.isFinite(patience) && this.since >= patience;
  }

  hear({ rows, reset }: Delta): void {
    if (reset || !Number.isFinite(this.#patience())) this.#isKnown = false;
    else if (this.#isKnown) for (const row of rows) if (this.#isNew(row)) this.#take(row);
  }

  #search(): void {
    this.#isKnown = true;
    this.#isSeen = [];
    this.#front = [];
    this.#since = 0;
    const ended: (readonly [row: number, at: number])[] = [];
    for (let row = 0; row < this.#history.size; row++)
      if (this.#isNew(row)) ended.push([row, this.#history.record(row).finishedAt ?? 0]);
    ended.sort(([a, at], [b, bt]) => at - bt || a - b);
    for (const [row] of ended) this.#take(row);
  }

  #isNew(row: number): boolean {
    return !this.#isSeen[row] && isFinished(this.#history.state(row)) && confirmsOf(this.#history, row) === null;
  }

  #take(row: number): void {
    this.#isSeen[row] = true;
    if (!isFeasible(this.#history, row) || this.#front.some((other) => this.#isAsGood(other, row))) {
      this.#since++;
      return;
    }
    this.#front = this.#front.filter((other) => !this.#isAsGood(row, other));
    this.#front.push(row);
    this.#since = 0;
  }

  /** Is trial `a` at least as good as `b` in every objective? */
  #isAsGood(a: number, b: number): boolean {
    const { losses, objectives } = this.#history;
    return objectives.every((_, i) => losses[a * objectives.length + i]! <= losses[b * objectives.length + i]!);
  }
}
