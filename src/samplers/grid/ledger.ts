/**
 * Which trial runs which point, so that every point is run once, whoever takes part.
 *
 * Trial n runs point n. A trial that somebody else gave its parameters (enqueued, imported, of another sampler) leaves
 * a gap: its point is taken up by a number that has none of its own: one above the last point, or one whose point such
 * a trial has run already. All of it follows from the parameters of earlier trials, so workers need not speak to
 * each other, and a worker that stops leaves nothing behind.
 */
export class Ledger {
  readonly #pointAt: (n: number) => number;
  /** Per trial: the point it ran (−1 = none of the grid), as far as that is known. */
  readonly #ran: (number | undefined)[] = [];
  /** Per trial looked at: the point it is to run; −1 = none is left. */
  #due: number[] = [];
  /** Points left out so far, oldest first. */
  #gaps = new Set<number>();
  /** Points that others ran. */
  #taken = new Set<number>();

  /** @param pointAt the n-th point, −1 beyond the last */
  constructor(pointAt: (n: number) => number) {
    this.#pointAt = pointAt;
  }

  /** Takes in what a trial ran: a point, −1 for none of them, undefined for not known yet. */
  note(trial: number, point: number | undefined): void {
    const before = this.#ran[trial];
    if (before === point) return;
    this.#ran[trial] = point;
    const due = this.#due[trial];
    if (due === undefined) return;
    const asExpected = (ran: number | undefined): boolean => ran === undefined || ran === due;
    if (!(asExpected(before) && asExpected(point))) this.#forget();
  }

  /** The point that a trial is to run, −1 where all are used up. Amortised O(1). */
  dueFor(trial: number): number {
    while (this.#due.length <= trial) this.#lookAt(this.#due.length);
    return this.#due[trial]!;
  }

  #lookAt(trial: number): void {
    const own = this.#pointAt(trial);
    const isFree = own >= 0 && !this.#taken.has(own);
    const due = isFree ? own : oldest(this.#gaps);
    this.#due.push(due);
    const ran = this.#ran[trial];
    if (ran === undefined || ran === due) this.#gaps.delete(due);
    else {
      if (isFree) this.#gaps.add(own);
      if (ran >= 0 && !this.#gaps.delete(ran)) this.#taken.add(ran);
    }
  }

  /** Something earlier was otherwise than thought: all is worked out again when next asked. */
  #forget(): void {
    this.#due = [];
    this.#gaps = new Set();
    this.#taken = new Set();
  }
}

function oldest(gaps: ReadonlySet<number>): number {
  for (const gap of gaps) return gap;
  return -1;
}
