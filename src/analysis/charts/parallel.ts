import type { Objective } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { type Axis, axisOf, chosenColumns } from './axis.ts';
import { chosenObjective } from './outcome.ts';
import { resultRows, valuesAt } from './slice.ts';

/** Trials as lines across axes: the objectives first, then the parameters. One entry a complete trial, trials ascending. */
export interface ParallelChart {
  /** The objective that colours the lines. */
  readonly objective: Objective;
  readonly trials: Int32Array;
  /** Codes of `OUTCOMES`: feasible or infeasible. */
  readonly outcomes: Uint8Array;
  /** Objectives, each with its ends among these trials; null ends where there is no trial. */
  readonly objectives: readonly {
    readonly objective: Objective;
    readonly low: number | null;
    readonly high: number | null;
    readonly values: Float64Array;
  }[];
  /** Parameters; NaN = inactive: the line has a gap there. */
  readonly params: readonly { readonly axis: Axis; readonly values: Float64Array }[];
}

/**
 * Parallel coordinates of complete trials, feasible or not. A line goes from axis to axis; where a conditional parameter was inactive it
 * has a gap, in place of dropping the trial.
 *
 * @throws `values-invalid`, `parameter-invalid` for names that the study does not have
 */
export function parallelChart(
  history: HistoryView,
  options: { readonly objective?: string; readonly params?: readonly string[] } = {},
): ParallelChart {
  const chosen = chosenObjective(history, options.objective);
  const columns = chosenColumns(history, options.params);
  const { rows, outcomes } = resultRows(history, chosen);
  const k = history.objectives.length;
  return {
    objective: chosen.objective,
    trials: rows,
    outcomes,
    objectives: history.objectives.map((objective, o) => {
      const sign = objective.direction === 'maximize' ? -1 : 1;
      const values = new Float64Array(rows.length);
      for (let i = 0; i < values.length; i++) values[i] = sign * history.losses[rows[i]! * k + o]! + 0;
      return { objective, ...endsOf(values), values };
    }),
    params: columns.map((column) => ({ axis: axisOf(column), values: valuesAt(column, rows) })),
  };
}

/** The least and the largest of the finite numbers; null where there is none. */
export function endsOf(values: Float64Array): { readonly low: number | null; readonly high: number | null } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? { low: null, high: null } : { low, high };
}
