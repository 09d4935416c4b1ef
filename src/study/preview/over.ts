import type { HistoryView } from '../../history/view.ts';
import { type ComputeTime, computeTime } from '../limits/compute.ts';
import { billOf, money } from '../limits/cost.ts';
import { type Condition, graceIn, lasts, type Supply } from '../limits/limit.ts';
import { NoImprovement } from '../limits/no-improvement.ts';
import { Target } from '../limits/target.ts';
import { wallTime } from '../limits/wall.ts';
import type { Clock, Limits, StoppedBy } from '../study.ts';

/** The limits that the trials of a study may have reached. */
export type Reachable = Pick<
  Limits,
  'seconds' | 'computeSeconds' | 'maxCost' | 'cost' | 'target' | 'noImprovement' | 'finishRunning'
>;

type Reads = Pick<Clock, 'instant' | 'elapsed'>;

/**
 * The limit, the number of trials apart, that ends a search of a study before its first trial, as a run would find it; null = none does.
 *
 * @param graceSeconds that a trial is granted to end by itself
 * @param time how long its trials have run
 * @throws `config-invalid` for a target of several objectives
 */
export function reachedBefore(
  history: HistoryView,
  limits: Reachable,
  graceSeconds: number,
  clock: Reads,
  time: ComputeTime,
): StoppedBy | null {
  const graceMs = limits.finishRunning === true ? 0 : 1000 * graceSeconds;
  const isUsedUp = (supply: Supply): boolean => lasts(supply, 1) <= graceIn(supply, 1, graceMs);
  const found =
    suppliesOf(history, limits, clock, time).find(isUsedUp) ??
    conditionsOf(history, limits).find(({ reached }) => reached);
  return found?.reason ?? null;
}

function suppliesOf(
  history: HistoryView,
  { seconds, computeSeconds, maxCost, cost }: Reachable,
  clock: Reads,
  time: ComputeTime,
): readonly Supply[] {
  return [
    ...(seconds === undefined ? [] : [wallTime(clock, seconds)]),
    ...(computeSeconds === undefined ? [] : [computeTime(time, computeSeconds)]),
    ...(maxCost === undefined || cost === undefined
      ? []
      : [money(billOf(history, time, cost), time, maxCost, cost.currency)]),
  ];
}

function conditionsOf(history: HistoryView, { target, noImprovement }: Reachable): readonly Condition[] {
  return [
    ...(target === undefined ? [] : [new Target(history, target)]),
    ...(noImprovement === undefined ? [] : [new NoImprovement(history, () => noImprovement)]),
  ];
}
