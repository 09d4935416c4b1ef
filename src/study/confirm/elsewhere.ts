import { confirmsOf } from '../../history/confirmation.ts';
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
    const owner = history.attribute(row, 'system', 'vernier:owner') as unknown as Owner | undefined;
    return owner !== undefined && !isSame(owner, self);
  });
}

const isSame = (a: Owner, b: Owner | null): boolean =>
  a.host === b?.host && a.pid === b.pid && a.startedAt === b.startedAt;
