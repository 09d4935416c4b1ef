import { ERROR, OWNER } from '../history/attribute-names.ts';
import type { History } from '../history/history.ts';
import { REPEATED } from '../history/lineage.ts';
import { attributed, type Change, type TrialDraft, type TrialRecord } from '../history/record.ts';
import { toldEnd } from '../history/told-end.ts';
import type { Owner, Repeat } from './storage.ts';

/** What becomes of a lost trial: the changes that end it, and the trial that repeats it, if any. */
export interface Loss {
  readonly changes: readonly Change[];
  readonly draft: TrialDraft | null;
}

/**
 * A trial whose owner is gone ends as it was told to; else it has failed, and says why, and whether another one repeats it.
 *
 * @param at the last sign of life: what came after it was no computation
 */
export function lossOf(trial: TrialRecord, owner: Owner | null, at: number, repeat: Repeat): Loss {
  const { id } = trial;
  const told = toldEnd(trial, at);
  if (told !== null) return { changes: told, draft: null };
  const draft = repeat(trial);
  const who = owner === null ? 'its worker' : `process ${owner.pid} on ${owner.host}`;
  const value = {
    code: 'worker-lost',
    message: `It was running when ${who} ended or fell silent.`,
    hint: null,
  };
  const changes: Change[] = [
    attributed(id, ERROR, value),
    ...(draft === null ? [] : [attributed(id, REPEATED, true)]),
    { type: 'finished', id, state: 'failed', values: null, at },
  ];
  return { changes, draft };
}

/**
 * Running trials of a history whose owners are gone, or gave no sign of life for long.
 *
 * @param beats when each trial's worker last gave one, by id
 * @param alive null = it runs elsewhere, so that only signs of life tell
 * @param repeat the trial that repeats a lost one, if any
 * @returns ids, the changes that end those trials, and those that repeat them
 */
export function lostTrials(
  history: History,
  beats: ReadonlyMap<number, number>,
  alive: (owner: Owner) => boolean | null,
  at: number,
  graceMs: number,
  repeat: Repeat = () => null,
): { readonly lost: readonly number[]; readonly changes: readonly Change[]; readonly repeats: readonly TrialDraft[] } {
  const lost: number[] = [];
  const repeats: TrialDraft[] = [];
  const changes: Change[] = [];
  for (const row of history.open) {
    if (history.state(row) !== 'running') continue;
    const id = history.table.ids[row]!;
    const owner = (history.attribute(row, 'system', OWNER) ?? null) as unknown as Owner | null;
    const lives = owner === null ? null : alive(owner);
    const last = lastSign(history, row, owner, beats.get(id) ?? null);
    if (lives ?? at - last <= graceMs) continue;
    lost.push(id);
    const loss = lossOf(history.record(row), owner, Math.min(at, last), repeat);
    if (loss.draft !== null) repeats.push(loss.draft);
    changes.push(...loss.changes);
  }
  return { lost, changes, repeats };
}

/** Infinity where nobody owns the trial and nobody spoke of it: such a trial is not lost. */
function lastSign(history: History, row: number, owner: Owner | null, beat: number | null): number {
  if (owner === null) return beat ?? Number.POSITIVE_INFINITY;
  const started = history.table.startedAt[row]!;
  return Math.max(beat ?? 0, Number.isNaN(started) ? 0 : started);
}
