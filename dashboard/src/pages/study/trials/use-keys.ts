import type { KeyboardEvent } from 'react';
import type { Selection } from '../../../desk/use-desk.ts';

/** What the keys of a table act on. */
export interface KeyTarget {
  readonly count: number;
  /** The place that keys go on from; null = none yet. */
  readonly active: number | null;
  /** Rows that fit in sight. */
  readonly page: number;
  readonly trialAt: (place: number) => number | undefined;
  readonly go: (place: number) => void;
  readonly open: (trial: number) => void;
  readonly selection: Pick<Selection, 'select' | 'clear'>;
  readonly selectAll: () => void;
}

/** Where a key leads from a place; null = it leads nowhere. */
export function placeAfter(
  key: string,
  { count, active, page }: Pick<KeyTarget, 'count' | 'active' | 'page'>,
): number | null {
  const from = active ?? -1;
  const places: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  if (count === 0 || !Object.hasOwn(places, key)) return null;
  return Math.max(0, Math.min(count - 1, places[key]!));
}

/** Keys of the table: arrows go, with Shift they select; space selects, Enter opens, Ctrl+A selects all. */
export function useKeys(target: KeyTarget): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    // Keys in a header or a box are theirs.
    if (event.target !== event.currentTarget || event.altKey) return;
    const { active, trialAt, go, open, selection, selectAll } = target;
    const trial = active === null ? undefined : trialAt(active);
    if ((event.ctrlKey || event.metaKey) && event.key === 'a') selectAll();
    else if (event.ctrlKey || event.metaKey) return;
    else if (event.key === 'Enter' && trial !== undefined) open(trial);
    else if (event.key === ' ' && trial !== undefined)
      selection.select([trial], isSelected(event.currentTarget) ? 'remove' : 'add');
    else {
      const next = placeAfter(event.key, target);
      if (next === null) return;
      go(next);
      const reached = trialAt(next);
      if (event.shiftKey)
        selection.select(
          [trial, reached].filter((one) => one !== undefined),
          'add',
        );
    }
    event.preventDefault();
  };
}

/** Is the row selected that keys go on from? */
function isSelected(grid: HTMLElement): boolean {
  const row = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
  return row?.getAttribute('aria-selected') === 'true';
}
