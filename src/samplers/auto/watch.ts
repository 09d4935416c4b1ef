import { type Delta, type HistoryView, STATE_CODE } from '../../history/view.ts';

/** Recorded times that count: those of the newest finished trials. */
const RECENT = 51;

/** What the choice among experts needs of the history, kept up to date in O(delta). */
export class Watch {
  readonly #objectives: number;
  readonly #hasResult = new Set<number>();
  readonly #isPartial = new Set<number>();
  readonly #isFinished = new Set<number>();
  #history: HistoryView | null = null;
  #constrained = 0;
  #hasFailures = false;

  constructor(objectives: number) {
    this.#objectives = objectives;
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    if (delta.reset) {
      this.#hasResult.clear();
      this.#isPartial.clear();
      this.#isFinished.clear();
      this.#constrained = 0;
      this.#hasFailures = false;
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of delta.rows) this.#take(history, row);
  }

  /** Finished trials with finite losses. */
  get results(): number {
    return this.#hasResult.size;
  }

  /** Trials that have ended, however they did. */
  get finished(): number {
    return this.#isFinished.size;
  }

  /** Trials that a Gaussian process is made from: those, and partial runs: pruned, or paused. */
  get modelled(): number {
    return this.#hasResult.size + this.#isPartial.size;
  }

  /** Processes that a Gaussian process expert runs: objectives, constraints, crashes. */
  get models(): number {
    return this.#objectives + this.#constrained + (this.#hasFailures ? 1 : 0);
  }

  /** Seconds of the newest finished trials. */
  get seconds(): number[] {
    const history = this.#history;
    const found: number[] = [];
    if (history === null) return found;
    for (let row = history.size - 1; row >= 0 && found.length < RECENT; row--)
      if (this.#hasResult.has(row) && history.seconds[row]! >= 0) found.push(history.seconds[row]!);
    return found;
  }

  /** Trials on their way; paused ones take nobody's time. */
  get workers(): number {
    return this.#history?.open.filter((row) => this.#history!.states[row] !== STATE_CODE.paused).length ?? 0;
  }

  #take(history: HistoryView, row: number): void {
    const state = history.states[row]!;
    const losses = history.losses.subarray(row * this.#objectives, (row + 1) * this.#objectives);
    if (state === STATE_CODE.complete && losses.every(Number.isFinite)) this.#hasResult.add(row);
    else this.#hasResult.delete(row);
    if (state === STATE_CODE.complete || state === STATE_CODE.pruned || state === STATE_CODE.failed)
      this.#isFinished.add(row);
    else this.#isFinished.delete(row);
    const isPaused = state === STATE_CODE.paused && history.reports(row).steps.length > 0;
    if (state === STATE_CODE.pruned || isPaused) this.#isPartial.add(row);
    else this.#isPartial.delete(row);
    if (state === STATE_CODE.failed) this.#hasFailures = true;
    if (state === STATE_CODE.complete)
      this.#constrained = Math.max(this.#constrained, Object.keys(history.record(row).constraints).length);
  }
}
