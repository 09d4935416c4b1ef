import { useEffect, useState } from 'react';
import { saveBlob } from '../src/charts/save.ts';
import type { DeskLink } from '../src/desk/link.ts';
import type { ColumnInfo, Row, StudySummary } from '../src/desk/messages.ts';
import { useStore } from '../src/desk/use-store.ts';
import { reportWords as words } from './words.ts';

/** Selected trials that are listed, at most. */
const MOST = 15;

/** Says what is selected, and lists the best of it: at the lower edge of the window, where it moves no chart. */
export function SelectedCard({
  desk,
  summary,
  study,
}: {
  readonly desk: DeskLink;
  readonly summary: StudySummary;
  /** Name of the file that CSV is saved as. */
  readonly study: string;
}) {
  const { count } = useStore(desk.selection);
  const columns = summary.columns.filter(({ group }) => group === 'objective' || group === 'param');
  const rows = useSelectedRows(desk, summary, columns);
  const clear = (): void => desk.order({ type: 'select', trials: [], mode: 'replace' });
  useEffect(() => {
    const heard = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') desk.order({ type: 'select', trials: [], mode: 'replace' });
    };
    document.addEventListener('keydown', heard);
    return () => document.removeEventListener('keydown', heard);
  }, [desk]);
  const save = async (): Promise<void> => {
    const keys = ['number', 'state', ...columns.map(({ key }) => key)];
    const csv = await desk.ask('csv', { which: 'selected', filter: '', sort: '', columns: keys });
    saveBlob(new Blob([csv], { type: 'text/csv' }), `${study}.csv`);
  };
  return (
    <section className="card selected" aria-label={words.tableLabel} hidden={count === 0}>
      <p className="buttons">
        <strong aria-live="polite">{count > 0 && words.selected(count, summary.trials)}</strong>
        <button type="button" onClick={clear}>
          {words.clear}
        </button>
        <button type="button" onClick={() => void save()}>
          {words.csv}
        </button>
      </p>
      <details>
        <summary>{count > MOST ? words.first(MOST) : words.list}</summary>
        <Table columns={columns} rows={rows} />
      </details>
    </section>
  );
}

/** The best of the selected trials: found in the table of all by their places, then read with their cells. */
function useSelectedRows(desk: DeskLink, { objectives, trials }: StudySummary, columns: readonly ColumnInfo[]) {
  const selection = useStore(desk.selection);
  const [rows, setRows] = useState<readonly Row[]>([]);
  const objective = columns.find(({ group }) => group === 'objective')?.key;
  const sort = objective === undefined ? '' : `${objectives[0]!.direction === 'maximize' ? '-' : ''}${objective}`;
  const keys = JSON.stringify(columns.map(({ key }) => key));
  useEffect(() => {
    let isOld = false;
    const read = async (): Promise<void> => {
      const ask = (from: number, to: number, asked: readonly string[]) =>
        desk.ask('rows', { filter: '', sort, from, to, columns: asked });
      const all = await ask(0, trials, []);
      const places = all.rows.flatMap(({ isSelected }, place) => (isSelected ? [place] : [])).slice(0, MOST);
      const found = await Promise.all(places.map((place) => ask(place, place + 1, JSON.parse(keys) as string[])));
      if (!isOld) setRows(found.flatMap((piece) => piece.rows));
    };
    if (selection.count > 0) void read();
    return () => {
      isOld = true;
    };
  }, [desk, selection, sort, trials, keys]);
  return rows;
}

function Table({ columns, rows }: { readonly columns: readonly ColumnInfo[]; readonly rows: readonly Row[] }) {
  const numeric = (isNumeric: boolean) => (isNumeric ? 'number' : undefined);
  return (
    <div className="wide" role="region" tabIndex={0} aria-label={words.tableLabel}>
      <table>
        <thead>
          <tr>
            <th scope="col" className="number">
              {words.trial}
            </th>
            <th scope="col">{words.state}</th>
            {columns.map(({ key, label, isNumeric }) => (
              <th key={key} scope="col" className={numeric(isNumeric)}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ trial, state, cells }) => (
            <tr key={trial}>
              <td className="number">{trial}</td>
              <td>{state}</td>
              {columns.map(({ key, isNumeric }, i) => (
                <td key={key} className={numeric(isNumeric)}>
                  {cells[i]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
