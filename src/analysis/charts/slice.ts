import type { Objective } from '../../history/record.ts';
import type { HistoryView, ParamColumn } from '../../history/view.ts';
import { type Axis, axisOf, chosenColumns } from './axis.ts';
import { type Chosen, chosenObjective, OUTCOME_CODE, outcomesOf, valuesOf } from './outcome.ts';

/** One parameter against the objective: a point for each complete trial that has it, trials ascending. */
export interface SlicePanel {
  readonly axis: Axis;
  /** Trial numbers: the colour of a point, from early to late. */
  readonly trials: Int32Array;
  /** Along the axis: numbers, or places of choices. */
  readonly params: Float64Array;
  /** The objective as the user means it; finite. */
  readonly values: Float64Array;
  /** Codes of `OUTCOMES`: feasible or infeasible. */
  readonly outcomes: Uint8Array;
}

/** Each parameter against the objective. Panels of parameters that every trial has share the arrays that are equal. */
export interface SliceChart {
  readonly objective: Objective;
  readonly panels: readonly SlicePanel[];
}

/**
 * The objective over each parameter alone. Complete trials with a finite value are shown, feasible or not; a conditional parameter has
 * points only where it was active.
 *
 * @throws `values-invalid`, `parameter-invalid` for names that the study does not have
 */
export function sliceChart(
  history: HistoryView,
  options: { readonly objective?: string; readonly params?: readonly string[] } = {},
): SliceChart {
  const chosen = chosenObjective(history, options.objective);
  const columns = chosenColumns(history, options.params);
  const results = resultRows(history, chosen);
  return { objective: chosen.objective, panels: columns.map((column) => panelOf(column, results)) };
}

/** Complete trials with a finite value, and what charts of parameters show of each. */
export interface ResultRows {
  /** Trial numbers, ascending. */
  readonly rows: Int32Array;
  /** Shape of `rows`. */
  readonly values: Float64Array;
  readonly outcomes: Uint8Array;
}

/** The trials of a chart that sets parameters against an objective: complete, with a finite value, no repeats of others. */
export function resultRows(history: HistoryView, chosen: Chosen): ResultRows {
  const values = valuesOf(history, chosen);
  const outcomes = outcomesOf(history);
  const counts = (row: number): boolean => outcomes[row]! <= OUTCOME_CODE.infeasible && Number.isFinite(values[row]!);
  let count = 0;
  for (let row = 0; row < values.length; row++) if (counts(row)) count++;
  const found = { rows: new Int32Array(count), values: new Float64Array(count), outcomes: new Uint8Array(count) };
  for (let row = 0, at = 0; row < values.length; row++) {
    if (!counts(row)) continue;
    found.rows[at] = row;
    found.values[at] = values[row]!;
    found.outcomes[at++] = outcomes[row]!;
  }
  return found;
}

/** The values of a parameter at some rows; NaN = inactive. */
export function valuesAt({ values }: ParamColumn, rows: Int32Array): Float64Array {
  const found = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) found[i] = values[rows[i]!]!;
  return found;
}

function panelOf(column: ParamColumn, { rows, values, outcomes }: ResultRows): SlicePanel {
  const axis = axisOf(column);
  const has = (i: number): boolean => !Number.isNaN(column.values[rows[i]!]!);
  let count = 0;
  for (let i = 0; i < rows.length; i++) if (has(i)) count++;
  if (count === rows.length) return { axis, trials: rows, params: valuesAt(column, rows), values, outcomes };
  const panel = {
    axis,
    trials: new Int32Array(count),
    params: new Float64Array(count),
    values: new Float64Array(count),
    outcomes: new Uint8Array(count),
  };
  for (let i = 0, at = 0; i < rows.length; i++) {
    if (!has(i)) continue;
    panel.trials[at] = rows[i]!;
    panel.params[at] = column.values[rows[i]!]!;
    panel.values[at] = values[i]!;
    panel.outcomes[at++] = outcomes[i]!;
  }
  return panel;
}
