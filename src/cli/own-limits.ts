import type { Json } from '../history/record.ts';
import type { Storage } from '../storage/storage.ts';
import { LIMITS, limitsOn } from '../study/set-limits.ts';

/** Limits that the command line says anew: what was set for the study meanwhile is taken back, for what is said last holds. */
export async function takeBackLimits(
  storage: Storage,
  name: string,
  said: { readonly trials?: string; readonly concurrency?: string },
): Promise<void> {
  const record = await storage.findStudy(name);
  const limits = record === null ? null : limitsOn(record);
  if (limits === null || (said.trials === undefined && said.concurrency === undefined)) return;
  const left = {
    ...limits,
    ...(said.trials === undefined ? {} : { trials: null }),
    ...(said.concurrency === undefined ? {} : { concurrency: null }),
  };
  await storage.setStudyAttribute(record!.id, 'system', LIMITS, left as unknown as Json);
}
