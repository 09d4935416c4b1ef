import { stoppedOf, stoppedWords } from '../analysis/explain/stopped.ts';
import { isCut } from '../history/cut.ts';
import { PAUSED, type PausedTime } from '../history/applied.ts';
import { confirmsOf } from '../history/confirmation.ts';
import { isFinished } from '../history/record.ts';
import type { HistoryView } from '../history/view.ts';
import { copyOf } from '../samplers/population/members.ts';
import { count } from './text.ts';
import { isLost } from './watch.ts';

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

/** Steps that a study ran and those that it did not have to, for pruners stopped its trials. */
export interface Saved {
  readonly trials: number;
  /** Steps that these trials ran. */
  readonly ran: number;
  /** Steps that complete trials run: their median. */
  readonly full: number;
  /** Steps of all trials that ended with reports. */
  readonly all: number;
  readonly saved: number;
}

/** What pruning saved, measured by what complete trials run; null where that cannot be told. */
export function savedBy(history: HistoryView): Saved | null {
  const complete: number[] = [];
  const pruned: number[] = [];
  for (let row = 0; row < history.size; row++) {
    const state = history.state(row);
    const last = history.reports(row).steps.at(-1);
    if (last === undefined) continue;
    if (state === 'complete') complete.push(last);
    // What a limit has cut off is no saving.
    if (state === 'pruned' && !isCut(history, row)) pruned.push(last);
  }
  if (complete.length === 0 || pruned.length === 0) return null;
  const full = complete.sort((a, b) => a - b)[complete.length >> 1]!;
  const sum = (steps: readonly number[]): number => steps.reduce((total, step) => total + step, 0);
  const saved = pruned.reduce((total, step) => total + Math.max(0, full - step), 0);
  return { trials: pruned.length, ran: sum(pruned), full, all: sum(complete) + sum(pruned), saved };
}

/** The same in one sentence; null where nothing was saved. */
export function savedWords(history: HistoryView): string | null {
  const saved = savedBy(history);
  if (saved === null || saved.saved === 0) return null;
  const percent = (100 * saved.saved) / (saved.all + saved.saved);
  const share = percent < 1 ? 'less than 1' : Math.round(percent);
  const each = Number((saved.ran / saved.trials).toPrecision(2));
  return `Pruning saved ${share} % of the steps: ${count(saved.trials, 'trial')} ended after ${each} on average, of the ${saved.full} that complete ones run.`;
}

/** How many trials of the search have ended since an instant, in whatever process. */
export function endedSince(history: HistoryView, instant: number): number {
  let ended = 0;
  for (let row = 0; row < history.size; row++) {
    if (!isFinished(history.state(row)) || isLost(history, row) || confirmsOf(history, row) !== null) continue;
    if ((history.record(row).finishedAt ?? 0) >= instant) ended++;
  }
  return ended;
}

/** How many trials a limit has ended since an instant, and kept their last report. */
export function cutSince(history: HistoryView, instant: number): number {
  let cut = 0;
  for (let row = 0; row < history.size; row++)
    if (isCut(history, row) && (history.record(row).finishedAt ?? 0) >= instant) cut++;
  return cut;
}
