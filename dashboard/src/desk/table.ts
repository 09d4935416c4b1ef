import type { History } from '../../../src/history/history.ts';
import { STATE_CODE, STATES } from '../../../src/history/view.ts';
import { csvLine } from '../../../src/wire/csv-line.ts';
import { type Best, isBest } from './best.ts';
import { columnsOf, findColumn, type TrialColumn } from './columns.ts';
import { FilterError } from './filter/expression.ts';
import { maskOf } from './filter/mask.ts';
import { parseFilter } from './filter/parse.ts';
import type { Query, Row, Rows, RowsQuery } from './messages.ts';
import type { Selection } from './selection.ts';

/** Answers that are kept: who scrolls does not have the table sorted each time. */
const KEPT = 4;

/** The trials of a study as a table: filtered, sorted, and read by pieces. */
export class TrialTable {
  readonly columns: readonly TrialColumn[];
  readonly #history: History;
  readonly #kept = new Map<string, Int32Array>();

  /** The table of a moment: when the history has changed, another one is made. */
  constructor(history: History) {
    this.#history = history;
    this.columns = columnsOf(history);
  }

  /**
   * Trials that meet a filter, in order; trials without what they are sorted by come last either way.
   *
   * @throws FilterError
   */
  trials({ filter, sort }: Query): Int32Array {
    const key = JSON.stringify([filter, sort]);
    const found = this.#kept.get(key) ?? this.#sorted(this.#filtered(filter), sort);
    this.#kept.delete(key);
    this.#kept.set(key, found);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return found;
  }

  /** A piece of the table. @throws FilterError */
  rows(query: RowsQuery, selection: Selection, best: Best): Rows {
    const trials = this.trials(query);
    const columns = query.columns.map((key) => findColumn(this.columns, key));
    const from = Math.max(0, Math.min(query.from, trials.length));
    const piece = trials.subarray(from, Math.max(from, query.to));
    return {
      matched: trials.length,
      total: this.trials({ filter: '', sort: '' }).length,
      from,
      rows: Array.from(
        piece,
        (trial): Row => ({
          trial,
          state: STATES[this.#history.states[trial]!]!,
          isSelected: selection.has(trial),
          isBest: isBest(best, trial),
          cells: columns.map((column) => column?.shown(trial) ?? ''),
        }),
      ),
    };
  }

  /** CSV of some trials, with a line of names first; a byte order mark is left out. */
  csv(trials: Int32Array, keys: readonly string[]): string {
    const columns = keys.flatMap((key) => findColumn(this.columns, key) ?? []);
    const lines = [csvLine(columns.map(({ key }) => key))];
    for (const trial of trials) lines.push(csvLine(columns.map((column) => cell(column, trial))));
    return `${lines.join('\r\n')}\r\n`;
  }

  #filtered(filter: string): Int32Array {
    const { size, states } = this.#history;
    const names = this.columns.map(({ key }) => key);
    const mask = maskOf(parseFilter(filter), size, (name) => findColumn(this.columns, name), names);
    let count = 0;
    for (let row = 0; row < size; row++) {
      if (states[row] === STATE_CODE.removed) mask[row] = 0;
      count += mask[row]!;
    }
    const found = new Int32Array(count);
    for (let row = 0, at = 0; row < size; row++) if (mask[row] === 1) found[at++] = row;
    return found;
  }

  #sorted(trials: Int32Array, sort: string): Int32Array {
    const isDescending = sort.startsWith('-');
    const key = isDescending ? sort.slice(1) : sort;
    if (key === '') return isDescending ? trials.toReversed() : trials;
    const column = findColumn(this.columns, key);
    if (column === undefined)
      throw new FilterError(`There is no column "${key}" to sort by.`, 0, 'Choose one of the columns of this study.');
    return ordered(trials, this.#ranks(column), isDescending);
  }

  /** A number for each row by which a column is sorted; NaN = none. */
  #ranks({ numbers, text }: TrialColumn): (row: number) => number {
    if (numbers !== null) return numbers;
    const texts = Array.from({ length: this.#history.size }, (_, row) => text(row));
    const inOrder = [...new Set(texts.filter((own) => own !== null))].sort();
    const rank = new Map<string | null, number>(inOrder.map((own, i) => [own, i]));
    return (row) => rank.get(texts[row]!) ?? Number.NaN;
  }
}

/** Trials by ascending keys, equal ones by number. Keys are read once. */
function ordered(trials: Int32Array, keyOf: (row: number) => number, isDescending: boolean): Int32Array {
  const way = isDescending ? -1 : 1;
  const keys = Float64Array.from(trials, (row) => way * keyOf(row));
  const places = Uint32Array.from(keys.keys()).sort((a, b) => {
    const [x, y] = [keys[a]!, keys[b]!];
    if (x < y) return -1;
    if (x > y) return 1;
    return x === y ? a - b : Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
  });
  return Int32Array.from(places, (place) => trials[place]!);
}

function cell(column: TrialColumn, trial: number): string | number | boolean | null {
  if (column.isInstant) return column.text(trial);
  const value = column.raw(trial);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
