import type { HistoryView } from '../../history/view.ts';
import { vectorOrder } from '../vector-order.ts';
import { ordinal } from '../words.ts';
import { Fronts } from '../fronts.ts';
import type { Field } from './field.ts';

/** A field of several objectives: a trial's place among the others by front, then by exclusive volume. */
export class VectorField implements Field {
  readonly #k: number;
  readonly #percent: number;
  /** By step. Reports of NaN alone are in the count of trials, and behind all others; those that left objectives out are not there. */
  readonly #reported = new Map<number, { trials: number; readonly fronts: Fronts }>();

  constructor(k: number, percent: number) {
    this.#k = k;
    this.#percent = percent;
  }

  add(history: HistoryView, row: number): void {
    const { steps, losses } = history.reports(row);
    steps.forEach((step, i) => {
      const vector = losses.slice(i * this.#k, (i + 1) * this.#k);
      const missing = vector.filter(Number.isNaN).length;
      if (missing > 0 && missing < this.#k) return;
      const others = this.#reported.get(step) ?? { trials: 0, fronts: new Fronts() };
      this.#reported.set(step, others);
      others.trials++;
      if (missing === 0) others.fronts.insert(vector);
    });
  }

  steps(history: HistoryView, row: number): Int32Array | null {
    const { steps } = history.reports(row);
    return steps.length === 0 ? null : steps;
  }

  against(history: HistoryView, row: number, step: number, minTrials: number): string | null {
    const best = this.#bestOfEach(history.reports(row).losses);
    if (best.every(Number.isNaN)) return 'it had reported nothing but NaN';
    const others = this.#reported.get(step);
    if (best.some(Number.isNaN) || others === undefined || others.trials < minTrials) return null;
    const all = others.trials + 1;
    const goOn = Math.max(1, Math.ceil((this.#percent / 100) * all));
    const place = placeOf(best, others.fronts, goOn);
    return place <= goOn
      ? null
      : `it was no better than ${ordinal(place)} of ${all} by fronts and volume, with the best it had reported of each objective; the best ${goOn} go on`;
  }

  #bestOfEach(losses: Float64Array): Float64Array {
    const best = new Float64Array(this.#k).fill(Number.NaN);
    losses.forEach((loss, i) => {
      const j = i % this.#k;
      if (loss < best[j]! || Number.isNaN(best[j]!)) best[j] = loss;
    });
    return best;
  }
}

/** The place from 1 of a vector that joins others. Volumes are counted only where the front holds the last place that goes on. */
function placeOf(vector: Float64Array, others: Fronts, goOn: number): number {
  const { before, peers } = others.standing(vector);
  if (before >= goOn || before + peers.length + 1 <= goOn) return before + 1;
  const k = vector.length;
  const front = new Float64Array((peers.length + 1) * k);
  front.set(vector); // first, so that it wins its ties: as good as another that goes on is good enough
  // In an order of their own, so that the order in which they ended cannot turn the last bit of a volume.
  peers.toSorted(byNumbers).forEach((peer, i) => front.set(peer, (i + 1) * k));
  return before + 1 + vectorOrder(front, peers.length + 1, k).indexOf(0);
}

function byNumbers(a: Float64Array, b: Float64Array): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}
