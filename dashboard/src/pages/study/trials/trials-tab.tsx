import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { DeskLink } from '../../../desk/link.ts';
import { useSummary } from '../../../desk/use-desk.ts';
import type { StudyView } from '../../../router.tsx';
import { Waiting } from '../../../shell/fallbacks.tsx';
import { shownColumns } from './shown-columns.ts';
import { Toolbar } from './toolbar.tsx';
import { TrialGrid } from './trial-grid.tsx';
import styles from './trials.module.css';
import { useTable } from './use-table.ts';

/** Changes a part of what the table shows; undefined takes it back. */
export type ChangeTable = (change: Partial<Record<'filter' | 'sort' | 'columns', string | undefined>>) => void;

/** All trials of a study as a table: filtered by an expression, sorted, of any length. What it shows stands in the address. */
export function TrialsTab({ desk, id }: { readonly desk: DeskLink; readonly id: string }) {
  const { filter = '', sort = '', columns: chosen } = useSearch({ from: '/studies/$id' });
  const navigate = useNavigate({ from: '/studies/$id' });
  const summary = useSummary(desk);
  const columns = useMemo(() => shownColumns(summary?.columns ?? [], chosen), [summary?.columns, chosen]);
  const table = useTable(desk, { filter, sort, columns });
  const change: ChangeTable = useCallback(
    (change) =>
      void navigate({
        search: (before) =>
          Object.fromEntries(
            Object.entries({ ...before, ...change }).filter(([, text]) => text !== undefined && text !== ''),
          ) as StudyView,
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  if (summary === null) return <Waiting />;
  return (
    <div className={styles.tab}>
      <Toolbar
        desk={desk}
        summary={summary}
        table={table}
        filter={filter}
        sort={sort}
        columns={columns}
        change={change}
      />
      <TrialGrid desk={desk} id={id} table={table} filter={filter} sort={sort} columns={columns} change={change} />
    </div>
  );
}
