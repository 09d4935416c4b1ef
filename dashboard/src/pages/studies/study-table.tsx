import { VisuallyHidden } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { studiesWords as words } from '../../words/studies.ts';
import type { ChangeView } from './controls.tsx';
import { type Order, orderOf, type SortName, sortText } from './found.ts';
import styles from './studies.module.css';
import { StudyLine } from './study-line.tsx';
import type { StudyRow } from './study-row.ts';
import type { Actions } from './use-actions.ts';
import type { Chosen } from './use-chosen.ts';

/** Pixels of a row before it is measured. */
const ROW = 62;

/** The studies as a table; only the rows in sight are there. */
export function StudyTable({
  rows,
  sort,
  change,
  chosen,
  actions,
}: {
  readonly rows: readonly StudyRow[];
  readonly sort: string | undefined;
  readonly change: ChangeView;
  readonly chosen: Chosen;
  readonly actions: Actions;
}) {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // What stands above the table comes and goes.
  useLayoutEffect(() => setTop((before) => body.current?.offsetTop ?? before));
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (i) => rows[i]!.id,
  });
  return (
    <div className={`card ${styles.table}`} role="table" aria-label={words.title} aria-rowcount={rows.length + 1}>
      <div role="row" className={`${styles.row} ${styles.head}`} aria-rowindex={1}>
        <span role="columnheader">
          <VisuallyHidden>{words.chooseColumn}</VisuallyHidden>
        </span>
        <Head name="name" order={orderOf(sort)} change={change} />
        <Head name="trials" order={orderOf(sort)} change={change} />
        <span role="columnheader">{words.columns.best}</span>
        <span role="columnheader">{words.columns.course}</span>
        <Head name="progress" order={orderOf(sort)} change={change} />
        <Head name="changed" order={orderOf(sort)} change={change} />
        <span role="columnheader">
          <VisuallyHidden>{words.actionsColumn}</VisuallyHidden>
        </span>
      </div>
      <div ref={body} role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            role="row"
            aria-rowindex={item.index + 2}
            className={`${styles.row} ${styles.line}`}
            style={{ transform: `translateY(${item.start - top}px)` }}
          >
            <StudyLine row={rows[item.index]!} chosen={chosen} actions={actions} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Head({
  name,
  order,
  change,
}: {
  readonly name: SortName;
  readonly order: Order;
  readonly change: ChangeView;
}) {
  const isSorted = order.by === name;
  // The first click has what is most wanted first: names by the alphabet, numbers from the largest.
  const isDescending = isSorted ? !order.isDescending : name !== 'name';
  return (
    <span role="columnheader" aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => change({ sort: sortText({ by: name, isDescending }) })}>
        {words.columns[name]}
        <span aria-hidden>{isSorted ? (order.isDescending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </span>
  );
}
