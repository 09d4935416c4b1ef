import { IconStarFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import type { ColumnInfo, Row } from '../../../desk/messages.ts';
import { StateBadge } from '../../../parts/state-badge.tsx';
import { trialsWords as words } from '../../../words/trials.ts';
import styles from './trials.module.css';

/** One trial of the table; a row that is on its way is empty. */
export function TrialRow({
  rowId,
  place,
  top,
  template,
  row,
  studyId,
  columns,
  isActive,
  open,
  toggle,
}: {
  readonly rowId: string;
  /** Counted from 0. */
  readonly place: number;
  readonly top: number;
  /** Widths of the columns. */
  readonly template: string;
  readonly row: Row | undefined;
  readonly studyId: string;
  readonly columns: readonly ColumnInfo[];
  readonly isActive: boolean;
  readonly open: (trial: number) => void;
  readonly toggle: (trial: number, isSelected: boolean) => void;
}) {
  const style = { gridTemplateColumns: template, transform: `translateY(${top}px)` };
  if (row === undefined)
    return <div role="row" aria-rowindex={place + 2} className={styles.row} style={style} aria-busy />;
  const { trial, isSelected, isBest } = row;
  const click = (event: MouseEvent<HTMLDivElement>) => {
    // A link and the box do what they do; who marks a text does not want to leave.
    if ((event.target as HTMLElement).closest('a, input') !== null || window.getSelection()?.toString()) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) toggle(trial, isSelected);
    else open(trial);
  };
  return (
    <div
      id={rowId}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      data-active={isActive || undefined}
      className={styles.row}
      style={style}
      onClick={click}
    >
      <span role="gridcell">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={words.select(trial)}
          checked={isSelected}
          onChange={() => toggle(trial, isSelected)}
        />
      </span>
      {columns.map(({ key, isNumeric }, i) => (
        <span role="gridcell" key={key} data-number={isNumeric || undefined} title={row.cells[i]}>
          {key === 'number' ? (
            <>
              {isBest && <IconStarFilled size={12} role="img" aria-label={words.best} className={styles.star} />}
              <Link
                to="/studies/$id/trials/$number"
                params={{ id: studyId, number: String(trial) }}
                tabIndex={-1}
                preload={false}
              >
                {trial}
              </Link>
            </>
          ) : key === 'state' ? (
            <StateBadge state={row.state} />
          ) : (
            row.cells[i]
          )}
        </span>
      ))}
    </div>
  );
}
