import { type Distribution, sameDistribution, widen } from '../space/distribution.ts';
import { grown } from '../math/growing.ts';
import type { Objective, TrialState } from './record.ts';
import { Series } from './series.ts';
import { Texts } from './texts.ts';
import { type ParamColumn, STATE_CODE } from './view.ts';

/** The values of one parameter, and the distribution each was drawn from. */
export class Column implements ParamColumn {
  readonly name: string;
  distribution: Distribution;
  values: Float64Array;
  /** The different distributions of the past; `which` says by row which one it was. */
  readonly past: Distribution[];
  which: Uint16Array;

  constructor(
    name: string,
    distribution: Distribution,
    capacity: number,
    values = new Float64Array(capacity).fill(Number.NaN),
  ) {
    this.name = name;
    this.distribution = distribution;
    this.values = values;
    this.past = [distribution];
    this.which = new Uint16Array(0); // grows when there is a second distribution: hardly ever
  }

  set(row: number, distribution: Distribution, internal: number): void {
    if (row >= this.values.length) this.values = grown(this.values, row + 1, Number.NaN);
    this.values[row] = internal;
    const last = this.past.length - 1;
    if (distribution === this.past[last] && last === 0) return;
    this.#remember(row, distribution);
  }

  #remember(row: number, distribution: Distribution): void {
    let index = this.past.findIndex((other) => sameDistribution(other, distribution));
    if (index < 0) {
      index = this.past.push(distribution) - 1;
      this.distribution = widen(this.name, this.distribution, distribution);
    }
    if (index > 0 || row < this.which.length) {
      this.which = grown(this.which, row + 1);
      this.which[row] = index;
    }
  }

  /** The distribution that a row's value was drawn from. */
  at(row: number): Distribution {
    return this.past[row < this.which.length ? this.which[row]! : 0]!;
  }
}

/** Is −0 or 0 of a maximised objective: adding 0 makes −0 an ordinary 0. */
const plain = (value: number): number => value + 0;

/**
 * The cells of a history: one array a fact, row = trial number. Cells are set here and nowhere else;
 * what a change means, and who has to hear of it, is decided above.
 */
export class Table {
  readonly objectives: readonly Objective[];
  readonly signs: readonly number[];
  size = 0;
  ids = new Float64Array(0);
  states = new Uint8Array(0);
  losses = new Float64Array(0);
  valued = new Uint8Array(0);
  violations = new Float64Array(0);
  startedAt = new Float64Array(0);
  finishedAt = new Float64Array(0);
  columns = new Map<string, Column>();
  texts = new Texts();
  readonly rowOf = new Map<number, number>();
  readonly reports: (Series | undefined)[] = [];
  readonly metrics: (Map<string, Series> | undefined)[] = [];
  readonly constraints: (Map<string, number> | undefined)[] = [];
  readonly metricNames: string[] = [];
  /** Cells taken back from `param`, kept for columns that appear later. */
  capacity = 0;

  constructor(objectives: readonly Objective[]) {
    this.objectives = objectives;
    this.signs = objectives.map(({ direction }) => (direction === 'maximize' ? -1 : 1));
  }

  /** Makes room for a row; rows that were skipped count as removed until they come. */
  ensure(row: number): void {
    if (row < this.size) return;
    if (row >= this.capacity) this.#grow(row + 1);
    this.size = row + 1;
  }

  #grow(rows: number): void {
    const k = this.objectives.length;
    this.ids = grown(this.ids, rows, -1);
    this.capacity = this.ids.length;
    this.states = grown(this.states, this.capacity, STATE_CODE.removed);
    this.losses = grown(this.losses, this.capacity * k, Number.NaN);
    this.valued = grown(this.valued, this.capacity);
    this.violations = grown(this.violations, this.capacity);
    this.startedAt = grown(this.startedAt, this.capacity, Number.NaN);
    this.finishedAt = grown(this.finishedAt, this.capacity, Number.NaN);
    for (const column of this.columns.values()) column.values = grown(column.values, this.capacity, Number.NaN);
  }

  /** Names a row and sets its state and instants. */
  trial(row: number, id: number, state: TrialState, startedAt: number | null, finishedAt: number | null): void {
    this.ensure(row);
    this.ids[row] = id;
    this.rowOf.set(id, row);
    this.states[row] = STATE_CODE[state];
    this.startedAt[row] = startedAt ?? Number.NaN;
    this.finishedAt[row] = finishedAt ?? Number.NaN;
  }

  param(row: number, name: string, distribution: Distribution, internal: number): void {
    this.ensure(row);
    let column = this.columns.get(name);
    if (column === undefined) {
      column = new Column(name, distribution, this.capacity);
      this.columns.set(name, column);
    }
    column.set(row, distribution, internal);
  }

  /** Objective values as the user means them; null takes them back. */
  values(row: number, values: readonly number[] | null): void {
    const k = this.objectives.length;
    this.valued[row] = values === null ? 0 : 1;
    for (let i = 0; i < k; i++)
      this.losses[row * k + i] = values === null ? Number.NaN : plain(this.signs[i]! * (values[i] ?? Number.NaN));
  }

  /** The first report of a step stands. */
  report(row: number, step: number, values: readonly number[]): void {
    const k = this.objectives.length;
    this.reports[row] ??= new Series(k);
    this.reports[row].set(
      step,
      this.signs.map((sign, i) => plain(sign * (values[i] ?? Number.NaN))),
      false,
    );
  }

  /** The last value of a step stands. */
  metric(row: number, step: number, name: string, value: number): void {
    if (!this.metricNames.includes(name)) this.metricNames.push(name);
    const series = (this.metrics[row] ??= new Map<string, Series>());
    let own = series.get(name);
    if (own === undefined) series.set(name, (own = new Series(1)));
    own.set(step, [value], true);
  }

  /** The first value of a constraint stands. */
  constraint(row: number, key: string, value: number): void {
    const own = (this.constraints[row] ??= new Map<string, number>());
    if (own.has(key)) return;
    own.set(key, value);
    if (value > 0) this.violations[row]! += value;
  }

  attribute(row: number, owner: 'user' | 'system', key: string, json: string): void {
    this.texts.set(row, attributeKey(owner, key), json);
  }

  /** Takes back everything but the row's name. */
  clear(row: number): void {
    for (const column of this.columns.values()) if (row < column.values.length) column.values[row] = Number.NaN;
    this.values(row, null);
    this.reports[row] = undefined;
    this.metrics[row] = undefined;
    this.constraints[row] = undefined;
    this.violations[row] = 0;
    this.texts.clear(row);
  }
}

/** Under which one word an attribute of a user or of the system is kept. */
export function attributeKey(owner: 'user' | 'system', key: string): string {
  return `${owner === 'user' ? 'u' : 's'}${key}`;
}
