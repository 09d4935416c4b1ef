import { stoppedOf, stoppedWords } from '../analysis/explain/stopped.ts';
import { isCut } from '../history/cut.ts';
import { PAUSED, type PausedTime } from '../history/applied.ts';
import { confirmsOf } from '../history/repeats.ts';
import { isRepeated } from '../history/lineage.ts';
import { copyOf } from '../history/population.ts';
import { isFinished } from '../history/record.ts';
import type { HistoryView } from '../history/view.ts';

/** Why a trial was stopped or paused, and what came of a pause; null where it was neither, or nobody has said. */
export function stopWords(
  history: HistoryView,
  row: number,
): { readonly isPaused: boolean; readonly words: string } | null {
  const stopped = stoppedOf(history, row);
  if (stopped === null) return null;
  const words = stoppedWords(stopped);
  if (history.state(row) === 'paused') return { isPaused: true, words };
  if (!isClosed(history, row) || isReplaced(history, row)) return { isPaused: false, words };
  return { isPaused: true, words: `${words}. The study ended before it went on.` };
}

/** Did the study end while the trial stood paused, so that it was pruned without another run? */
function isClosed(history: HistoryView, row: number): boolean {
  const { startedAt, systemAttributes } = history.record(row);
  const paused = systemAttributes[PAUSED] as PausedTime | undefined;
  return history.state(row) === 'pruned' && paused?.since !== undefined && paused.since === startedAt;
}

/** Has a copy taken the place of this member of a population? */
function isReplaced(history: HistoryView, row: number): boolean {
  for (let other = row + 1; other < history.size; other++) if (copyOf(history, other)?.instead === row) return true;
  return false;
}

/** How many trials of the search have ended since an instant, in whatever process. */
export function endedSince(history: HistoryView, instant: number): number {
  let ended = 0;
  for (let row = 0; row < history.size; row++) {
    if (!isFinished(history.state(row)) || isRepeated(history, row) || confirmsOf(history, row) !== null) continue;
    if ((history.record(row).finishedAt ?? 0) >= instant) ended++;
  }
  return ended;
}

/** How many trials of a run a limit has ended since an instant, and kept their last report. @param isOwn did the run run it? */
export function cutSince(history: HistoryView, instant: number, isOwn: (row: number) => boolean): number {
  let cut = 0;
  for (let row = 0; row < history.size; row++)
    if (isCut(history, row) && isOwn(row) && (history.record(row).finishedAt ?? 0) >= instant) cut++;
  return cut;
}
