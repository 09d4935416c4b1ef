import type { Json } from '../history/record.ts';
import type { Storage } from '../storage/storage.ts';
import { LIMITS, limitsOn } from '../study/set-limits.ts';

/** Limits that the command line says anew: what was set for the study meanwhile is taken back, for what is said last holds. */
export async function takeBackLimits(
  storage: Storage,
  name: string,
  said: {
    readonly trials?: string;
    readonly concurrency?: string;
    readonly confirm?: string;
    readonly patience?: string;
  },
): Promise<void> {
  const record = await storage.findStudy(name);
  const limits = record === null ? null : limitsOn(record);
  const { trials, concurrency, confirm, patience: noImprovement } = said;
  const anew = Object.entries({ trials, concurrency, confirm, noImprovement }).filter(([, text]) => text !== undefined);
  if (limits === null || anew.length === 0) return;
  const left = { ...limits, ...Object.fromEntries(anew.map(([key]) => [key, null])) };
  await storage.setStudyAttribute(record!.id, 'system', LIMITS, left as unknown as Json);
}
