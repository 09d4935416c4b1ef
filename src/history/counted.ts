import { isUncounted } from './lineage.ts';
import { type Delta, everythingIn, type HistoryView } from './view.ts';

/** How many trials a budget counts, kept up to date by what is new: not the removed ones, and a trial and its repeats as one. */
export class Counted {
  #size = 0;
  readonly #uncounted = new Set<number>();

  /** Takes in what is new. O(delta). */
  observe(history: HistoryView, { rows, reset }: Delta): void {
    if (reset) this.#uncounted.clear();
    for (const row of reset ? everythingIn(history).rows : rows)
      if (isUncounted(history, row)) this.#uncounted.add(row);
    this.#size = history.size;
  }

  /** Trials that are counted. @param but rows that are not to be, whatever they are */
  count(but: readonly number[] = []): number {
    return this.#size - this.#uncounted.size - but.filter((row) => !this.#uncounted.has(row)).length;
  }
}

/** How many trials a budget counts. Cost O(size). */
export function countIn(history: HistoryView): number {
  const counted = new Counted();
  counted.observe(history, everythingIn(history));
  return counted.count();
}
