import type { Delta, HistoryView } from '../../history/view.ts';
import { type Gains, lesson, MEMORY } from '../../models/evolution/success-memory.ts';
import type { Ledger } from './ledger.ts';

/** Rounds looked back at for successes. */
const HORIZON = 4 * MEMORY;

/**
 * Who holds each of a population's places: of the finished trials n with n mod size = place, the best.
 *
 * It does not matter in which order trials end. Trial n succeeded where it was better than all earlier ones of its place.
 */
export class Places {
  readonly size: number;
  readonly #ledger: Ledger;
  /** By row: the best finished row of the place up to there, −1 = none. */
  #champions = new Int32Array(64).fill(-1);
  #known = 0;
  readonly #gains = new Map<number, Gains>();

  constructor(ledger: Ledger, size: number) {
    this.#ledger = ledger;
    this.size = size;
  }

  /** Takes in what is new. O(delta), unless something was taken back. */
  observe(history: HistoryView, delta: Delta): void {
    if (delta.reset) {
      this.#champions.fill(-1);
      this.#known = 0;
      this.#gains.clear();
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of delta.rows) this.#take(history, row);
  }

  /** Rows that hold a place, best first. */
  holders(): number[] {
    const found: number[] = [];
    for (let row = Math.max(0, this.#known - this.size); row < this.#known; row++)
      if (this.#champions[row]! >= 0) found.push(this.#champions[row]!);
    return found.sort((a, b) => this.#ledger.compare(a, b));
  }

  /** Who holds the place that a trial competes for; −1 = nobody. */
  holderFor(trial: number): number {
    let row = trial;
    while (row >= this.#known) row -= this.size;
    return row < 0 ? -1 : this.#champions[row]!;
  }

  /** What the latest rounds before a trial taught, newest first. */
  lessons(trial: number): Gains[] {
    const found: Gains[] = [];
    const round = Math.floor(trial / this.size);
    for (let r = round; r >= Math.max(0, round - HORIZON) && found.length < MEMORY; r--) {
      const successes: Gains[] = [];
      for (let row = r * this.size; row < Math.min(this.#known, (r + 1) * this.size); row++) {
        const gains = this.#succeeded(row) ? this.#gains.get(row) : undefined;
        if (gains !== undefined) successes.push(gains);
      }
      if (successes.length > 0) found.push(lesson(successes));
    }
    return found;
  }

  #succeeded(row: number): boolean {
    return row >= this.size && this.#champions[row] === row && this.#champions[row - this.size]! >= 0;
  }

  #take(history: HistoryView, row: number): void {
    const standing = this.#ledger.take(history, row);
    this.#grow(row + 1);
    if (standing !== 0 && !this.#gains.has(row)) this.#readNotes(history, row);
    if (this.#ledger.isFinished(row)) this.#settle(row, row);
  }

  /** The champions from a row on, now that a trial has ended. */
  #settle(from: number, candidate: number): void {
    for (let row = from; row < this.#known; row += this.size) {
      const champion = this.#champions[row]!;
      if (champion === candidate || (champion >= 0 && this.#ledger.compare(champion, candidate) < 0)) return;
      this.#champions[row] = candidate;
    }
  }

  #readNotes(history: HistoryView, row: number): void {
    const notes = history.notes(row);
    const [factor, crossover] = [notes?.['factor'], notes?.['crossover']];
    if (typeof factor === 'number' && typeof crossover === 'number') this.#gains.set(row, { factor, crossover });
  }

  /** New rows begin with the champion of their place so far. */
  #grow(rows: number): void {
    if (rows > this.#champions.length) {
      const more = new Int32Array(2 * rows).fill(-1);
      more.set(this.#champions);
      this.#champions = more;
    }
    for (; this.#known < rows; this.#known++)
      this.#champions[this.#known] = this.#known < this.size ? -1 : this.#champions[this.#known - this.size]!;
  }
}
