import { useMemo, useState } from 'react';
import type { DeskError, DeskLink } from '../../../desk/link.ts';
import type { ColumnInfo, Row, Rows } from '../../../desk/messages.ts';
import { useRows } from '../../../desk/use-desk.ts';

/** Rows that are asked for together. */
const PIECE = 50;

/** What the table knows of its rows. */
export interface Table {
  readonly rows: Rows | undefined;
  readonly error: DeskError | null;
  /** The row at a place; undefined = it is on its way. */
  readonly at: (place: number) => Row | undefined;
  /** Says which places are in sight. */
  readonly see: (first: number, last: number) => void;
}

/** Asks the desk for the rows in sight, in whole pieces, so that a small step asks for nothing. */
export function useTable(
  desk: DeskLink,
  {
    filter,
    sort,
    columns,
  }: { readonly filter: string; readonly sort: string; readonly columns: readonly ColumnInfo[] },
): Table {
  const [{ from, to }, setSight] = useState({ from: 0, to: 2 * PIECE });
  const query = useMemo(
    () => ({ filter, sort, from, to, columns: columns.map(({ key }) => key) }),
    [filter, sort, from, to, columns],
  );
  const { rows, error } = useRows(desk, query);
  return useMemo(
    () => ({
      rows,
      error,
      at: (place) => (rows === undefined ? undefined : rows.rows[place - rows.from]),
      see: (first, last) => {
        const next = {
          from: Math.max(0, (Math.floor(first / PIECE) - 1) * PIECE),
          to: (Math.ceil(last / PIECE) + 1) * PIECE,
        };
        setSight((before) => (before.from === next.from && before.to === next.to ? before : next));
      },
    }),
    [rows, error],
  );
}
