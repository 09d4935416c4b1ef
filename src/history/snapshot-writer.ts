import { VernierError } from '../errors.ts';
import type { Distribution } from '../space/distribution.ts';
import { History } from './history.ts';
import type { Json, Objective } from './record.ts';
import { Series } from './series.ts';
import type { Snapshot, SnapshotWriter } from './snapshot.ts';
import { Column, Table } from './table.ts';
import { jsonText, jsonValue, Texts } from './texts.ts';
import type { HistoryView } from './view.ts';

// A snapshot is one buffer: magic, version, length of the head (32 bits each), the head as JSON, then the arrays, each aligned to 8 bytes.
const MAGIC = 0x56524e52; // 'VRNR'
const VERSION = 1;

const KINDS = { f64: Float64Array, i32: Int32Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;
type Kind = keyof typeof KINDS;
type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

interface Head {
  readonly objectives: readonly Objective[];
  readonly size: number;
  readonly columns: readonly {
    readonly name: string;
    readonly distribution: Distribution;
    readonly past: readonly Distribution[];
  }[];
  readonly metricNames: readonly string[];
  readonly constraintKeys: readonly string[];
  readonly textKeys: readonly string[];
  /** Kind and number of elements of each array, in the order of `arraysOf`. */
  readonly arrays: readonly (readonly [Kind, number])[];
}

/** Loads a study cell by cell into columns. */
export function snapshotWriter(objectives: readonly Objective[]): SnapshotWriter {
  const table = new Table(objectives);
  return {
    trial: (row, id, state, startedAt, finishedAt) => table.trial(row, id, state, startedAt, finishedAt),
    param: (row, name, distribution, internal) => table.param(row, name, distribution, internal),
    values: (row, values) => table.values(row, values),
    report: (row, step, values) => table.report(row, step, values),
    metric: (row, step, name, value) => table.metric(row, step, name, value),
    constraint: (row, key, value) => table.constraint(row, key, value),
    attribute: (row, owner, key, json) => table.attribute(row, owner, key, json),
    finish: () => written(table),
  };
}

/** A history as one buffer: for a storage's first answer, a file, a browser. */
export function snapshotOf(history: HistoryView): Snapshot {
  if (history instanceof History) return written(history.table);
  const copy = new History(history.objectives);
  copy.apply(
    Array.from({ length: history.size }, (_, row) => ({ type: 'trial' as const, trial: history.record(row) })),
  );
  return written(copy.table);
}

/**
 * The history of a snapshot. Takes over its columns and copies nothing: the snapshot is used up.
 *
 * @throws `version-mismatch` for bytes that are no snapshot of this version.
 */
export function historyOf(snapshot: Snapshot): History {
  const words = new Uint32Array(snapshot.bytes, 0, Math.min(3, Math.floor(snapshot.bytes.byteLength / 4)));
  if (words[0] !== MAGIC || words[1] !== VERSION)
    throw new VernierError(
      'version-mismatch',
      `Found snapshot data of magic ${words[0]} and version ${words[1]}; expected ${MAGIC} and ${VERSION}.`,
      {
        hint: 'Load the study again with this version of Vernier.',
      },
    );
  const text = new TextDecoder().decode(new Uint8Array(snapshot.bytes, 12, words[2]!));
  const head = jsonValue(text) as unknown as Head;
  let offset = aligned(12 + words[2]!);
  const arrays = head.arrays.map(([kind, length]) => {
    // An empty view would keep the whole snapshot when all other columns have grown out of it.
    const array: Numbers = length === 0 ? new KINDS[kind](0) : new KINDS[kind](snapshot.bytes, offset, length);
    offset = aligned(offset + array.byteLength);
    return array;
  });
  return new History(head.objectives, tableOf(head, arrays));
}

const aligned = (offset: number): number => 8 * Math.ceil(offset / 8);

const kindOf = (array: Numbers): Kind =>
  array instanceof Float64Array
    ? 'f64'
    : array instanceof Int32Array
      ? 'i32'
      : array instanceof Uint32Array
        ? 'u32'
        : array instanceof Uint16Array
          ? 'u16'
          : 'u8';

function written(table: Table): Snapshot {
  const columns = [...table.columns.values()];
  const constraintKeys = [...new Set(table.constraints.flatMap((own) => (own === undefined ? [] : [...own.keys()])))];
  const arrays = arraysOf(table, columns, constraintKeys);
  const head: Head = {
    objectives: table.objectives,
    size: table.size,
    columns: columns.map(({ name, distribution, past }) => ({ name, distribution, past })),
    metricNames: table.metricNames,
    constraintKeys,
    textKeys: table.texts.keys,
    arrays: arrays.map((array) => [kindOf(array), array.length] as const),
  };
  const text = new TextEncoder().encode(jsonText(head as unknown as Json)); // choices may be NaN or infinite
  const total = arrays.reduce((offset, array) => aligned(offset + array.byteLength), aligned(12 + text.length));
  const bytes = new ArrayBuffer(total);
  new Uint32Array(bytes, 0, 3).set([MAGIC, VERSION, text.length]);
  new Uint8Array(bytes, 12, text.length).set(text);
  let offset = aligned(12 + text.length);
  for (const array of arrays) {
    new KINDS[kindOf(array)](bytes, offset, array.length).set(array);
    offset = aligned(offset + array.byteLength);
  }
  return { size: table.size, bytes };
}

/** All arrays of a table in one fixed order: the row columns, texts, pooled reports, metrics and constraints, then each parameter's values. */
function arraysOf(table: Table, columns: readonly Column[], constraintKeys: readonly string[]): readonly Numbers[] {
  const { size } = table;
  const k = table.objectives.length;
  const { texts } = table;
  const metricSeries = table.metrics.flatMap((own, row) =>
    [...(own ?? [])].map(([name, series]) => [row, table.metricNames.indexOf(name), series] as const),
  );
  const reportSeries = table.reports.flatMap((series, row) =>
    series === undefined ? [] : [[row, 0, series] as const],
  );
  const constraints = table.constraints.flatMap((own, row) =>
    [...(own ?? [])].map(([key, value]) => [row, constraintKeys.indexOf(key), value] as const),
  );
  return [
    table.ids.subarray(0, size),
    table.states.subarray(0, size),
    table.losses.subarray(0, size * k),
    table.valued.subarray(0, size),
    table.violations.subarray(0, size),
    table.startedAt.subarray(0, size),
    table.finishedAt.subarray(0, size),
    texts.bytes.subarray(0, texts.used),
    texts.heads.subarray(0, texts.count === 0 ? 0 : size),
    texts.next.subarray(0, texts.count),
    texts.key.subarray(0, texts.count),
    texts.offset.subarray(0, texts.count),
    texts.length.subarray(0, texts.count),
    ...pooled(reportSeries),
    ...pooled(metricSeries),
    Int32Array.from(constraints, ([row]) => row),
    Int32Array.from(constraints, ([, key]) => key),
    Float64Array.from(constraints, ([, , value]) => value),
    ...columns.flatMap((column) => [column.values.subarray(0, size), column.which.subarray(0, size)]),
  ];
}

/** Row, name, length of each series, then all steps and all values one behind the other. */
function pooled(series: readonly (readonly [row: number, name: number, series: Series])[]): readonly Numbers[] {
  const steps = new Int32Array(series.reduce((total, [, , own]) => total + own.size, 0));
  const values = new Float64Array(series.reduce((total, [, , own]) => total + own.values.length, 0));
  let at = 0;
  let valueAt = 0;
  for (const [, , own] of series) {
    steps.set(own.steps, at);
    values.set(own.values, valueAt);
    at += own.size;
    valueAt += own.values.length;
  }
  return [
    Int32Array.from(series, ([row]) => row),
    Int32Array.from(series, ([, name]) => name),
    Int32Array.from(series, ([, , own]) => own.size),
    steps,
    values,
  ];
}

function* series(
  pool: readonly Numbers[],
  width: number,
): Generator<readonly [row: number, name: number, series: Series]> {
  const [rows, names, lengths, steps, values] = pool as [Int32Array, Int32Array, Int32Array, Int32Array, Float64Array];
  let at = 0;
  for (let i = 0; i < rows.length; i++) {
    const size = lengths[i]!;
    yield [
      rows[i]!,
      names[i]!,
      new Series(width, steps.subarray(at, at + size), values.subarray(at * width, (at + size) * width), size),
    ];
    at += size;
  }
}

function tableOf(head: Head, arrays: readonly Numbers[]): Table {
  const table = new Table(head.objectives);
  table.size = head.size;
  table.capacity = head.size;
  const take = arrays.toReversed();
  const next = <A extends Numbers>(): A => take.pop() as A;
  table.ids = next();
  table.states = next();
  table.losses = next();
  table.valued = next();
  table.violations = next();
  table.startedAt = next();
  table.finishedAt = next();
  const texts = new Texts();
  for (const key of head.textKeys) texts.keyId(key);
  texts.bytes = next();
  texts.used = texts.bytes.length;
  texts.heads = next();
  texts.next = next();
  texts.key = next();
  texts.offset = next();
  texts.length = next();
  texts.count = texts.next.length;
  table.texts = texts;
  for (let row = 0; row < head.size; row++) if (table.ids[row]! >= 0) table.rowOf.set(table.ids[row]!, row);
  for (const [row, , own] of series([next(), next(), next(), next(), next()], head.objectives.length))
    table.reports[row] = own;
  table.metricNames.push(...head.metricNames);
  for (const [row, name, own] of series([next(), next(), next(), next(), next()], 1))
    (table.metrics[row] ??= new Map<string, Series>()).set(head.metricNames[name]!, own);
  const rows = next<Int32Array>();
  const keys = next<Int32Array>();
  const values = next<Float64Array>();
  for (let i = 0; i < rows.length; i++)
    (table.constraints[rows[i]!] ??= new Map<string, number>()).set(head.constraintKeys[keys[i]!]!, values[i]!);
  for (const { name, distribution, past } of head.columns) {
    const column = new Column(name, past[0]!, 0, next<Float64Array>() as Float64Array<ArrayBuffer>);
    column.past.splice(0, 1, ...past);
    column.distribution = distribution;
    column.which = next<Uint16Array>();
    table.columns.set(name, column);
  }
  return table;
}
