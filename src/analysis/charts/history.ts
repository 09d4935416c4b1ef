import type { Objective } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { chosenObjective, OUTCOME_CODE, outcomesOf, valuesOf } from './outcome.ts';

/** The values of a study trial by trial, and the best so far. One entry a trial, trials ascending; removed ones are left out. */
export interface HistoryChart {
  readonly objective: Objective;
  /** Trial numbers. */
  readonly trials: Int32Array;
  /** As the user means them; NaN = none. */
  readonly values: Float64Array;
  /** Codes of `OUTCOMES`. */
  readonly outcomes: Uint8Array;
  /** The best value of a feasible complete trial up to here; NaN before the first. */
  readonly incumbent: Float64Array;
  /** Trials that were better than all before them: where the incumbent changes. */
  readonly records: Int32Array;
}

/** One of several studies that are compared. */
export interface NamedHistory {
  readonly name: string;
  readonly history: HistoryView;
}

/**
 * History of an objective, with the incumbent. Trials that are infeasible, that were pruned, and that ran others again are shown and
 * are never the incumbent; a pruned one has the value that it was pruned with, if any.
 *
 * @param objective its name; left out = the first
 * @throws `values-invalid` for a name that is no objective
 */
export function historyChart(history: HistoryView, objective?: string): HistoryChart {
  const chosen = chosenObjective(history, objective);
  const all = valuesOf(history, chosen);
  const codes = outcomesOf(history);
  const trials = shownRows(codes);
  const incumbent = new Float64Array(trials.length);
  const records: number[] = [];
  let best = Number.NaN;
  trials.forEach((row, i) => {
    const value = all[row]!;
    const isBetter = Number.isNaN(best) || chosen.sign * value < chosen.sign * best;
    if (codes[row] === OUTCOME_CODE.feasible && !Number.isNaN(value) && isBetter) {
      best = value;
      records.push(row);
    }
    incumbent[i] = best;
  });
  return {
    objective: chosen.objective,
    trials,
    values: trials.length === all.length ? all : Float64Array.from(trials, (row) => all[row]!),
    outcomes: trials.length === codes.length ? codes : Uint8Array.from(trials, (row) => codes[row]!),
    incumbent,
    records: Int32Array.from(records),
  };
}

/**
 * Histories of several studies in one picture, in the order given.
 *
 * @param objective its name in all of them; left out = the first of each
 * @throws `values-invalid` where a study has no such objective
 */
export function compareHistories(
  studies: readonly NamedHistory[],
  objective?: string,
): readonly (HistoryChart & { readonly name: string })[] {
  return studies.map(({ name, history }) => ({ name, ...historyChart(history, objective) }));
}

/** Rows of trials that were not removed, ascending. */
export function shownRows(outcomes: Uint8Array): Int32Array {
  let count = 0;
  for (const outcome of outcomes) if (outcome !== OUTCOME_CODE.removed) count++;
  const rows = new Int32Array(count);
  for (let row = 0, at = 0; row < outcomes.length; row++) if (outcomes[row] !== OUTCOME_CODE.removed) rows[at++] = row;
  return rows;
}
