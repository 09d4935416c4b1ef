import type { Json } from '../../history/record.ts';
import type { Storage, StudyRecord } from '../../storage/storage.ts';

/** Study system attribute: somebody paused it, `{ by, why, at }`; null = it was resumed. */
export const HOLD = 'vernier:hold';

/** Who paused a study, why (null = not said), and when (milliseconds since 1970 UTC). */
export interface Held {
  readonly by: string;
  readonly why: string | null;
  readonly at: number;
}

/** Whether a study is paused, and by whom; null = it is not. */
export function heldBy({ systemAttributes }: StudyRecord): Held | null {
  const { by, why, at } = (systemAttributes[HOLD] ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof by !== 'string' || typeof at !== 'number') return null;
  return { by, why: typeof why === 'string' ? why : null, at };
}

/** Keeps new trials of a study from starting, whoever works on it; those that run go on. Who paused it first stays named. */
export async function hold(storage: Storage, record: StudyRecord, { by, why, at }: Held): Promise<void> {
  if (heldBy(record) !== null) return;
  const held: Json = { by, why, at };
  await storage.setStudyAttribute(record.id, 'system', HOLD, held);
}

/** Lets trials start again. */
export async function release(storage: Storage, record: StudyRecord): Promise<void> {
  if (heldBy(record) !== null) await storage.setStudyAttribute(record.id, 'system', HOLD, null);
}

/** That a study is paused, in a sentence. */
export const heldWords = ({ by, why, at }: Held): string =>
  `The study was paused by ${by}, ${new Date(at).toISOString()}${why === null ? '' : ` (${why})`}: no trial starts until it is resumed.`;
