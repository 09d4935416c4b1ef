import { winnerRow } from '../../history/confirmation.ts';
import { lineageOf, originOf } from '../../history/lineage.ts';
import type { Objective } from '../../history/record.ts';
import { type HistoryView, STATE_CODE } from '../../history/view.ts';
import { chosenObjective } from './outcome.ts';

/** Trials by whose state they started with. One entry a trial, trials ascending; removed ones are left out. */
export interface LineageChart {
  readonly objective: Objective;
  readonly trials: Int32Array;
  /** The trial whose state it started with; −1 = it started from nothing. */
  readonly parents: Int32Array;
  /** The step of that state. */
  readonly after: Int32Array;
  /** Codes of `STATES`. */
  readonly states: Uint8Array;
  /** Last step reported; −1 = none. */
  readonly steps: Int32Array;
  /** The objective as it ended or was reported last; NaN = never. */
  readonly values: Float64Array;
  /** 1 where the winner's state comes from the trial. */
  readonly winning: Uint8Array;
  /** Did any trial start from another one? */
  readonly isFamily: boolean;
}

/**
 * The families of a population: which trials started from the checkpoints of others, be it as copies or as repeats of lost ones.
 *
 * @param objective its name; left out = the first. With several objectives no trial is the winner.
 * @throws `values-invalid` for a name that is no objective
 */
export function lineageChart(history: HistoryView, objective?: string): LineageChart {
  const chosen = chosenObjective(history, objective);
  const { size, states, losses, objectives } = history;
  const k = objectives.length;
  const winner = k === 1 ? winnerRow(history) : null;
  const line = new Set(winner === null ? [] : lineageOf(history, winner));
  const trials = Int32Array.from({ length: size }, (_, row) => row).filter((row) => states[row] !== STATE_CODE.removed);
  const n = trials.length;
  const parents = new Int32Array(n).fill(-1);
  const after = new Int32Array(n);
  const steps = new Int32Array(n).fill(-1);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = trials[i]!;
    const origin = originOf(history, row);
    if (origin !== null) {
      parents[i] = origin.trial;
      after[i] = origin.step;
    }
    const reports = history.reports(row);
    const last = reports.steps.length - 1;
    const loss = losses[row * k + chosen.index]!;
    if (last >= 0) steps[i] = reports.steps[last]!;
    const own = Number.isNaN(loss) && last >= 0 ? reports.losses[last * k + chosen.index]! : loss;
    values[i] = chosen.sign * own + 0;
  }
  return {
    objective: chosen.objective,
    trials,
    parents,
    after,
    states: Uint8Array.from(trials, (row) => states[row]!),
    steps,
    values,
    winning: Uint8Array.from(trials, (row) => (line.has(row) ? 1 : 0)),
    isFamily: parents.some((parent) => parent >= 0),
  };
}
