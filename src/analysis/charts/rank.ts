import type { Objective } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { type Axis, axisOf, chosenColumns } from './axis.ts';
import { chosenObjective } from './outcome.ts';
import { resultRows, valuesAt } from './slice.ts';

/** Trials coloured by their rank, over pairs of parameters. One entry a complete trial, trials ascending. */
export interface RankChart {
  readonly objective: Objective;
  readonly trials: Int32Array;
  readonly values: Float64Array;
  /** Codes of `OUTCOMES`: feasible or infeasible; the latter are drawn grey. */
  readonly outcomes: Uint8Array;
  /** Place by value, lowest first, 0 … 1; equal values share the mean of their places. ½ where there is one trial. */
  readonly ranks: Float64Array;
  /** The values at ranks 0, ¼, ½, ¾ and 1: what the scale of colours says; empty where there is no trial. */
  readonly quartiles: Float64Array;
  /** One a parameter: where the trials lie; NaN = inactive. Any two make a panel. */
  readonly params: readonly { readonly axis: Axis; readonly values: Float64Array }[];
}

/**
 * Ranks of complete trials over their parameters: unlike a scale of values it shows structure whatever outliers there are. Infeasible
 * trials are ranked with the others, by value.
 *
 * @throws `values-invalid`, `parameter-invalid` for names that the study does not have
 */
export function rankChart(
  history: HistoryView,
  options: { readonly objective?: string; readonly params?: readonly string[] } = {},
): RankChart {
  const chosen = chosenObjective(history, options.objective);
  const columns = chosenColumns(history, options.params);
  const { rows, values, outcomes } = resultRows(history, chosen);
  const sorted = values.slice().sort();
  return {
    objective: chosen.objective,
    trials: rows,
    values,
    outcomes,
    ranks: ranksOf(values, sorted),
    quartiles: quartilesOf(sorted),
    params: columns.map((column) => ({ axis: axisOf(column), values: valuesAt(column, rows) })),
  };
}

function ranksOf(values: Float64Array, sorted: Float64Array): Float64Array {
  const n = values.length;
  if (n === 1) return Float64Array.of(0.5);
  const places = new Map<number, number>();
  for (let from = 0, to = 0; from < n; from = to) {
    while (to < n && sorted[to] === sorted[from]) to++;
    places.set(sorted[from]! + 0, (from + to - 1) / 2 / (n - 1));
  }
  return values.map((value) => places.get(value + 0)!);
}

function quartilesOf(sorted: Float64Array): Float64Array {
  if (sorted.length === 0) return new Float64Array(0);
  return Float64Array.from([0, 0.25, 0.5, 0.75, 1], (share) => {
    const at = share * (sorted.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below]! * (1 - (at - below)) + sorted[above]! * (at - below);
  });
}
