import { useMemo, useState } from 'react';
import type { StudyRow } from './study-row.ts';

/** Studies that somebody chose, to do something with all of them. */
export interface Chosen {
  readonly rows: readonly StudyRow[];
  has(id: string): boolean;
  toggle(id: string): void;
  clear(): void;
}

/** Keeps which studies are chosen; one that is gone is chosen no more. */
export function useChosen(rows: readonly StudyRow[]): Chosen {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      rows: ids.size === 0 ? [] : rows.filter(({ id }) => ids.has(id)),
      has: (id) => ids.has(id),
      toggle: (id) =>
        setIds((before) => {
          const after = new Set(before);
          if (!after.delete(id)) after.add(id);
          return after;
        }),
      clear: () => setIds(new Set()),
    }),
    [rows, ids],
  );
}
