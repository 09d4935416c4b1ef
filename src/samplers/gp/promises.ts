import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import { grown } from '../../math/growing.ts';
import { type Evidence, STANDING } from '../evidence.ts';

/** Promises that count as made and kept before there were any. */
const BEFORE = 2;

/**
 * The chances to improve that were told of trials, held against what became of them: where too few were kept, the model believes
 * in less noise than there is, and the next chance is told smaller.
 */
export class Promises {
  /** Shape (≥ rows): the model's chance that this trial's result would be the best one; NaN = none was told. */
  #chances = new Float64Array(0);

  /** Takes in the chances that new notes hold. */
  observe(history: HistoryView, delta: Delta): void {
    if (delta.reset) this.#chances.fill(Number.NaN);
    const { rows } = delta.reset ? everythingIn(history) : delta;
    this.#chances = grown(this.#chances, history.size, Number.NaN);
    for (const row of rows) {
      const chance = history.notes(row)?.['chance'];
      this.#chances[row] = typeof chance === 'number' ? chance : Number.NaN;
    }
  }

  /** The share of promises that were kept, over that expected: what to multiply a chance with. At most 1. A pruned trial kept none. Cost O(rows). */
  kept({ standing, losses, violations, size }: Evidence): number {
    let best = Number.POSITIVE_INFINITY;
    let told = BEFORE;
    let kept = BEFORE;
    for (let row = 0; row < size; row++) {
      const isComplete = standing[row] === STANDING.complete && !(violations[row]! > 0);
      if (!isComplete && standing[row] !== STANDING.partial) continue;
      const isBest = isComplete && losses[row]! < best;
      if (isBest) best = losses[row]!;
      if (Number.isNaN(this.#chances[row]!)) continue;
      told += this.#chances[row]!;
      if (isBest) kept++;
    }
    return Math.min(1, kept / told);
  }
}
