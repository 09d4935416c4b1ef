import { stoppedOf } from '../../../src/analysis/explain/stopped.ts';
import type { History } from '../../../src/history/history.ts';
import { type Choice } from '../../../src/space/distribution.ts';
import type { Json } from '../../../src/history/record.ts';
import { STATES } from '../../../src/history/view.ts';
import { durationText, instantText, numberText } from '../../../src/scene/number-text.ts';
import type { ColumnInfo } from './messages.ts';

/** What trials have in one column. */
export interface TrialColumn extends ColumnInfo {
  /** The value as plain data; null = none. */
  readonly raw: (row: number) => Json;
  /** The value as number, NaN = none; null = the column has no numbers. */
  readonly numbers: ((row: number) => number) | null;
  /** The value as it is looked for; null = none. */
  readonly text: (row: number) => string | null;
  /** The value as people read it; empty = none. */
  readonly shown: (row: number) => string;
  /** Are its numbers milliseconds since 1970 UTC? */
  readonly isInstant: boolean;
}

/** All columns of a study. Arrays of a history are replaced when they grow, so they are read at each call. */
export function columnsOf(history: History): readonly TrialColumn[] {
  const columns: TrialColumn[] = [
    numeric('trial', 'number', (row) => row, { label: 'trial', shown: String }),
    textual('trial', 'state', (row) => STATES[history.states[row]!]!),
    ...objectiveColumns(history),
    ...[...history.columns.keys()].map((name) => paramColumn(history, name)),
    ...history.metricNames.map((name) => numeric('metric', name, (row) => lastOf(history, row, name))),
    numeric('time', 'seconds', (row) => history.seconds[row]!, { shown: durationText }),
    numeric('time', 'started', (row) => history.startedAt[row]!, { shown: instantText, isInstant: true }),
    numeric('time', 'finished', (row) => history.finishedAt[row]!, { shown: instantText, isInstant: true }),
    ...(history.table.constraints.length === 0
      ? []
      : [numeric('trial', 'violation', (row) => history.violations[row]!)]),
    textual('trial', 'why', (row) => whyOf(history, row)),
    ...attributeColumns(history),
  ];
  return distinct(columns);
}

/** Why a trial failed, was stopped, or warns, in words; null = nothing of that. */
function whyOf(history: History, row: number): string | null {
  const error = history.attribute(row, 'system', 'vernier:error') as { readonly message?: Json } | undefined;
  const why = error?.message ?? stoppedOf(history, row)?.why ?? history.attribute(row, 'system', 'vernier:warning');
  return typeof why === 'string' ? why : null;
}

/** The last value of a metric; NaN = never logged. */
const lastOf = (history: History, row: number, name: string): number =>
  history.metric(row, name)?.values.at(-1) ?? Number.NaN;

function objectiveColumns(history: History): readonly TrialColumn[] {
  const k = history.objectives.length;
  return history.objectives.map(({ name, direction }, i) => {
    const sign = direction === 'maximize' ? -1 : 1;
    return numeric('objective', name, (row) => sign * history.losses[row * k + i]! + 0);
  });
}

function paramColumn(history: History, name: string): TrialColumn {
  const column = history.columns.get(name)!;
  const { distribution } = column;
  const internal = (row: number): number => column.values[row] ?? Number.NaN;
  if (distribution.kind !== 'categorical') return numeric('param', name, internal);
  const choiceAt = (row: number): Choice | undefined => {
    const at = internal(row);
    const { distribution: now } = column; // it may have widened
    return Number.isNaN(at) || now.kind !== 'categorical' ? undefined : now.choices[at];
  };
  if (distribution.choices.every((choice) => typeof choice === 'number'))
    return numeric('param', name, (row) => (choiceAt(row) as number | undefined) ?? Number.NaN);
  return textual('param', name, (row) => {
    const choice = choiceAt(row);
    return choice === undefined ? null : String(choice);
  });
}

/** Attributes that trials were given by their users: looked at only when somebody asks. */
function attributeColumns(history: History): readonly TrialColumn[] {
  const keys = history.table.texts.keys.filter((key) => key.startsWith('u')).map((key) => key.slice(1));
  return keys.map((key): TrialColumn => {
    const raw = (row: number): Json => history.attribute(row, 'user', key) ?? null;
    const text = (row: number): string | null => {
      const value = raw(row);
      return value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
    };
    return {
      key,
      label: key,
      group: 'attribute',
      isNumeric: false,
      isInstant: false,
      raw,
      numbers: null,
      text,
      shown: (row) => text(row) ?? '',
    };
  });
}

interface NumericLook {
  readonly label?: string;
  readonly shown?: (value: number) => string;
  readonly isInstant?: boolean;
}

function numeric(
  group: ColumnInfo['group'],
  key: string,
  numbers: (row: number) => number,
  { label = key, shown = numberText, isInstant = false }: NumericLook = {},
): TrialColumn {
  const raw = (row: number): number | null => {
    const value = numbers(row);
    return Number.isNaN(value) ? null : value;
  };
  const worded = (row: number, words: (value: number) => string): string | null => {
    const value = raw(row);
    return value === null ? null : words(value);
  };
  return {
    key,
    label,
    group,
    isNumeric: true,
    isInstant,
    raw,
    numbers,
    text: (row) => worded(row, isInstant ? shown : String),
    shown: (row) => worded(row, shown) ?? '',
  };
}

function textual(group: ColumnInfo['group'], key: string, text: (row: number) => string | null): TrialColumn {
  return {
    key,
    label: key,
    group,
    isNumeric: false,
    isInstant: false,
    raw: text,
    numbers: null,
    text,
    shown: (row) => text(row) ?? '',
  };
}

/** Columns of the same name get their group in front, all but the first. */
function distinct(columns: readonly TrialColumn[]): readonly TrialColumn[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let { key } = column;
    while (taken.has(key)) key = `${column.group}.${key}`;
    taken.add(key);
    return key === column.key ? column : { ...column, key, label: key };
  });
}

/** The column of a name: its key, or its label with the group in front, as `param.lr`; `value` is the first objective, `trial` the number. */
export function findColumn(columns: readonly TrialColumn[], name: string): TrialColumn | undefined {
  return (
    columns.find(({ key }) => key === name) ??
    columns.find(({ group, label }) => name === `${group}.${label}`) ??
    (name === 'value' ? columns.find(({ group }) => group === 'objective') : undefined) ??
    (name === 'trial' ? columns[0] : undefined)
  );
}
