import { Text, VisuallyHidden } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import type { DeskLink } from '../../../desk/link.ts';
import type { ColumnInfo } from '../../../desk/messages.ts';
import { useSelection } from '../../../desk/use-desk.ts';
import { useEdges } from '../../../parts/use-edges.ts';
import wide from '../../../parts/wide.module.css';
import { trialsWords as words } from '../../../words/trials.ts';
import { columnName } from './column-name.ts';
import { widthOf } from './shown-columns.ts';
import { TrialRow } from './trial-row.tsx';
import type { ChangeTable } from './trials-tab.tsx';
import styles from './trials.module.css';
import type { Table } from './use-table.ts';
import { useKeys } from './use-keys.ts';

/** Pixels of a row. */
const ROW = 34;

/** The rows in sight of a table of any length. */
export function TrialGrid({
  desk,
  id,
  table,
  filter,
  sort,
  columns,
  change,
}: {
  readonly desk: DeskLink;
  readonly id: string;
  readonly table: Table;
  readonly filter: string;
  readonly sort: string;
  readonly columns: readonly ColumnInfo[];
  readonly change: ChangeTable;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const edges = useEdges();
  const framed = useCallback(
    (element: HTMLDivElement | null) => {
      frame.current = element;
      return edges(element);
    },
    [edges],
  );
  const name = useId();
  const navigate = useNavigate();
  const selection = useSelection(desk);
  const [active, setActive] = useState<number | null>(null);
  const { rows, at, see } = table;
  const count = rows?.matched ?? 0;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollPaddingStart: ROW,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => see(first, last), [see, first, last]);
  useEffect(() => {
    virtual.scrollToOffset(0);
    setActive(null);
  }, [filter, sort, virtual]);

  const open = (trial: number) =>
    void navigate({ to: '/studies/$id/trials/$number', params: { id, number: String(trial) } });
  const onKeyDown = useKeys({
    count,
    active,
    page: Math.max(1, Math.floor((frame.current?.clientHeight ?? 400) / ROW) - 2),
    trialAt: (place) => at(place)?.trial,
    go: (place) => {
      setActive(place);
      virtual.scrollToIndex(place);
    },
    open,
    selection,
    selectAll: () => selection.selectFiltered(filter),
  });

  if (rows !== undefined && count === 0)
    return (
      <Text className="card" p="xl" ta="center" c="dimmed">
        {rows.total === 0 ? words.none : words.noneFound}
      </Text>
    );
  const template = `34px ${columns.map((column) => `minmax(${widthOf(column)}px, ${column.key === 'why' ? 3 : 1}fr)`).join(' ')}`;
  const width = 34 + columns.reduce((sum, column) => sum + widthOf(column), 0);
  return (
    <div
      ref={framed}
      className={`card ${styles.frame} ${wide.edged}`}
      role="grid"
      aria-label={`${words.title}. ${words.keys}`}
      aria-multiselectable
      aria-rowcount={count + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={active === null || at(active) === undefined ? undefined : `${name}${active}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === event.currentTarget && active === null && count > 0) setActive(first);
      }}
    >
      <div className={styles.inner} style={{ minWidth: width, height: virtual.getTotalSize() + ROW }}>
        <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: template }}>
          <span role="columnheader">
            <VisuallyHidden>{words.selectColumn}</VisuallyHidden>
          </span>
          {columns.map((column) => (
            <Head key={column.key} column={column} sort={sort} change={change} />
          ))}
        </div>
        {items.map(({ index, start }) => (
          <TrialRow
            key={index}
            rowId={`${name}${index}`}
            place={index}
            top={start + ROW}
            template={template}
            row={at(index)}
            studyId={id}
            columns={columns}
            isActive={index === active}
            open={open}
            toggle={(trial, isSelected) => {
              setActive(index);
              selection.select([trial], isSelected ? 'remove' : 'add');
            }}
          />
        ))}
      </div>
    </div>
  );
}

function Head({
  column,
  sort,
  change,
}: {
  readonly column: ColumnInfo;
  readonly sort: string;
  readonly change: ChangeTable;
}) {
  const { key, label, isNumeric } = column;
  const name = columnName(column);
  const by = sort === '' ? 'number' : sort;
  const state = by === key ? 'ascending' : by === `-${key}` ? 'descending' : 'none';
  return (
    <span role="columnheader" aria-sort={state} data-number={isNumeric || undefined}>
      <button
        type="button"
        tabIndex={-1}
        title={name === label ? words.sortedBy(label) : `${words.sortedBy(name)}. ${words.inFilters(key)}`}
        onClick={() => change({ sort: state === 'ascending' ? `-${key}` : key })}
      >
        <span>{name}</span>
        {state !== 'none' && <span aria-hidden>{state === 'ascending' ? '↑' : '↓'}</span>}
      </button>
    </span>
  );
}
