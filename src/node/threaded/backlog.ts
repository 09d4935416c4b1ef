import type { Delta, HistoryView } from '../../history/view.ts';
import type { SamplerRun } from '../../samplers/sampler.ts';

/** Changed rows that somebody has not been told of yet: any split into deltas gives the same proposals, so they can wait. */
export class Backlog {
  #rows = new Set<number>();
  #reset = false;

  add({ rows, reset }: Delta): void {
    for (const row of rows) this.#rows.add(row);
    this.#reset ||= reset;
  }

  /** All that has gathered, as one delta; null = nothing. */
  take(): Delta | null {
    if (this.#rows.size === 0 && !this.#reset) return null;
    const delta = { rows: Int32Array.from(this.#rows).sort(), reset: this.#reset };
    this.#rows = new Set();
    this.#reset = false;
    return delta;
  }

  /** Tells a run. */
  giveTo(run: SamplerRun, history: HistoryView): void {
    const delta = this.take();
    if (delta !== null) run.observe(history, delta);
  }
}
