import type { Json } from '../history/record.ts';
import type { Budget } from '../config/budget.ts';
import type { Storage, StudyRecord } from '../storage/storage.ts';
import { wantedOf } from '../study/confirm/wanted.ts';
import { inCurrency } from '../study/limits/kept-cost.ts';
import { LIMITS, limitsOn, type SetLimits } from '../study/shared/set-limits.ts';
import type { Job } from './job.ts';

/** Limits as the command line says them; left out = it says nothing of them. */
export interface Said {
  readonly trials?: string;
  readonly concurrency?: string;
  readonly confirm?: string;
  readonly patience?: string;
}

/** Limits that the command line says anew: what was set for the study meanwhile is taken back, for what is said last holds. */
export async function takeBackLimits(storage: Storage, name: string, said: Said): Promise<void> {
  const record = await storage.findStudy(name);
  const limits = record === null ? null : limitsOn(record);
  const left = limits === null ? null : stillSet(limits, said);
  if (left === limits) return;
  await storage.setStudyAttribute(record!.id, 'system', LIMITS, left as unknown as Json);
}

/** What was set for a study, but for what the command line says anew; the same object where it says nothing. */
export function stillSet<L extends SetLimits>(limits: L, said: Said): L {
  const { trials, concurrency, confirm, patience: noImprovement } = said;
  const anew = Object.entries({ trials, concurrency, confirm, noImprovement }).filter(([, text]) => text !== undefined);
  return anew.length === 0 ? limits : { ...limits, ...Object.fromEntries(anew.map(([key]) => [key, null])) };
}

/** Limits with the currency in which this study's trials have reported what they cost, where the run does not say it. */
export function inItsCurrency(record: Pick<StudyRecord, 'systemAttributes'> | null, budget: Budget): Budget {
  return record === null || budget.cost === null ? budget : { ...budget, cost: inCurrency(record, budget.cost) };
}

/**
 * A job and its limits as a run would have them, for what was set for the study goes before them.
 *
 * @param now milliseconds since 1970 UTC
 */
export async function underLimits(
  job: Job,
  budget: Budget,
  { trials, concurrency, deadline, noImprovement, confirm, pruner }: SetLimits,
  now: number,
): Promise<{ readonly job: Job; readonly budget: Budget }> {
  const { prunerByName } = await import('../pruners/catalog.ts');
  const untilDeadline = deadline === null ? Number.POSITIVE_INFINITY : Math.max(0, (deadline - now) / 1000);
  const seconds = Math.min(budget.seconds ?? Number.POSITIVE_INFINITY, untilDeadline);
  return {
    job: {
      ...job,
      concurrency: concurrency ?? job.concurrency,
      pruner: pruner === null ? job.pruner : prunerByName(pruner.name, pruner.options ?? {}),
    },
    budget: {
      ...budget,
      trials: trials ?? budget.trials,
      seconds: Number.isFinite(seconds) ? seconds : null,
      noImprovement: noImprovement ?? budget.noImprovement,
      confirm: confirm === null ? budget.confirm : wantedOf(confirm),
    },
  };
}
