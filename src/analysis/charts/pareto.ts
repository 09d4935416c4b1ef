import type { Objective } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { onFront, order } from './front.ts';
import { OUTCOME_CODE, outcomesOf } from './outcome.ts';

/** What a complete trial is to the front. Their order is the order of the codes. */
export const PARETO_KINDS = ['front', 'dominated', 'infeasible'] as const;

/** Complete trials by what their values are to each other. One entry a trial, trials ascending. */
export interface ParetoChart {
  readonly objectives: readonly Objective[];
  readonly trials: Int32Array;
  /** Shape (trials × objectives), row-major; as the user means them. */
  readonly values: Float64Array;
  /** Codes of `PARETO_KINDS`. */
  readonly kinds: Uint8Array;
  /** Trials of the front, by the first objective, best first: two objectives can be joined to a line. */
  readonly front: Int32Array;
}

/**
 * The Pareto front, with the dominated and the infeasible trials. Feasible complete trials are compared; of equal ones all are on the
 * front. With one objective the front is the best. Cost O(n log n) with two objectives, else O(n · front).
 */
export function paretoChart(history: HistoryView): ParetoChart {
  const { objectives, losses } = history;
  const k = objectives.length;
  const outcomes = outcomesOf(history);
  const trials = rowsWithValues(history, outcomes);
  const feasible = trials.filter((row) => outcomes[row] === OUTCOME_CODE.feasible);
  const points = lossesAt(losses, feasible, k);
  const isOn = onFront(points, k);
  const kinds = new Uint8Array(trials.length).fill(INFEASIBLE);
  for (let i = 0, at = 0; i < trials.length; i++)
    if (trials[i] === feasible[at]) kinds[i] = isOn[at++] === 1 ? ON_FRONT : DOMINATED;
  const values = lossesAt(losses, trials, k);
  const signs = objectives.map(({ direction }) => (direction === 'maximize' ? -1 : 1));
  for (let i = 0; i < values.length; i++) values[i] = signs[i % k]! * values[i]! + 0;
  const front = feasible.filter((_, i) => isOn[i] === 1).sort((a, b) => order(losses[a * k]!, losses[b * k]!) || a - b);
  return { objectives, trials, values, kinds, front };
}

const [ON_FRONT, DOMINATED, INFEASIBLE] = [0, 1, 2];

/** Rows of complete trials none of whose values is missing, no repeats of others. */
function rowsWithValues({ losses, objectives }: HistoryView, outcomes: Uint8Array): Int32Array {
  const k = objectives.length;
  const found: number[] = [];
  for (let row = 0; row < outcomes.length; row++) {
    let isWhole = outcomes[row]! <= OUTCOME_CODE.infeasible;
    for (let o = 0; isWhole && o < k; o++) isWhole = !Number.isNaN(losses[row * k + o]!);
    if (isWhole) found.push(row);
  }
  return Int32Array.from(found);
}

/** Losses of some rows, shape (rows × objectives). */
function lossesAt(losses: Float64Array, rows: Int32Array, k: number): Float64Array {
  const points = new Float64Array(rows.length * k);
  for (let i = 0; i < rows.length; i++) for (let o = 0; o < k; o++) points[i * k + o] = losses[rows[i]! * k + o]!;
  return points;
}
