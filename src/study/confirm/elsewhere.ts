import { OWNER } from '../../history/attribute-names.ts';
import { confirmsOf } from '../../history/repeats.ts';
import { firstOf } from '../../history/lineage.ts';
import type { HistoryView } from '../../history/view.ts';
import type { Owner } from '../../storage/storage.ts';

/**
 * Trials of the search that other processes run now. One whose owner is not known is not among them: nobody could tell
 * whether it will ever end.
 *
 * @param self this process; null = the storage knows no owners
 */
export function runningElsewhere(history: HistoryView, self: Owner | null): readonly number[] {
  return history.open.filter((row) => {
    if (history.state(row) !== 'running' || confirmsOf(history, row) !== null) return false;
    const owner = history.attribute(row, 'system', OWNER) as unknown as Owner | undefined;
    return owner !== undefined && !isSame(owner, self);
  });
}

/**
 * Of some trials, those that have not ended; of those whose worker died, the ones that stand for them.
 *
 * @returns rows that run, or wait in the queue
 */
export function unended(history: HistoryView, trials: readonly number[]): readonly number[] {
  const firsts = new Set(trials.map((row) => firstOf(history, row)));
  return history.open.filter(
    (row) => history.state(row) !== 'paused' && confirmsOf(history, row) === null && firsts.has(firstOf(history, row)),
  );
}

const isSame = (a: Owner, b: Owner | null): boolean =>
  a.host === b?.host && a.pid === b.pid && a.startedAt === b.startedAt;
