import type { Problem } from '../../history/problem.ts';
import type { Limits } from '../study.ts';
import { checkBounds } from './check.ts';
import { lanesOf } from './lanes.ts';

/** What samplers may plan by beside the number of trials. */
export type Plan = Pick<Problem, 'spending'>;

/**
 * What the trials of a study may use up under these limits, for samplers to plan by; nothing where nothing of the kind is limited.
 *
 * Of several limits on time the tightest counts, the time of a run as often as trials run at once; a limit on what trials report goes
 * before all of them.
 *
 * @throws `config-invalid` for limits that make no sense or contradict each other
 */
export function planOf(limits: Limits, capacity: number): Plan {
  checkBounds(limits);
  const { seconds, computeSeconds, cost, maxCost } = limits;
  if (maxCost !== undefined && cost?.metric !== undefined) return plan(cost.metric, maxCost);
  const inSeconds = [
    ...(seconds === undefined ? [] : [seconds * lanesOf(limits, capacity)]),
    ...(computeSeconds === undefined ? [] : [computeSeconds]),
    ...(maxCost === undefined || cost?.perHour === undefined ? [] : [(3600 * maxCost) / cost.perHour]),
  ];
  return plan(null, Math.min(...inSeconds));
}

/** Of nothing no share is left. */
const plan = (metric: string | null, total: number): Plan =>
  total > 0 && total < Number.POSITIVE_INFINITY ? { spending: { metric, total } } : {};
