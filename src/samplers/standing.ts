import { isRepeated } from '../history/lineage.ts';
import { type HistoryView, STATE_CODE } from '../history/view.ts';

/**
 * What a trial is to a sampler that ranks them: nothing, on its way, or one of four ranks, best first. A paused trial ranks as a pruned
 * one: it may go on, but what it showed is known.
 */
export const STANDING = { none: 0, pending: 1, complete: 2, pruned: 3, infeasible: 4, failed: 5 } as const;

/** A trial's standing as the history has it. */
export function standingOf(history: HistoryView, row: number): number {
  const isFeasible = !(history.violations[row]! > 0);
  switch (history.states[row]) {
    case STATE_CODE.running:
      return STANDING.pending;
    case STATE_CODE.complete:
      return isFeasible ? STANDING.complete : STANDING.infeasible;
    case STATE_CODE.paused:
    case STATE_CODE.pruned:
      if (history.states[row] === STATE_CODE.paused && history.reports(row).steps.length === 0) return STANDING.pending;
      return isFeasible ? STANDING.pruned : STANDING.infeasible;
    case STATE_CODE.failed:
      return isRepeated(history, row) ? STANDING.none : STANDING.failed; // it was lost: its repeat will tell
    default:
      return STANDING.none; // waiting trials are wishes, removed ones never were
  }
}

/** Orders trials of one standing before their losses do: −last step if pruned, violation if infeasible; lower is better. */
export function keyOf(history: HistoryView, row: number, standing: number): number {
  if (standing === STANDING.infeasible) return history.violations[row]!;
  if (standing !== STANDING.pruned) return 0;
  const { steps } = history.reports(row);
  return steps.length === 0 ? Number.MAX_VALUE : -steps[steps.length - 1]!;
}

/** Ascending, NaN last. */
export const byLoss = (a: number, b: number): number =>
  Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a < b ? -1 : a > b ? 1 : 0;

/** A trial's losses, those of its last report where it is paused. A view. */
export function lossesOf(history: HistoryView, row: number): Float64Array {
  const k = history.objectives.length;
  if (history.states[row] !== STATE_CODE.paused) return history.losses.subarray(row * k, (row + 1) * k);
  const { losses } = history.reports(row);
  return losses.subarray(losses.length - k);
}
