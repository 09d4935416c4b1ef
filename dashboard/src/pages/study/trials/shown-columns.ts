import { isOfMachine } from '../../../../../src/history/applied.ts';
import type { ColumnInfo } from '../../../desk/messages.ts';

/** How many columns of a group are shown until somebody chooses. */
const USUAL: Readonly<Record<ColumnInfo['group'], number>> = {
  trial: 2,
  objective: 4,
  param: 8,
  metric: 3,
  time: 1,
  attribute: 0,
};

/** Keys of the columns that are shown until somebody chooses: what a trial is, what came, what it was run with, and why it ended. */
export function usualColumns(columns: readonly ColumnInfo[]): readonly string[] {
  const left = { ...USUAL };
  const keys = columns
    .filter(({ group, key }) => !(group === 'metric' && isOfMachine(key)) && left[group]-- > 0)
    .map(({ key }) => key);
  return columns.some(({ key }) => key === 'why') ? [...keys.filter((key) => key !== 'why'), 'why'] : keys;
}

/** Keys of columns as an address holds them. */
export const columnsText = (keys: readonly string[]): string => keys.map(encodeURIComponent).join(',');

/** The columns that an address names, as far as there are such; those that are usual where it names none. */
export function shownColumns(columns: readonly ColumnInfo[], text: string | undefined): readonly ColumnInfo[] {
  const byKey = new Map(columns.map((column) => [column.key, column]));
  const keys = text === undefined || text === '' ? usualColumns(columns) : text.split(',').map(decoded);
  return keys.flatMap((key) => byKey.get(key) ?? []);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // somebody wrote it by hand
  }
}

/** Pixels that a column takes. */
export function widthOf({ key, group, label, isNumeric }: ColumnInfo): number {
  if (key === 'number') return 84;
  if (key === 'state') return 108;
  if (key === 'why') return 340;
  if (group === 'time') return key === 'seconds' ? 96 : 168;
  return Math.min(220, Math.max(isNumeric ? 96 : 120, 34 + 7.6 * label.length));
}
