import { isCut } from '../../history/cut.ts';
import { isFromNothing, RESUMED, type Resumption } from '../../history/lineage.ts';
import type { HistoryView } from '../../history/view.ts';
import { counted } from '../health/words.ts';

/** Steps that a study ran and those that it did not have to, for pruners stopped its trials. */
export interface Saved {
  readonly trials: number;
  /** Steps that these trials had come to. */
  readonly ran: number;
  /** Steps that complete trials run: their median. */
  readonly full: number;
  /** Steps of all trials that ended with reports, those that they ran again among them. */
  readonly all: number;
  readonly saved: number;
}

/** What pruning saved, measured by what complete trials run; null where that cannot be told. */
export function savedBy(history: HistoryView): Saved | null {
  const complete: number[] = [];
  const pruned: number[] = [];
  let again = 0;
  for (let row = 0; row < history.size; row++) {
    const state = history.state(row);
    const last = history.reports(row).steps.at(-1);
    if (last === undefined) continue;
    // What a limit has cut off is no saving.
    const isPruned = state === 'pruned' && !isCut(history, row);
    if (state === 'complete') complete.push(last);
    if (isPruned) pruned.push(last);
    if (state === 'complete' || isPruned) again += ranAgain(history, row);
  }
  if (complete.length === 0 || pruned.length === 0) return null;
  const full = complete.sort((a, b) => a - b)[complete.length >> 1]!;
  const sum = (steps: readonly number[]): number => steps.reduce((total, step) => total + step, 0);
  const saved = sum(pruned.map((step) => Math.max(0, full - step)));
  return {
    trials: pruned.length,
    ran: sum(pruned),
    full,
    all: sum(complete) + sum(pruned) + again,
    saved: Math.max(0, saved - again),
  };
}

/** Steps that a trial ran once more, for it had no checkpoint, took no notice of it, or had one of an earlier step. */
function ranAgain(history: HistoryView, row: number): number {
  const resumed = (history.attribute(row, 'system', RESUMED) ?? []) as unknown as readonly Resumption[];
  return resumed.reduce((total, resumption) => {
    const { step, first, before } = resumption;
    if (before !== undefined && isFromNothing(resumption)) return total + before.step;
    return total + Math.max(0, (before?.step ?? step) - first + 1);
  }, 0);
}

/** The same in one sentence; null where nothing was saved. */
export function savedWords(history: HistoryView): string | null {
  const saved = savedBy(history);
  if (saved === null || saved.saved === 0) return null;
  const percent = (100 * saved.saved) / (saved.all + saved.saved);
  const share = percent < 1 ? 'less than 1' : Math.round(percent);
  const each = Number((saved.ran / saved.trials).toPrecision(2));
  return `Pruning saved ${share} % of the steps: ${counted(saved.trials, 'trial')} ended after ${each} on average, of the ${saved.full} that complete ones run.`;
}
