import type { JudgedCurve } from '../../history/judged-curve.ts';
import { firstOf } from '../../history/lineage.ts';
import type { Problem } from '../../history/problem.ts';
import type { HistoryView } from '../../history/view.ts';
import { random } from '../../math/random.ts';

/** The options of `curve`, all given. */
export interface CurveRules {
  readonly chance: number;
  readonly startup: number;
  readonly grace: number | null;
  readonly control: number;
}

/** Reports before a trial may be stopped: two points fit every shape. */
export const POINTS = 3;

/** Before this share of the whole run nobody is stopped, where no grace is given. */
const EARLY = 1 / 20;

/** The first time at which a trial may be stopped. @param last the last time of a run */
export function graceOf({ grace }: Pick<CurveRules, 'grace'>, { fidelity }: Problem, last: number): number {
  return Math.max(1, fidelity?.min ?? 1, grace ?? Math.ceil(last * EARLY));
}

/** The first rung after a time: the grace, and from there on by this factor, a step at least. */
export function rungAfter(time: number, grace: number, growth: number): number {
  let rung = grace;
  while (rung <= time) rung = Math.max(rung + 1, Math.ceil(growth * rung));
  return rung;
}

/**
 * Does this trial run on where others would be stopped? One in `control` does: so the error of the rule can be measured.
 * A repeat does as the trial that was lost.
 */
export function runsOn(
  { seed }: Problem,
  history: Pick<HistoryView, 'attribute'>,
  row: number,
  { control }: CurveRules,
): boolean {
  return control > 0 && random(seed).fork('curve').fork(firstOf(history, row)).uniform() * control < 1;
}

/** Are the last two reports no finite numbers? One alone may be an accident. */
export function hasDiverged({ losses }: JudgedCurve): boolean {
  return losses.length > 1 && !Number.isFinite(losses.at(-1)!) && !Number.isFinite(losses.at(-2)!);
}
