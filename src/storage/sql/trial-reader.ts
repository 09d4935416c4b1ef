import { PAUSED } from '../../history/applied.ts';
import { isFinished, type TrialState } from '../../history/record.ts';
import { jsonValue } from '../../history/texts.ts';
import {
  chunkOf,
  CONSTRAINT,
  CONSTRAINTS,
  DistributionReader,
  REMOVED,
  REPORT,
  stateOf,
  valueOf,
  VALUES,
} from '../optuna/codec.ts';
import { instantOf, type Zone } from '../optuna/instant.ts';
import type { SqlDriver, SqlRow } from './driver.ts';
import { LONG, LongSeries, METRIC_TABLE, REPORT_TABLE } from './long-series.ts';
import type { TrialSink } from './trial-sink.ts';

/** A trial as its own table knows it. */
export interface TrialHead {
  readonly id: number;
  readonly number: number;
  readonly state: TrialState;
  readonly startedAt: number | null;
}

/** The column that tells a paused trial from a waiting one and a removed one from a failed one, of the table `t`. */
const MARK = `CASE t.state
  WHEN 'WAITING' THEN (SELECT a."key" FROM trial_system_attributes a WHERE a.trial_id = t.trial_id AND a."key" = '${PAUSED}')
  WHEN 'FAIL' THEN (SELECT a."key" FROM trial_system_attributes a WHERE a.trial_id = t.trial_id AND a."key" = '${REMOVED}')
  END`;

const RANGE = 't.study_id = ? AND t.trial_id > ? AND t.trial_id <= ?';

/** Columns of a child table with the trial's number before them, for a range of ids. The trials are looked up first, whatever a planner thinks. */
const children = (table: string, columns: string, order: string): string =>
  `SELECT t.number, ${columns} FROM trials t CROSS JOIN ${table} c WHERE c.trial_id = t.trial_id AND ${RANGE} ORDER BY ${order}`;

const HEADS = `SELECT t.trial_id, t.number, t.state, t.datetime_start, t.datetime_complete, ${MARK} FROM trials t WHERE ${RANGE} ORDER BY t.trial_id`;
const HEAD = `SELECT t.trial_id, t.number, t.state, t.datetime_start, t.datetime_complete, ${MARK} FROM trials t WHERE t.study_id = ? AND t.trial_id = ?`;
const PARAMS = children('trial_params', 'c.param_name, c.param_value, c.distribution_json', 'c.param_id');
const VALUE_ROWS = children('trial_values', 'c.objective, c.value, c.value_type', 't.trial_id, c.objective');
const REPORTS = children(
  'trial_intermediate_values',
  'c.step, c.intermediate_value, c.intermediate_value_type',
  't.trial_id, c.step',
);
const METRICS = children('vernier_metrics', 'c.step, c.value, c.name', 't.trial_id, c.step, c.name');
const USER = children('trial_user_attributes', 'c."key", c.value_json', 'c.trial_user_attribute_id');
const SYSTEM = children('trial_system_attributes', 'c."key", c.value_json', 'c.trial_system_attribute_id');

/** What system attributes say of other cells; kept until those cells are read. */
interface Aside {
  /** Reports of several objectives, by trial number and step. */
  readonly reports: Map<number, Map<number, readonly number[]>>;
  readonly values: Map<number, readonly number[]>;
}

/** Reads trials of one database into sinks. */
export class TrialReader {
  readonly #zone: Zone;
  readonly #distributions = new DistributionReader();
  readonly #reports = new LongSeries(REPORT_TABLE);
  readonly #metrics = new LongSeries(METRIC_TABLE);

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /** Is it an open trial that has said so much that it is better read by itself? */
  isLong(id: number): boolean {
    return this.#reports.has(id) || this.#metrics.has(id);
  }

  /** The head of one trial of a study, or null. */
  async head(db: SqlDriver, study: number, id: number): Promise<TrialHead | null> {
    const rows = await db.all(HEAD, [study, id]);
    return rows.length === 0 ? null : this.#head(rows[0]!);
  }

  /**
   * Reads the trials with `after` < id ≤ `upTo`, one table after the other.
   *
   * @param objectives how many numbers a report has
   * @returns the heads, ids ascending, and how many rows there were in all
   */
  async range(
    db: SqlDriver,
    study: number,
    after: number,
    upTo: number,
    objectives: number,
    sink: TrialSink,
  ): Promise<{ readonly heads: readonly TrialHead[]; readonly rows: number }> {
    const bounds = [study, after, upTo];
    const trials = await db.all(HEADS, bounds);
    const heads: TrialHead[] = [];
    for (const row of trials) {
      const head = this.#head(row);
      heads.push(head);
      sink.trial(head.number, head.id, head.state, head.startedAt, this.#instant(row[4]));
    }
    if (heads.length === 0) return { heads, rows: 0 };

    const system = await db.all(SYSTEM, bounds);
    const aside = systemAttributes(system, sink);
    const params = await db.all(PARAMS, bounds);
    for (const [row, name, value, text] of params)
      sink.param(
        row as number,
        name as string,
        this.#distributions.read(name as string, text as string),
        value as number,
      );
    for (const [row, values] of await readValues(db, bounds, aside)) sink.values(row, values);
    const reports = await rowsOf(db, REPORTS, bounds, heads, this.#reports);
    for (const [row, step, value, type] of reports) {
      const first = valueOf(value as number | null, type as string);
      // Beside several objectives stands Optuna's one number: the others are not known.
      const values =
        objectives === 1 ? [first] : Array.from({ length: objectives }, (_, k) => (k === 0 ? first : Number.NaN));
      const known = aside.reports.get(row as number);
      if (known === undefined) sink.report(row as number, step as number, values);
      else if (!known.has(step as number)) known.set(step as number, values);
    }
    for (const [row, steps] of aside.reports)
      for (const [step, values] of [...steps].sort(([a], [b]) => a - b)) sink.report(row, step, values);
    const metrics = await rowsOf(db, METRICS, bounds, heads, this.#metrics);
    for (const [row, step, value, name] of metrics)
      sink.metric(row as number, step as number, name as string, (value as number | null) ?? Number.NaN);
    const user = await db.all(USER, bounds);
    for (const [row, key, json] of user) sink.attribute(row as number, 'user', key as string, json as string);
    const rows = trials.length + system.length + params.length + reports.length + metrics.length + user.length;
    return { heads, rows };
  }

  #head(row: SqlRow): TrialHead {
    return {
      id: row[0] as number,
      number: row[1] as number,
      state: stateOf(row[2] as string, row[5] as string | null),
      startedAt: this.#instant(row[3]),
    };
  }

  #instant(text: SqlRow[number] | undefined): number | null {
    return typeof text === 'string' ? instantOf(text, this.#zone) : null;
  }
}

/** Rows of a series with the trial's number before them; those of a long one by itself are mostly remembered. */
async function rowsOf(
  db: SqlDriver,
  sql: string,
  bounds: readonly number[],
  heads: readonly TrialHead[],
  long: LongSeries,
): Promise<readonly SqlRow[]> {
  const [{ id, number }] = heads as readonly [TrialHead];
  if (heads.length === 1 && long.has(id)) return long.rows(db, id, number);
  const rows = await db.all(sql, bounds);
  if (rows.length < LONG) return rows;
  const counts = new Map<number, number>();
  for (const [of] of rows) counts.set(of as number, (counts.get(of as number) ?? 0) + 1);
  for (const head of heads) if (!isFinished(head.state) && (counts.get(head.number) ?? 0) >= LONG) long.add(head.id);
  return rows;
}

/** Sorts system attributes: constraints, long texts in pieces, the study's own notes on other cells, and plain attributes. */
function systemAttributes(rows: readonly SqlRow[], sink: TrialSink): Aside {
  const aside: Aside = { reports: new Map(), values: new Map() };
  const pieces = new Map<number, Map<string, string[]>>();
  const lists = new Map<number, unknown>();
  const named = new Set<number>();
  for (const cells of rows) {
    const row = cells[0] as number;
    const key = cells[1] as string;
    const json = cells[2] as string;
    if (key.startsWith(CONSTRAINT)) {
      named.add(row);
      sink.constraint(row, key.slice(CONSTRAINT.length), jsonValue(json) as number);
    } else if (key === CONSTRAINTS) lists.set(row, jsonValue(json));
    else if (key.startsWith(REPORT))
      at(aside.reports, row).set(Number(key.slice(REPORT.length)), jsonValue(json) as readonly number[]);
    else if (key === VALUES) aside.values.set(row, jsonValue(json) as readonly number[]);
    else if (key !== REMOVED) {
      const chunk = chunkOf(key);
      if (chunk === null || (chunk[1] === 0 && !json.startsWith('"'))) sink.attribute(row, 'system', key, json);
      else {
        const parts = at(pieces, row);
        const texts = parts.get(chunk[0]) ?? [];
        texts[chunk[1]] = jsonValue(json) as string;
        parts.set(chunk[0], texts);
      }
    }
  }
  for (const [row, parts] of pieces)
    for (const [key, texts] of parts) sink.attribute(row, 'system', key, texts.join(''));
  // The list repeats the named constraints where there are any; by itself it comes from Optuna's `constraints_func`.
  for (const [row, list] of lists)
    if (!named.has(row) && Array.isArray(list))
      list.forEach((value, i) => sink.constraint(row, String(i), value as number));
  return aside;
}

function at<K, V>(maps: Map<number, Map<K, V>>, row: number): Map<K, V> {
  let map = maps.get(row);
  if (map === undefined) {
    map = new Map();
    maps.set(row, map);
  }
  return map;
}

async function readValues(
  db: SqlDriver,
  bounds: readonly number[],
  aside: Aside,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const values = new Map<number, number[]>();
  for (const [row, objective, value, type] of await db.all(VALUE_ROWS, bounds)) {
    const list = values.get(row as number) ?? [];
    list[objective as number] = valueOf(value as number | null, type as string);
    if (list.length === 1) values.set(row as number, list);
  }
  return new Map<number, readonly number[]>([...values, ...aside.values]);
}
