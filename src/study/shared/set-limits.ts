import type { StudyRecord } from '../../storage/storage.ts';
import { checkWhole, wrong } from '../check-value.ts';
import type { Named } from '../opening/setup.ts';

/** Study system attribute: limits that somebody set while the study ran, `SetLimits` with who and when. */
export const LIMITS = 'vernier:limits';

/** Limits of a study that go before those of its runs; null = as each run was started. */
export interface SetLimits {
  /** How many trials the study may have in all. */
  readonly trials: number | null;
  /** Trials at once in each run; at most what its executor can do. */
  readonly concurrency: number | null;
  /** When runs end, as if it were their limit of time. Milliseconds since 1970 UTC. */
  readonly deadline: number | null;
  /** Trials that end without an improvement until runs do. */
  readonly noImprovement: number | null;
  /** Best trials that are run again once a run has ended. */
  readonly confirm: number | null;
  /** Who ends trials that will not win. */
  readonly pruner: Named | null;
}

/** The same with who set them last, and when (milliseconds since 1970 UTC). */
export interface LimitsBy extends SetLimits {
  readonly by: string;
  readonly at: number;
}

/** No limit is set. */
export const NO_LIMITS: SetLimits = {
  trials: null,
  concurrency: null,
  deadline: null,
  noImprovement: null,
  confirm: null,
  pruner: null,
};

/** The limits that were set for a study; null = none is. */
export function limitsOn({ systemAttributes }: StudyRecord): LimitsBy | null {
  const { by, at, ...said } = (systemAttributes[LIMITS] ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof by !== 'string' || typeof at !== 'number') return null;
  const number = (key: Exclude<keyof SetLimits, 'pruner'>): number | null =>
    typeof said[key] === 'number' ? said[key] : null;
  const limits: SetLimits = {
    trials: number('trials'),
    concurrency: number('concurrency'),
    deadline: number('deadline'),
    noImprovement: number('noImprovement'),
    confirm: number('confirm'),
    pruner: (said['pruner'] as Named | null | undefined) ?? null,
  };
  return Object.values(limits).every((limit) => limit === null) ? null : { ...limits, by, at };
}

/**
 * Checks all but the pruner, which its catalog does.
 *
 * @param now milliseconds since 1970 UTC
 * @throws `config-invalid` for limits that make no sense
 */
export function checkSetLimits(
  { trials, concurrency, deadline, noImprovement, confirm }: SetLimits,
  now: number,
): void {
  checkWhole('trials', trials ?? undefined, 0);
  checkWhole('concurrency', concurrency ?? undefined, 1);
  checkWhole('noImprovement', noImprovement ?? undefined, 1);
  checkWhole('confirm', confirm ?? undefined, 1);
  if (deadline !== null && !(Number.isFinite(deadline) && deadline > now))
    throw wrong('deadline', deadline, `an instant to come, in milliseconds since 1970 UTC (now it is ${now})`);
}

/** What was set, in a sentence. */
export function limitWords({ trials, concurrency, deadline, noImprovement, confirm, pruner, by }: LimitsBy): string {
  const said = [
    ...(trials === null ? [] : [`${trials} trials in all`]),
    ...(concurrency === null ? [] : [`${concurrency} at once in each run`]),
    ...(deadline === null ? [] : [`an end at ${new Date(deadline).toISOString()}`]),
    ...(noImprovement === null ? [] : [`an end after ${noImprovement} trials without improvement`]),
    ...(confirm === null ? [] : [`the best ${confirm} run again at the end`]),
    ...(pruner === null ? [] : [`the pruner ${pruner.name}`]),
  ];
  return `Limits of this study were set by ${by}, and go before those of a run: ${said.join(', ')}.`;
}
