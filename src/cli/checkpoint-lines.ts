import type { HistoryView } from '../history/view.ts';
import type { TrialRecord } from '../history/record.ts';
import { type CheckpointUse, checkpointUse, DROPPED, droppedCheckpoints } from '../node/checkpoints/checkpoints.ts';
import { winners } from '../node/checkpoints/rules.ts';
import { TRIALS } from '../node/executors/trial-folder.ts';
import type { Study } from '../study/study.ts';
import { count } from './text.ts';

/** What the checkpoints of a study take, in words; null where there are none and none were dropped. */
export async function checkpointWords(study: Pick<Study, 'name' | 'id' | 'history'>): Promise<string | null> {
  return useWords(await checkpointUse(TRIALS, { study: study.name, studyId: study.id }), study.history);
}

/** The same, of what is known. */
export function useWords({ trials, bytes, room }: CheckpointUse, history: HistoryView): string | null {
  const lost = lostWords(history, room?.removed ?? []);
  if (trials === 0 && lost === '') return null;
  const limit = room === null ? '' : ` of at most ${bytesText(room.limit)}`;
  return `${count(trials, 'trial')}, ${bytesText(bytes)}${limit} in ${TRIALS}${lost}`;
}

/** Whose checkpoints had to make room. */
function lostWords(history: HistoryView, removed: readonly number[]): string {
  const dropped = droppedCheckpoints(history);
  const lost = [
    ...(dropped === 0 ? [] : [count(dropped, 'paused trial')]),
    ...(removed.length === 0 ? [] : [count(removed.length, 'complete trial')]),
  ];
  if (lost.length === 0) return '';
  const best = winners(history).filter((row) => removed.includes(row));
  const among = best.length === 0 ? '' : `, the best (trial ${best.join(', ')}) among them`;
  return `; ${lost.join(' and ')} lost theirs for want of space${among}`;
}

/** That a paused trial lost its checkpoint for want of space, in a sentence; null where it did not. */
export function droppedWords({ systemAttributes }: Pick<TrialRecord, 'systemAttributes'>): string | null {
  const dropped = systemAttributes[DROPPED] as { readonly step: number; readonly bytes: number } | undefined;
  if (dropped === undefined) return null;
  return `While it was paused, its checkpoint of step ${dropped.step} (${bytesText(dropped.bytes)}) was removed for want of space: it was to start from nothing.`;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** An amount of disk as people say it: `1.2 GB`. */
export function bytesText(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  for (; amount >= 1000 && unit < UNITS.length - 1; unit++) amount /= 1000;
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`;
}
