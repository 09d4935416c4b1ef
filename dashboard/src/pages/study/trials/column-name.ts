import type { ColumnInfo } from '../../../desk/messages.ts';
import { trialsWords as words } from '../../../words/trials.ts';

/** What a column is called on the page. A parameter that happens to be called as one of the times keeps its name. */
export const columnName = ({ group, key, label }: Pick<ColumnInfo, 'group' | 'key' | 'label'>): string =>
  group === 'time' ? (words.columnNames[key] ?? label) : label;
