import type { ReportView } from '../history/view.ts';
import { firstAbove } from '../math/first-above.ts';

/**
 * What a run had come to at a step, of one objective: its newest finite report up to there, or the first one where its reports begin later.
 *
 * @param final what a run has that never reported; NaN = nothing
 * @param o     which of k objectives
 */
export function valueAt({ steps, losses }: ReportView, final: number, step: number, o = 0, k = 1): number {
  if (steps.length === 0) return final;
  let at = firstAbove(steps, steps.length, step);
  while (at > 0 && !Number.isFinite(losses[(at - 1) * k + o]!)) at--;
  if (at > 0) return losses[(at - 1) * k + o]!;
  for (let i = 0; i < steps.length; i++) if (Number.isFinite(losses[i * k + o]!)) return losses[i * k + o]!;
  return Number.NaN;
}
