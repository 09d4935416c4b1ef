import type { JudgedCurve } from '../../history/judged-curve.ts';
import { CurveFit, type Outlook } from '../../models/curve/curve-fit.ts';
import { log } from '../../math/elementary.ts';
import { timeOf } from '../../models/curve/time.ts';

/** Times this early have a slot each; of later ones there are `PER_DOUBLING` slots to a doubling. */
const SINGLE = 16;
const PER_DOUBLING = 12;

/** Times that are as good as one when curves are compared: so curves of a million steps keep a few hundred outlooks. */
export function slotOf(time: number): number {
  return time <= SINGLE ? time : SINGLE + Math.floor(PER_DOUBLING * log(time / SINGLE) * Math.LOG2E);
}

/** What was expected of a finished curve at the first report in each slot, and what it came to. */
export interface Trace {
  readonly slots: readonly number[];
  readonly outlooks: readonly Outlook[];
  readonly final: number;
}

/** Follows a finished curve; null where it ends in what is no number. */
export function traceOf(curve: JudgedCurve, last: number): Trace | null {
  const final = curve.losses.at(-1)!;
  if (!Number.isFinite(final)) return null;
  const fit = new CurveFit(last);
  const slots: number[] = [];
  const outlooks: Outlook[] = [];
  for (let i = 0; i < curve.steps.length; i++) {
    const time = timeOf(curve.steps[i]!, curve.steps[0]!);
    if (Number.isFinite(curve.losses[i]!)) fit.add(time, curve.losses[i]!);
    const slot = slotOf(time);
    if (slot === slots.at(-1)) continue;
    const outlook = fit.outlook();
    if (!Number.isFinite(outlook.sd)) continue;
    slots.push(slot);
    outlooks.push(outlook);
  }
  return { slots, outlooks, final };
}
