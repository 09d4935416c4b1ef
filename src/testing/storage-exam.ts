import { isVernierError } from '../errors.ts';
import { History } from '../history/history.ts';
import type { Change, Objective, TrialRecord } from '../history/record.ts';
import { historyOf } from '../history/snapshot-writer.ts';
import type { Cursor, Storage } from '../storage/storage.ts';
import { EMPTY } from './storage-samples.ts';

/** Two clients of one place: two objects, or twice the same one. */
export interface Clients {
  readonly a: Storage;
  readonly b: Storage;
}

/** A law that holds for two clients; throws where it does not. */
export type StorageLaw = (clients: Clients) => Promise<void>;

/** @throws an error with both values where they differ; the order of keys does not matter, NaN and infinities do. */
export function equal(found: unknown, expected: unknown, what: string): void {
  const [a, b] = [canonical(found), canonical(expected)];
  if (a !== b) throw new Error(`${what}:\n  found    ${a}\n  expected ${b}`);
}

/** @throws an error where the work is not refused with this code. */
export async function refused(code: string, work: Promise<unknown>): Promise<void> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown === null) throw new Error(`Expected a refusal with ${code}; it was accepted.`);
  if (!isVernierError(thrown) || thrown.code !== code)
    throw new Error(`Expected a refusal with ${code}; found ${String(thrown)}.`);
}

/** A value as one text: keys sorted, numbers exact, NaN, ±Infinity and undefined by name, −0 as 0. */
export function canonical(value: unknown): string {
  if (typeof value === 'number') return String(value + 0);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .sort();
  return `{${entries.join()}}`;
}

/** All trials by number, as loaded; what differs between storages for good reason is left out. */
export async function trials(
  storage: Storage,
  study: number,
  objectives: readonly Objective[],
): Promise<readonly TrialRecord[]> {
  const history = historyOf((await storage.load(study)).snapshot);
  if (JSON.stringify(history.objectives) !== JSON.stringify(objectives))
    throw new Error('The snapshot has other objectives.');
  return records(history);
}

/** A history's records, made comparable. */
export const records = (history: History): readonly TrialRecord[] =>
  byNumber(Array.from({ length: history.size }, (_, row) => history.record(row)));

/** Records in the order of numbers, without ids and owners; of removed trials only that they are. */
export function byNumber(found: readonly TrialRecord[]): readonly TrialRecord[] {
  return [...found]
    .sort((x, y) => x.number - y.number)
    .map((trial) => {
      if (trial.state === 'removed') return { ...EMPTY, id: 0, number: trial.number, state: 'removed' };
      const { 'vernier:owner': _, ...systemAttributes } = trial.systemAttributes;
      return { ...trial, id: 0, systemAttributes };
    });
}

/** Reads page after page until there is no more. */
export async function follow(
  storage: Storage,
  study: number,
  since: Cursor | null,
  limit: number,
): Promise<{ readonly changes: readonly Change[]; readonly cursor: Cursor }> {
  const changes: Change[] = [];
  for (let cursor = since, pages = 0; ; pages++) {
    if (pages > 10_000) throw new Error('A reader was told 10,000 times that there is more.');
    const page = await storage.read(study, cursor, limit);
    if (page.changes.length > limit)
      throw new Error(`A page has ${page.changes.length} changes; the limit was ${limit}.`);
    changes.push(...page.changes);
    cursor = page.cursor;
    if (!page.more) return { changes, cursor };
  }
}
