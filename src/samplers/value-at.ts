import type { ReportView } from '../history/view.ts';

/**
 * What a run had come to at a step, of one objective: its newest finite report up to there, or the first one where its reports begin later.
 *
 * @param final what a run has that never reported; NaN = nothing
 * @param o     which of k objectives
 */
export function valueAt({ steps, losses }: ReportView, final: number, step: number, o = 0, k = 1): number {
  if (steps.length === 0) return final;
  let at = countUpTo(steps, step);
  while (at > 0 && !Number.isFinite(losses[(at - 1) * k + o]!)) at--;
  if (at > 0) return losses[(at - 1) * k + o]!;
  for (let i = 0; i < steps.length; i++) if (Number.isFinite(losses[i * k + o]!)) return losses[i * k + o]!;
  return Number.NaN;
}

/** How many of ascending steps lie at or before one. */
function countUpTo(steps: Int32Array, step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}
