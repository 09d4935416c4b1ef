import { PAUSED } from './applied.ts';
import { CHECKPOINT, PRUNED, VERDICT } from './attribute-names.ts';
import { RESUME } from './lineage.ts';
import { attributed, type Change, type Json, type TrialRecord } from './record.ts';

/** What a trial was told, as stored. */
interface StoredVerdict {
  readonly verdict: 'pause' | 'stop';
  readonly by: string;
  readonly step: number;
  readonly why: string | null;
}

/**
 * How a running trial ends that was told to stop or to pause, and whose worker died before it had; null = it was not told, or was
 * paused by that and runs again. So a verdict stands, whoever dies meanwhile.
 *
 * @param at milliseconds since 1970 UTC
 */
export function toldEnd(trial: TrialRecord, at: number): readonly Change[] | null {
  const { id, systemAttributes } = trial;
  const told = systemAttributes[VERDICT] as unknown as StoredVerdict | undefined;
  const paused = systemAttributes[PAUSED] as { readonly step?: number } | undefined;
  if (told === undefined || (paused?.step ?? Number.NEGATIVE_INFINITY) >= told.step) return null;
  const { verdict, ...why } = told;
  return [
    attributed(id, PRUNED, why as unknown as Json),
    verdict === 'pause'
      ? { type: 'paused', id, checkpoint: checkpointOf(trial), at }
      : { type: 'finished', id, state: 'pruned', values: lastValues(trial), at },
  ];
}

/** The last report that has every objective; null = none. */
const lastValues = ({ reports }: TrialRecord): readonly number[] | null =>
  reports.findLast(([, values]) => !values.some(Number.isNaN))?.[1] ?? null;

/** The checkpoint that it named last, or was given. */
function checkpointOf({ systemAttributes }: TrialRecord): string | null {
  const named = (systemAttributes[CHECKPOINT] ?? systemAttributes[RESUME]) as
    | { readonly checkpoint?: string }
    | undefined;
  return named?.checkpoint ?? null;
}
