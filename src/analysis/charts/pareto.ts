import type { Objective } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { paretoRanks } from '../../math/pareto.ts';
import { OUTCOME_CODE, outcomesOf } from './outcome.ts';

/** Complete trials by what their values are to each other. One entry a trial, trials ascending. */
export interface ParetoChart {
  readonly objectives: readonly Objective[];
  readonly trials: Int32Array;
  /** Shape (trials × objectives), row-major; as the user means them. */
  readonly values: Float64Array;
  /** 0 = on the front; n = on the front once those of ranks below n are taken away; −1 = infeasible. */
  readonly ranks: Int32Array;
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
  const found = paretoRanks(points, k);
  const ranks = new Int32Array(trials.length).fill(-1);
  for (let i = 0, at = 0; i < trials.length; i++) if (trials[i] === feasible[at]) ranks[i] = found[at++]!;
  const values = lossesAt(losses, trials, k);
  const signs = objectives.map(({ direction }) => (direction === 'maximize' ? -1 : 1));
  for (let i = 0; i < values.length; i++) values[i] = signs[i % k]! * values[i]! + 0;
  const front = feasible
    .filter((_, i) => found[i] === 0)
    .sort((a, b) => order(losses[a * k]!, losses[b * k]!) || a - b);
  return { objectives, trials, values, ranks, front };
}

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

/** Which of two numbers is less; infinities have no difference. */
export const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
