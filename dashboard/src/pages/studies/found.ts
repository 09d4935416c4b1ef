import type { StudiesView } from '../../router.tsx';
import type { StudyRow } from './study-row.ts';

/** What the list can be sorted by. */
export const SORTS = ['changed', 'name', 'trials', 'progress'] as const;

/** One of `SORTS`. */
export type SortName = (typeof SORTS)[number];

/** An order: what by, and which end first. */
export interface Order {
  readonly by: SortName;
  readonly isDescending: boolean;
}

/** The order that an address names; the newest change first where it names none, or one that there is not. */
export function orderOf(sort: string | undefined): Order {
  const by = SORTS.find((name) => name === sort?.replace(/^-/, ''));
  if (sort === undefined || by === undefined) return { by: 'changed', isDescending: true };
  return { by, isDescending: sort.startsWith('-') };
}

/** An order as an address holds it. */
export const sortText = ({ by, isDescending }: Order): SortName | `-${SortName}` => (isDescending ? `-${by}` : by);

/** The studies that a view shows, in its order. All words of the search must be there. */
export function found(rows: readonly StudyRow[], { search = '', tag, state, sort }: StudiesView): readonly StudyRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter(
    (row) =>
      words.every((word) => row.text.includes(word)) &&
      (tag === undefined || row.tags.includes(tag)) &&
      (state === undefined || row.standing === state),
  );
  const { by, isDescending } = orderOf(sort);
  const key = KEYS[by];
  return shown.sort((a, b) => compared(key(a), key(b), isDescending) || BY_NAME.compare(a.name, b.name));
}

/** All tags of studies, in the order of the alphabet. */
export const tagsOf = (rows: readonly StudyRow[]): readonly string[] =>
  [...new Set(rows.flatMap((row) => row.tags))].sort(BY_NAME.compare);

const BY_NAME = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const KEYS: Readonly<Record<SortName, (row: StudyRow) => string | number | null>> = {
  changed: (row) => row.changedAt,
  name: (row) => row.name,
  trials: (row) => row.trials,
  progress: (row) => (row.limit === null ? null : row.done / row.limit),
};

/** What has no key comes last, either way. */
function compared(a: string | number | null, b: string | number | null, isDescending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === 'string' ? BY_NAME.compare(a, String(b)) : a - Number(b);
  return isDescending ? -order : order;
}
