import type { History } from '../history/history.ts';
import type { Change } from '../history/record.ts';
import type { Owner } from './storage.ts';

/** What becomes of a trial whose owner is gone: it has failed, and says why. */
export function lostChanges(id: number, owner: Owner | null, at: number): readonly Change[] {
  const who = owner === null ? 'its worker' : `process ${owner.pid} on ${owner.host}`;
  const value = {
    code: 'worker-lost',
    message: `It was running when ${who} ended or fell silent.`,
    hint: null,
  };
  return [
    { type: 'attributed', id, owner: 'system', key: 'vernier:error', value },
    { type: 'finished', id, state: 'failed', values: null, at },
  ];
}

/**
 * Running trials of a history whose owners are gone, or gave no sign of life for long.
 *
 * @param beats when each trial's worker last gave one, by id
 * @param alive null = it runs elsewhere, so that only signs of life tell
 * @returns ids, and the changes that end those trials
 */
export function lostTrials(
  history: History,
  beats: ReadonlyMap<number, number>,
  alive: (owner: Owner) => boolean | null,
  at: number,
  graceMs: number,
): { readonly lost: readonly number[]; readonly changes: readonly Change[] } {
  const lost: number[] = [];
  const changes: Change[] = [];
  for (const row of history.open) {
    if (history.state(row) !== 'running') continue;
    const id = history.table.ids[row]!;
    const owner = (history.attribute(row, 'system', 'vernier:owner') ?? null) as unknown as Owner | null;
    const lives = owner === null ? null : alive(owner);
    if (lives ?? at - lastSign(history, row, owner, beats.get(id) ?? null) <= graceMs) continue;
    lost.push(id);
    changes.push(...lostChanges(id, owner, at));
  }
  return { lost, changes };
}

/** Infinity where nobody owns the trial and nobody spoke of it: such a trial is not lost. */
function lastSign(history: History, row: number, owner: Owner | null, beat: number | null): number {
  if (owner === null) return beat ?? Number.POSITIVE_INFINITY;
  const started = history.table.startedAt[row]!;
  return Math.max(beat ?? 0, Number.isNaN(started) ? 0 : started);
}
