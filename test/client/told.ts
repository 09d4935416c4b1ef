import { historyOf } from '../../src/history/snapshot-writer.ts';
import type { HistoryView } from '../../src/history/view.ts';
import type { Storage } from '../../src/storage/storage.ts';

const sorted = (entries: object) => Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));

/** All that there is to know of a study, so that two can be compared. Of removed trials: that they are. */
export function told(history: HistoryView): readonly unknown[] {
  return Array.from({ length: history.size }, (_, row) => {
    const { params, metrics, userAttributes, systemAttributes, ...rest } = history.record(row);
    if (rest.state === 'removed') return { state: rest.state, number: rest.number };
    return { ...rest, lists: [params, metrics, userAttributes, systemAttributes].map(sorted) };
  });
}

/** The same of what is stored. */
export const stored = async (storage: Storage, id: number): Promise<readonly unknown[]> =>
  told(historyOf((await storage.load(id)).snapshot));
