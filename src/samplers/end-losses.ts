import type { HistoryView } from '../history/view.ts';
import { type Runs, RunOrder } from './run-order.ts';
import { byLoss } from './standing.ts';

/** Runs of several objectives, each run with a number for every one. */
export interface MeasuredRuns {
  /** Rows of whole runs, at least one. */
  readonly whole: readonly number[];
  /** Rows of runs that were stopped for good. */
  readonly stopped: readonly number[];
  /** The last step of a stopped run; any number below all steps where it has none. */
  readonly lastOf: (row: number) => number;
  /** A run's last loss of an objective. */
  readonly lossOf: (row: number, objective: number) => number;
}

/**
 * What stopped runs would have come to, for those who weigh several objectives: in each a number between those of the whole runs
 * beside which `RunOrder` puts it by this objective alone.
 *
 * So a run that was stopped early while it led in one objective may be on the front, and one that was behind in all stands behind it.
 */
export class EndLosses {
  readonly #orders: readonly RunOrder[];

  /** @param objectives how many, k */
  constructor(objectives: number) {
    this.#orders = Array.from({ length: objectives }, (_, o) => new RunOrder(o));
  }

  /** Losses of whole runs as they are, followed by those of stopped ones as at their ends; shape (runs × k), row-major. */
  of(history: HistoryView, runs: MeasuredRuns): Float64Array {
    const k = this.#orders.length;
    const rows = [...runs.whole, ...runs.stopped];
    const made = new Float64Array(rows.length * k);
    this.#orders.forEach((order, o) => {
      const ends = runs.stopped.length === 0 ? null : endsOf(history, runs, order, o);
      rows.forEach((row, i) => {
        made[i * k + o] = ends?.[row] ?? runs.lossOf(row, o);
      });
    });
    return made;
  }
}

/** What each run comes to in one objective, by row. */
function endsOf(
  history: HistoryView,
  { whole, stopped, lastOf, lossOf }: MeasuredRuns,
  order: RunOrder,
  o: number,
): Float64Array {
  const losses = new Float64Array(history.size);
  const isWhole = new Uint8Array(history.size);
  for (const row of stopped) losses[row] = lossOf(row, o);
  for (const row of whole) {
    losses[row] = lossOf(row, o);
    isWhole[row] = 1;
  }
  const byThis = (a: number, b: number): number => byLoss(losses[a]!, losses[b]!) || a - b;
  const runs: Runs = {
    whole: whole.toSorted(byThis),
    partial: stopped.toSorted((a, b) => lastOf(b) - lastOf(a) || byThis(a, b)),
    lastOf,
  };
  const rows = order.best(history, runs, whole.length + stopped.length);
  const places: number[] = [];
  rows.forEach((row, i) => {
    if (isWhole[row] === 1) places.push(i);
  });
  const known = places.map((place) => losses[rows[place]!]!);
  numbersAt(places, known, rows.length).forEach((loss, i) => {
    losses[rows[i]!] = loss;
  });
  return losses;
}

/**
 * Numbers for so many places of which some are known, ascending and at least one: evenly spread between two known ones, and so on
 * before the first and after the last.
 */
export function numbersAt(places: readonly number[], known: readonly number[], count: number): number[] {
  const steps = places.slice(1).map((at, i) => (known[i + 1]! - known[i]!) / (at - places[i]!));
  const made: number[] = [];
  for (let at = 0, next = 0; at < count; at++) {
    while (at >= places[next + 1]!) next++;
    const step = steps[Math.min(next, steps.length - 1)] ?? 1;
    made.push(known[next]! + (Number.isFinite(step) ? step * (at - places[next]!) : 0));
  }
  return made;
}
