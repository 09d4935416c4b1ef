import { PAUSED, secondsRun } from '../../history/applied.ts';
import { OWNER } from '../../history/attribute-names.ts';
import {
  type Change,
  isFinished,
  type Json,
  type StoredParam,
  type TrialDraft,
  type TrialRecord,
  trialOf,
} from '../../history/record.ts';
import { jsonValue } from '../../history/texts.ts';
import {
  attributeRows,
  CONSTRAINT,
  CONSTRAINTS,
  distributionText,
  isChunked,
  REMOVED,
  REPORT,
  STATE_NAME,
  valueColumns,
  VALUES,
} from '../optuna/codec.ts';
import { instantText, type Zone } from '../optuna/instant.ts';
import { pythonJson } from '../optuna/json.ts';
import { trialFinished, trialMissing } from '../refusals.ts';
import type { SqlDriver } from './driver.ts';
import type { TrialHead, TrialReader } from './trial-reader.ts';

const INSERT_TRIAL =
  'INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete) VALUES (?, ?, ?, ?, ?)';
/** Parameters go in by so many rows a statement: one statement costs about as much as its rows do. */
const PARAMS_AT_ONCE = 32;
const UPSERT_PARAMS = Array.from(
  { length: PARAMS_AT_ONCE + 1 },
  (_, rows) =>
    `INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES ${Array(rows).fill('(?, ?, ?, ?)').join(', ')} ON CONFLICT (trial_id, param_name) DO UPDATE SET param_value = excluded.param_value, distribution_json = excluded.distribution_json`,
);
const INSERT_VALUE = 'INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, ?, ?, ?)';
const FIRST_REPORT =
  'INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type) VALUES (?, ?, ?, ?) ON CONFLICT (trial_id, step) DO NOTHING';
const UPSERT_METRIC =
  'INSERT INTO vernier_metrics (trial_id, step, name, value) VALUES (?, ?, ?, ?) ON CONFLICT (trial_id, step, name) DO UPDATE SET value = excluded.value';
const UPSERT_USER =
  'INSERT INTO trial_user_attributes (trial_id, "key", value_json) VALUES (?, ?, ?) ON CONFLICT (trial_id, "key") DO UPDATE SET value_json = excluded.value_json';
const UPSERT_SYSTEM =
  'INSERT INTO trial_system_attributes (trial_id, "key", value_json) VALUES (?, ?, ?) ON CONFLICT (trial_id, "key") DO UPDATE SET value_json = excluded.value_json';
const FIRST_SYSTEM =
  'INSERT INTO trial_system_attributes (trial_id, "key", value_json) VALUES (?, ?, ?) ON CONFLICT (trial_id, "key") DO NOTHING';
const DROP_SYSTEM = 'DELETE FROM trial_system_attributes WHERE trial_id = ? AND "key" = ?';
const DROP_PIECES = 'DELETE FROM trial_system_attributes WHERE trial_id = ? AND "key" > ? AND "key" < ?';
const NAMED_CONSTRAINTS =
  'SELECT value_json FROM trial_system_attributes WHERE trial_id = ? AND "key" > ? AND "key" < ? ORDER BY trial_system_attribute_id';
const LAST_STEP =
  'SELECT MAX(step) FROM (SELECT step FROM trial_intermediate_values WHERE trial_id = ? UNION ALL SELECT step FROM vernier_metrics WHERE trial_id = ?) AS steps';
const KEYS = 'SELECT "key" FROM trial_system_attributes WHERE trial_id = ? AND "key" > ? AND "key" < ?';
const SET_STATE = 'UPDATE trials SET state = ? WHERE trial_id = ?';
const SET_STARTED = 'UPDATE trials SET state = ?, datetime_start = ? WHERE trial_id = ?';
const SET_FINISHED = 'UPDATE trials SET state = ?, datetime_complete = ? WHERE trial_id = ?';
const SET_ALL = 'UPDATE trials SET state = ?, datetime_start = ?, datetime_complete = ? WHERE trial_id = ?';

/** Tables whose rows belong to a trial. */
export const CHILD_TABLES: readonly string[] = [
  'trial_params',
  'trial_values',
  'trial_intermediate_values',
  'trial_user_attributes',
  'trial_system_attributes',
  'trial_heartbeats',
  'vernier_metrics',
];

/** Writes trials and their changes as rows. Called inside a write transaction; whoever calls undoes what a refusal leaves. */
export class TrialWriter {
  readonly #zone: Zone;
  readonly #reader: TrialReader;

  constructor(zone: Zone, reader: TrialReader) {
    this.#zone = zone;
    this.#reader = reader;
  }

  /** Inserts a trial; answers its id. */
  async insert(db: SqlDriver, study: number, number: number, draft: TrialDraft): Promise<number> {
    const { startedAt = null, finishedAt = null } = draft;
    const state = STATE_NAME[draft.state];
    const id = await db.insert(INSERT_TRIAL, [number, study, state, this.#text(startedAt), this.#text(finishedAt)]);
    await this.#cells(db, id, draft);
    return id;
  }

  /**
   * @param made trials that this transaction has made: they need not be looked up
   * @throws `trial-missing`, `trial-finished`
   */
  async apply(
    db: SqlDriver,
    study: number,
    changes: readonly Change[],
    made: readonly TrialHead[] = [],
  ): Promise<void> {
    const heads = new Map(made.map((head) => [head.id, head]));
    for (let i = 0; i < changes.length; ) {
      const change = changes[i]!;
      const id = trialOf(change);
      const head = heads.get(id) ?? (await this.#reader.head(db, study, id));
      checkWritable(head, change, study);
      const suggested = suggestionsFrom(changes, i);
      if (suggested.length > 0) await this.#params(db, id, suggested);
      heads.set(id, suggested.length > 0 ? head! : await this.#applyOne(db, head!, change));
      i += Math.max(1, suggested.length);
    }
  }

  /** Makes a trial running, under its new owner. */
  async start(db: SqlDriver, id: number, at: number, owner: Json): Promise<void> {
    await db.run(SET_STARTED, [STATE_NAME.running, this.#text(at), id]);
    if (owner !== null) await db.run(UPSERT_SYSTEM, [id, OWNER, pythonJson(owner)]);
  }

  async #applyOne(db: SqlDriver, head: TrialHead, change: Change): Promise<TrialHead> {
    const { id } = head;
    switch (change.type) {
      case 'trial':
        await this.#replace(db, change.trial);
        return { ...head, state: change.trial.state, startedAt: change.trial.startedAt };
      case 'started':
        await this.start(db, id, change.at, null);
        return { ...head, state: 'running', startedAt: change.at };
      case 'suggested':
        await this.#params(db, id, [change]);
        return head;
      case 'reported':
        await this.#report(db, id, change.step, change.values);
        return head;
      case 'logged':
        for (const name of Object.keys(change.metrics))
          await db.run(UPSERT_METRIC, [id, change.step, name, orNull(change.metrics[name]!)]);
        return head;
      case 'constrained':
        await db.run(FIRST_SYSTEM, [id, CONSTRAINT + change.key, pythonJson(change.value)]);
        return head;
      case 'attributed':
        if (change.owner === 'user') await db.run(UPSERT_USER, [id, change.key, pythonJson(change.value)]);
        else await this.#systemAttribute(db, id, change.key, change.value);
        return head;
      case 'paused':
        if (head.state !== 'paused') await this.#pause(db, head, change.checkpoint, change.at);
        return { ...head, state: 'paused' };
      case 'finished':
        await db.run(SET_FINISHED, [STATE_NAME[change.state], this.#text(change.at), id]);
        await db.run('DELETE FROM trial_values WHERE trial_id = ?', [id]);
        await this.#values(db, id, change.values);
        await this.#constraintList(db, id);
        return { ...head, state: change.state };
      case 'removed':
        await this.#clear(db, id);
        await db.run(SET_STATE, [STATE_NAME.removed, id]);
        await db.run(UPSERT_SYSTEM, [id, REMOVED, 'true']);
        return { ...head, state: 'removed' };
    }
  }

  async #replace(db: SqlDriver, trial: TrialRecord): Promise<void> {
    await this.#clear(db, trial.id);
    const { startedAt, finishedAt } = trial;
    await db.run(SET_ALL, [STATE_NAME[trial.state], this.#text(startedAt), this.#text(finishedAt), trial.id]);
    await this.#cells(db, trial.id, trial);
  }

  async #clear(db: SqlDriver, id: number): Promise<void> {
    for (const table of CHILD_TABLES) await db.run(`DELETE FROM ${table} WHERE trial_id = ?`, [id]);
  }

  /** Inserts what a draft brings along, beside the row of the trial itself. */
  async #cells(db: SqlDriver, id: number, draft: TrialDraft): Promise<void> {
    const { params = {}, metrics = {}, constraints = {}, userAttributes = {}, systemAttributes = {} } = draft;
    await this.#params(
      db,
      id,
      Object.keys(params).map((name) => ({ name, ...params[name]! })),
    );
    for (const [step, values] of draft.reports ?? []) await this.#report(db, id, step, values);
    for (const name of Object.keys(metrics))
      for (const [step, value] of metrics[name]!) await db.run(UPSERT_METRIC, [id, step, name, orNull(value)]);
    for (const key of Object.keys(userAttributes))
      await db.run(UPSERT_USER, [id, key, pythonJson(userAttributes[key]!)]);
    for (const key of Object.keys(systemAttributes)) await this.#systemAttribute(db, id, key, systemAttributes[key]!);
    for (const key of Object.keys(constraints))
      await db.run(FIRST_SYSTEM, [id, CONSTRAINT + key, pythonJson(constraints[key]!)]);
    await this.#values(db, id, draft.values ?? null);
    if (draft.state === 'paused' && !Object.hasOwn(systemAttributes, PAUSED))
      await db.run(UPSERT_SYSTEM, [id, PAUSED, pythonJson({ step: 0, checkpoint: null, seconds: 0 })]);
    if (draft.state === 'removed') await db.run(UPSERT_SYSTEM, [id, REMOVED, 'true']);
    if (isFinished(draft.state)) await this.#constraintList(db, id);
  }

  async #params(db: SqlDriver, id: number, params: readonly Suggested[]): Promise<void> {
    for (let from = 0; from < params.length; from += PARAMS_AT_ONCE) {
      const some = params.slice(from, from + PARAMS_AT_ONCE);
      const cells = some.flatMap(({ name, internal, distribution }) => [
        id,
        name,
        internal,
        distributionText(distribution),
      ]);
      await db.run(UPSERT_PARAMS[some.length]!, cells);
    }
  }

  /**
   * The first report of a step stands. Reports of several objectives are kept as attributes: Optuna has none, and its
   * TPE stops at a pruned trial of such a study that has intermediate values.
   */
  async #report(db: SqlDriver, id: number, step: number, values: readonly number[]): Promise<void> {
    if (values.length === 1) await db.run(FIRST_REPORT, [id, step, ...valueColumns(values[0]!)]);
    else await db.run(FIRST_SYSTEM, [id, REPORT + step, pythonJson(values)]);
  }

  /** The step of the last report, or 0. */
  async #lastStep(db: SqlDriver, id: number): Promise<number> {
    const [row] = await db.all(LAST_STEP, [id, id]);
    const steps = (await db.all(KEYS, [id, ...within(REPORT)])).map(([key]) =>
      Number((key as string).slice(REPORT.length)),
    );
    const all = row![0] === null ? steps : [row![0] as number, ...steps];
    return all.length === 0 ? 0 : Math.max(...all);
  }

  /** Optuna's readers expect all values of a trial or none, and no NaN among them: others are kept as an attribute. */
  async #values(db: SqlDriver, id: number, values: readonly number[] | null): Promise<void> {
    if (values === null) return;
    if (values.some(Number.isNaN)) await db.run(UPSERT_SYSTEM, [id, VALUES, pythonJson(values)]);
    else for (let i = 0; i < values.length; i++) await db.run(INSERT_VALUE, [id, i, ...valueColumns(values[i]!)]);
  }

  async #systemAttribute(db: SqlDriver, id: number, key: string, value: Json): Promise<void> {
    if (isChunked(key)) await db.run(DROP_PIECES, [id, ...within(`${key}:`)]);
    for (const [piece, text] of attributeRows(key, value)) await db.run(UPSERT_SYSTEM, [id, piece, text]);
  }

  async #constraintList(db: SqlDriver, id: number): Promise<void> {
    const rows = await db.all(NAMED_CONSTRAINTS, [id, ...within(CONSTRAINT)]);
    if (rows.length > 0) await db.run(UPSERT_SYSTEM, [id, CONSTRAINTS, `[${rows.map((row) => row[0]).join(', ')}]`]);
  }

  /** Whoever claims the trial next may be Optuna, which leaves attributes alone: the old owner must not seem to be the new one. */
  async #pause(db: SqlDriver, head: TrialHead, checkpoint: string | null, at: number): Promise<void> {
    const { id } = head;
    const before = await db.all('SELECT value_json FROM trial_system_attributes WHERE trial_id = ? AND "key" = ?', [
      id,
      PAUSED,
    ]);
    const attributes: Record<string, Json> =
      before.length === 0 ? {} : { [PAUSED]: jsonValue(before[0]![0] as string) };
    const seconds = secondsRun(attributes, head.startedAt, at);
    const step = await this.#lastStep(db, id);
    await db.run(UPSERT_SYSTEM, [id, PAUSED, pythonJson({ step, checkpoint, seconds, since: head.startedAt })]);
    await db.run(DROP_SYSTEM, [id, OWNER]);
    await db.run(SET_STATE, [STATE_NAME.paused, id]);
  }

  #text(instant: number | null): string | null {
    return instant === null ? null : instantText(instant, this.#zone);
  }
}

/** A parameter to be written. */
interface Suggested extends StoredParam {
  readonly name: string;
}

/** The suggestions that follow one another for one trial from position `from` on; none where another change stands there. */
function suggestionsFrom(changes: readonly Change[], from: number): readonly Suggested[] {
  const found: Suggested[] = [];
  for (let i = from; i < changes.length; i++) {
    const change = changes[i]!;
    if (change.type !== 'suggested' || change.id !== trialOf(changes[from]!)) break;
    found.push(change);
  }
  return found;
}

/** @throws `trial-missing`, `trial-finished` */
function checkWritable(head: TrialHead | null, change: Change, study: number): void {
  const id = trialOf(change);
  if (head === null || head.state === 'removed' || (change.type === 'trial' && change.trial.number !== head.number))
    throw trialMissing(id, study);
  if (isFinished(head.state) && change.type !== 'removed') throw trialFinished(id, head.number, head.state);
}

/** The bounds of all texts that begin with `prefix` and go on. */
const within = (prefix: string): readonly [string, string] => [
  prefix,
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1),
];

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
