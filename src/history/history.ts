import { VernierError } from '../errors.ts';
import { isOfMachine, PAUSED, type PausedTime, secondsSince } from './applied.ts';
import { grown } from '../math/growing.ts';
import { NOTES } from './attribute-names.ts';
import { lowerBound } from './column.ts';
import { REPEATED } from './lineage.ts';
import { Lookup } from './lookup.ts';
import {
  bare,
  type Change,
  isFinished,
  type Json,
  type Objective,
  type TrialRecord,
  type TrialState,
  trialOf,
} from './record.ts';
import { attributeKey, Table } from './table.ts';
import { jsonText, jsonValue } from './texts.ts';
import {
  type Delta,
  type ParamColumn,
  type ReportView,
  type SeriesView,
  STATE_CODE,
  STATES,
  type TimedHistory,
} from './view.ts';

const PAUSED_KEY = attributeKey('system', PAUSED);
const NO_REPORTS: ReportView = { steps: new Int32Array(0), losses: new Float64Array(0) };

/** The waist: one columnar record of a study, changed only by a list of `Change`s, answering each list with the rows touched. */
export class History implements TimedHistory {
  readonly table: Table;
  #seconds = new Float64Array(0);
  #open: number[] = [];
  #lookup: Lookup | null = null;
  #unhashed: number[] = [];

  constructor(objectives: readonly Objective[], table = new Table(objectives)) {
    this.table = table;
    for (let row = 0; row < table.size; row++) this.#settle(row);
  }

  get size(): number {
    return this.table.size;
  }
  get objectives(): readonly Objective[] {
    return this.table.objectives;
  }
  get states(): Uint8Array {
    return this.table.states;
  }
  get losses(): Float64Array {
    return this.table.losses;
  }
  get violations(): Float64Array {
    return this.table.violations;
  }
  get seconds(): Float64Array {
    return this.#seconds;
  }
  get startedAt(): Float64Array {
    return this.table.startedAt;
  }
  get finishedAt(): Float64Array {
    return this.table.finishedAt;
  }
  get columns(): ReadonlyMap<string, ParamColumn> {
    return this.table.columns;
  }
  get open(): readonly number[] {
    return this.#open;
  }
  get metricNames(): readonly string[] {
    return this.table.metricNames;
  }

  /**
   * Takes changes in, in order. Cost O(changes).
   *
   * @throws `trial-missing` for a change to a trial that no `trial` change has brought.
   */
  apply(changes: readonly Change[]): Delta {
    let reset = false;
    let last = Number.NaN;
    let row = -1;
    const touched: number[] = [];
    for (const change of changes) {
      const id = trialOf(change);
      if (id !== last) {
        row = change.type === 'trial' ? change.trial.number : this.#row(id);
        touched.push(row);
        last = id;
      }
      reset = this.#applyTo(row, change) || reset;
    }
    for (const row of touched) this.#settle(row);
    if (this.#lookup !== null) for (const row of touched) this.#unhashed.push(row);
    return { rows: touched.length < 2 ? new Int32Array(touched) : new Int32Array(new Set(touched)).sort(), reset };
  }

  #row(id: number): number {
    const row = this.table.rowOf.get(id);
    if (row === undefined)
      throw new VernierError('trial-missing', `There is no trial with id ${id} in this history.`, {
        details: { id },
        hint: 'Apply its `trial` change first.',
      });
    return row;
  }

  /** Sets the cells of one change; true where it took something back that others may have built on. */
  #applyTo(row: number, change: Change): boolean {
    const { table } = this;
    switch (change.type) {
      case 'trial':
        return this.#replace(row, change.trial);
      case 'started':
        table.states[row] = STATE_CODE.running;
        table.startedAt[row] = change.at;
        return false;
      case 'suggested':
        table.param(row, change.name, change.distribution, change.internal);
        return false;
      case 'reported':
        table.report(row, change.step, change.values);
        return false;
      case 'logged':
        for (const name of Object.keys(change.metrics)) table.metric(row, change.step, name, change.metrics[name]!);
        return false;
      case 'constrained':
        table.constraint(row, change.key, change.value);
        return isFinished(this.state(row)); // it may have been taken for a feasible one
      case 'attributed':
        table.attribute(row, change.owner, change.key, jsonText(change.value));
        return change.key === REPEATED; // its reports count no more
      case 'paused': {
        if (table.states[row] !== STATE_CODE.paused) {
          let step = table.reports[row]?.steps.at(-1) ?? 0;
          for (const [name, { steps }] of table.metrics[row] ?? [])
            if (!isOfMachine(name)) step = Math.max(step, steps.at(-1) ?? 0);
          table.attribute(
            row,
            'system',
            PAUSED,
            jsonText({
              step,
              checkpoint: change.checkpoint,
              seconds: this.#secondsUntil(row, change.at),
              since: orNull(table.startedAt[row]!),
            }),
          );
        }
        table.states[row] = STATE_CODE.paused;
        return false;
      }
      case 'finished':
        table.states[row] = STATE_CODE[change.state];
        table.values(row, change.values);
        table.finishedAt[row] = change.at;
        return false;
      case 'removed':
        table.states[row] = STATE_CODE.removed;
        return true;
    }
  }

  /** Sets a whole row. It takes something back where the row had an end, or parameters, that the record does not have. */
  #replace(row: number, trial: TrialRecord): boolean {
    const { table } = this;
    const before = row < table.size && table.ids[row]! >= 0 ? this.record(row) : null;
    if (before !== null) table.clear(row);
    table.trial(row, trial.id, trial.state, trial.startedAt, trial.finishedAt);
    for (const name of Object.keys(trial.params))
      table.param(row, name, trial.params[name]!.distribution, trial.params[name]!.internal);
    table.values(row, trial.values);
    for (const [step, values] of trial.reports) table.report(row, step, values);
    for (const name of Object.keys(trial.metrics))
      for (const [step, value] of trial.metrics[name]!) table.metric(row, step, name, value);
    for (const key of Object.keys(trial.constraints)) table.constraint(row, key, trial.constraints[key]!);
    for (const owner of ['user', 'system'] as const) {
      const attributes = owner === 'user' ? trial.userAttributes : trial.systemAttributes;
      for (const key of Object.keys(attributes)) table.attribute(row, owner, key, jsonText(attributes[key]!));
    }
    return before !== null && takesBack(before, trial);
  }

  /** Brings what is derived up to date: seconds, and the list of open rows. */
  #settle(row: number): void {
    const { table } = this;
    this.#seconds = grown(this.#seconds, table.size, Number.NaN);
    this.#seconds[row] = isFinished(this.state(row)) ? this.#secondsUntil(row, table.finishedAt[row]!) : Number.NaN;
    const isOpen = table.states[row]! <= STATE_CODE.paused;
    const at = lowerBound(this.#open, this.#open.length, row);
    const listed = this.#open[at] === row;
    if (isOpen && !listed) this.#open.splice(at, 0, row);
    if (!isOpen && listed) this.#open.splice(at, 1);
  }

  #secondsUntil(row: number, at: number): number {
    const { table } = this;
    const text = table.texts.get(row, PAUSED_KEY);
    const paused = text === null ? null : (jsonValue(text) as PausedTime | null);
    return secondsSince(paused, table.startedAt[row]!, at); // NaN where either instant is missing
  }

  state(row: number): TrialState {
    return STATES[this.table.states[row]!]!;
  }

  reports(row: number): ReportView {
    const series = this.table.reports[row];
    return series === undefined ? NO_REPORTS : { steps: series.steps, losses: series.values };
  }

  metric(row: number, name: string): SeriesView | null {
    const series = this.table.metrics[row]?.get(name);
    return series === undefined ? null : { steps: series.steps, values: series.values };
  }

  find(params: ReadonlyMap<string, number>): number | null {
    const { table } = this;
    const columns = [...table.columns.values()];
    if (this.#lookup === null) {
      this.#lookup = new Lookup();
      for (let row = 0; row < table.size; row++) this.#lookup.add(row, columns);
    }
    for (const row of this.#unhashed) this.#lookup.add(row, columns);
    this.#unhashed = [];
    return this.#lookup.find(params, columns, (row) => table.states[row] !== STATE_CODE.removed);
  }

  notes(row: number): Readonly<Record<string, Json>> | null {
    const notes = this.attribute(row, 'system', NOTES);
    return (notes ?? null) as Readonly<Record<string, Json>> | null;
  }

  attribute(row: number, owner: 'user' | 'system', key: string): Json | undefined {
    const text = this.table.texts.get(row, attributeKey(owner, key));
    return text === null ? undefined : jsonValue(text);
  }

  record(row: number): TrialRecord {
    const { table } = this;
    const k = table.objectives.length;
    const signed = (losses: ArrayLike<number>, at: number): number[] =>
      table.signs.map((sign, i) => sign * losses[at + i]! + 0);
    const params = bare<TrialRecord['params'][string]>();
    table.columns.forEach((column) => {
      const internal = column.values[row]!;
      if (internal === internal) params[column.name] = { distribution: column.at(row), internal };
    });
    const series = table.reports[row];
    const metrics = bare<TrialRecord['metrics'][string]>();
    for (const [name, { steps, values }] of table.metrics[row] ?? [])
      metrics[name] = Array.from(steps, (step, i) => [step, values[i]!] as const);
    const userAttributes = bare<Json>();
    const systemAttributes = bare<Json>();
    for (const [key, text] of table.texts.entries(row))
      (key.startsWith('u') ? userAttributes : systemAttributes)[key.slice(1)] = jsonValue(text);
    return {
      id: table.ids[row]!,
      number: row,
      state: this.state(row),
      params,
      values: table.valued[row] === 1 ? signed(table.losses, row * k) : null,
      reports:
        series === undefined
          ? []
          : Array.from(series.steps, (step, i) => [step, signed(series.values, i * k)] as const),
      metrics,
      constraints: bare(Object.fromEntries(table.constraints[row] ?? [])),
      userAttributes,
      systemAttributes,
      startedAt: orNull(table.startedAt[row]!),
      finishedAt: orNull(table.finishedAt[row]!),
    };
  }
}

const orNull = (instant: number): number | null => (Number.isNaN(instant) ? null : instant);

/** Did the row lose or change something that a sampler may have learnt from? Going forward (more reports, an end) takes nothing back. */
function takesBack(before: TrialRecord, after: TrialRecord): boolean {
  if (before.state === 'removed') return after.state !== 'removed';
  if (after.state === 'removed') return true;
  if (isFinished(before.state) && (before.state !== after.state || !sameNumbers(before.values, after.values)))
    return true;
  if (after.systemAttributes[REPEATED] === true && before.state !== after.state) return true;
  for (const name of Object.keys(before.params))
    if (after.params[name]?.internal !== before.params[name]!.internal) return true;
  if (
    isFinished(before.state) &&
    (Object.keys(after.params).length !== Object.keys(before.params).length ||
      Object.keys(after.constraints).length !== Object.keys(before.constraints).length)
  )
    return true;
  return before.reports.some(
    ([step, values], i) => after.reports[i]?.[0] !== step || !sameNumbers(values, after.reports[i]![1]),
  );
}

function sameNumbers(a: readonly number[] | null, b: readonly number[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((value, i) => Object.is(value + 0, b[i]! + 0));
}
