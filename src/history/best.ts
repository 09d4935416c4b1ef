import { CONFIRMS } from './attribute-names.ts';
import { type HistoryView, STATE_CODE } from './view.ts';

/** Did the trial end with values, within its constraints? One that only runs another one again is no result of its own: a lucky repeat wins nothing. */
export function isFeasible(history: HistoryView, row: number): boolean {
  return (
    history.states[row] === STATE_CODE.complete &&
    history.violations[row] === 0 &&
    history.attribute(row, 'system', CONFIRMS) === undefined
  );
}

/** Row of the best feasible complete trial of one objective, the earliest among equals; null = none. Cost O(size). */
export function bestRow(history: HistoryView): number | null {
  let best: number | null = null;
  for (let row = 0; row < history.size; row++) {
    if (!isFeasible(history, row)) continue;
    if (best === null || history.losses[row]! < history.losses[best]!) best = row;
  }
  return best;
}

/** Rows of the Pareto front: feasible complete trials that no other one dominates, ascending; of equal ones all. Cost O(size · front). */
export function paretoRows(history: HistoryView): readonly number[] {
  const k = history.objectives.length;
  const { losses } = history;
  const dominates = (a: number, b: number): boolean => {
    let better = false;
    for (let i = 0; i < k; i++) {
      if (losses[a * k + i]! > losses[b * k + i]!) return false;
      if (losses[a * k + i]! < losses[b * k + i]!) better = true;
    }
    return better;
  };
  let front: number[] = [];
  for (let row = 0; row < history.size; row++) {
    if (!isFeasible(history, row) || front.some((other) => dominates(other, row))) continue;
    front = front.filter((other) => !dominates(row, other));
    front.push(row);
  }
  return front;
}

/** Lowest loss of a feasible complete trial among rows 0 … row, by row; NaN before the first. One objective. */
export function incumbentCurve(history: HistoryView): Float64Array {
  const curve = new Float64Array(history.size);
  let best = Number.NaN;
  for (let row = 0; row < history.size; row++) {
    if (isFeasible(history, row) && !(history.losses[row]! >= best)) best = history.losses[row]!;
    curve[row] = best;
  }
  return curve;
}
