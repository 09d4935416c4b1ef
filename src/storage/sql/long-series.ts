import { grown } from '../../math/growing.ts';
import type { SqlDriver, SqlRow } from './driver.ts';

/** A table of numbers by step, and how one trial's rows of it are read. */
export interface SeriesTable {
  /** Step, number and text of the rows from a step on, in order; of a trial and a step. */
  readonly from: string;
  /** One row that is another one once anything below a step has changed; of a trial and a step. */
  readonly mark: string;
}

const tableOf = (table: string, value: string, text: string, order: string): SeriesTable => ({
  from: `SELECT step, ${value}, ${text} FROM ${table} WHERE trial_id = ? AND step >= ? ORDER BY ${order}`,
  mark: `SELECT COUNT(*), COUNT(${value}), TOTAL(${value}) FROM ${table} WHERE trial_id = ? AND step < ?`,
});

/** Reports: the text is the kind of number. */
export const REPORT_TABLE = tableOf(
  'trial_intermediate_values',
  'intermediate_value',
  'intermediate_value_type',
  'step',
);
/** Extra metrics: the text is the name. */
export const METRIC_TABLE = tableOf('vernier_metrics', 'value', 'name', 'step, name');

/** A trial with so many rows of a table is remembered. */
export const LONG = 1000;
/** What is remembered grows by so many rows at once. */
const GROWTH = 500;
/** Rows that are remembered in all. */
const MOST_ROWS = 4_000_000;

/**
 * What was read of the long series of open trials: these are looked at again and again, and little of them is new. Of what is remembered
 * only a mark is read again (count and sum); where it differs, everything is.
 */
export class LongSeries {
  readonly #table: SeriesTable;
  readonly #known = new Map<number, Known>();

  constructor(table: SeriesTable) {
    this.#table = table;
  }

  /** Is the trial one whose rows are to be read here? */
  has(trial: number): boolean {
    return this.#known.has(trial);
  }

  /** From now on a trial's rows are read here. */
  add(trial: number): void {
    if (!this.#known.has(trial)) this.#known.set(trial, new Known());
  }

  /** All rows of a trial, in order: what is put before each, step, number, text. */
  async rows(db: SqlDriver, trial: number, first: number): Promise<readonly SqlRow[]> {
    const known = this.#known.get(trial)!;
    if (known.mark !== null && known.mark !== (await this.#mark(db, trial, known.until))) known.forget();
    const news = await db.all(this.#table.from, [trial, known.until]);
    const rows = known.rows(first);
    for (const [step, value, text] of news) rows.push([first, step!, value!, text!]);
    if (news.length >= GROWTH) {
      known.take(news);
      known.mark = await this.#mark(db, trial, known.until);
      this.#shrink(trial);
    }
    return rows;
  }

  async #mark(db: SqlDriver, trial: number, until: number): Promise<string> {
    return JSON.stringify(await db.all(this.#table.mark, [trial, until]));
  }

  /** The trial read last stays; those read longest ago go. */
  #shrink(trial: number): void {
    const known = this.#known.get(trial)!;
    this.#known.delete(trial);
    this.#known.set(trial, known);
    let size = [...this.#known.values()].reduce((sum, one) => sum + one.size, 0);
    for (const [other, { size: less }] of this.#known) {
      if (size <= MOST_ROWS || other === trial) return;
      this.#known.delete(other);
      size -= less;
    }
  }
}

const START = Number.MIN_SAFE_INTEGER;

/** The rows of a trial below a step, packed: a series may have a million. */
class Known {
  until = START;
  mark: string | null = null;
  size = 0;
  #steps = new Float64Array(0);
  /** NaN = NULL: databases know no other. */
  #values = new Float64Array(0);
  #which = new Uint32Array(0);
  readonly #texts: string[] = [];
  readonly #indexOf = new Map<string, number>();

  rows(first: number): SqlRow[] {
    const rows: SqlRow[] = [];
    for (let i = 0; i < this.size; i++) {
      const value = this.#values[i]!;
      rows.push([first, this.#steps[i]!, Number.isNaN(value) ? null : value, this.#texts[this.#which[i]!]!]);
    }
    return rows;
  }

  /** Takes in rows, but for those of the last step: others may come to them. */
  take(rows: readonly SqlRow[]): void {
    this.until = rows.at(-1)![0] as number;
    const settled = rows.filter(([step]) => (step as number) < this.until);
    const size = this.size + settled.length;
    this.#steps = grown(this.#steps, size);
    this.#values = grown(this.#values, size);
    this.#which = grown(this.#which, size);
    for (const [step, value, text] of settled) {
      this.#steps[this.size] = step as number;
      this.#values[this.size] = (value as number | null) ?? Number.NaN;
      this.#which[this.size++] = this.#textIndex(text as string);
    }
  }

  #textIndex(text: string): number {
    let at = this.#indexOf.get(text);
    if (at === undefined) this.#indexOf.set(text, (at = this.#texts.push(text) - 1));
    return at;
  }

  forget(): void {
    this.size = 0;
    this.until = START;
    this.mark = null;
  }
}
