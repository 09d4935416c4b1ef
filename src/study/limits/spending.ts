import type { Spending } from '../../history/problem.ts';
import type { Limits } from '../study.ts';

/**
 * What the trials of a study may use up under these limits, for samplers to plan by; undefined where nothing of the kind is limited.
 *
 * Of several limits on time the tightest counts, the time of a run as often as trials run at once; a limit on what trials report goes
 * before all of them.
 */
export function spendingOf(limits: Limits, capacity: number): Spending | undefined {
  const { seconds, computeSeconds, cost, maxCost, concurrency } = limits;
  if (maxCost !== undefined && cost?.metric !== undefined) return spending(cost.metric, maxCost);
  const wanted = concurrency ?? (capacity < Number.POSITIVE_INFINITY ? capacity : 1);
  const lanes = Math.max(1, Math.min(wanted, capacity));
  const inSeconds = [
    ...(seconds === undefined ? [] : [seconds * lanes]),
    ...(computeSeconds === undefined ? [] : [computeSeconds]),
    ...(maxCost === undefined || cost?.perHour === undefined ? [] : [(3600 * maxCost) / cost.perHour]),
  ];
  return inSeconds.length === 0 ? undefined : spending(null, Math.min(...inSeconds));
}

/** Of nothing no share is left. */
const spending = (metric: string | null, total: number): Spending | undefined =>
  total > 0 && total < Number.POSITIVE_INFINITY ? { metric, total } : undefined;
