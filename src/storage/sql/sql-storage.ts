import { VernierError } from '../../errors.ts';
import { PAUSED } from '../../history/applied.ts';
import { OWNER } from '../../history/attribute-names.ts';
import { RETRY_OF } from '../../history/lineage.ts';
import {
  bare,
  type Change,
  type Json,
  type Objective,
  recordOf,
  type TrialDraft,
  type TrialRecord,
} from '../../history/record.ts';
import { snapshotWriter } from '../../history/snapshot-writer.ts';
import { REMOVED } from '../optuna/codec.ts';
import { instantText, type Zone } from '../optuna/instant.ts';
import type {
  ChangePage,
  Cursor,
  Fill,
  Host,
  Loaded,
  Owner,
  Repeat,
  Storage,
  StorageTraits,
  StudyRecord,
} from '../storage.ts';
import type { SqlDialect, SqlDriver } from './driver.ts';
import { failStale, lostSince } from './stale.ts';
import {
  allStudies,
  checkStudy,
  deleteStudy,
  insertStudy,
  replaceStudyAttribute,
  setStudyAttribute,
  studyByName,
  studyObjectives,
} from './study-rows.ts';
import { Transactions } from './transactions.ts';
import { loadStudy, readPage } from './trial-pages.ts';
import { TrialReader } from './trial-reader.ts';
import { RecordSink } from './trial-sink.ts';
import { TrialWriter } from './trial-writer.ts';

/** What a SQL storage needs from outside. */
export interface SqlOptions {
  /** Opens the connection, at the first call; tried again at the next one where it fails. */
  open(): Promise<SqlDriver>;
  readonly dialect: SqlDialect;
  readonly traits: StorageTraits;
  readonly zone: Zone;
  readonly host: Host | null;
  /** How long to wait for a lock that another process holds, in milliseconds. */
  readonly patienceMs: number;
}

/** A refusal that undoes what was written so far. It is told to nobody. */
const UNDONE = new VernierError('trial-missing', 'None of the trials is to be made.');

function undo(): never {
  throw UNDONE;
}

function noneWhereUndone(error: unknown): readonly [] {
  if (error === UNDONE) return [];
  throw error;
}

/**
 * Studies in a SQL database of Optuna's schema, revision v3.2.0.a.
 *
 * Every call is one transaction; calls that wait for the connection at the same time share one commit.
 */
export class SqlStorage implements Storage {
  readonly traits: StorageTraits;
  readonly owner: Owner | null;
  readonly #host: Host | null;
  readonly #zone: Zone;
  readonly #transactions: Transactions;
  readonly #reader: TrialReader;
  readonly #writer: TrialWriter;

  constructor(options: SqlOptions) {
    this.traits = options.traits;
    this.owner = options.host?.self ?? null;
    this.#host = options.host;
    this.#zone = options.zone;
    this.#transactions = new Transactions(() => options.open(), options.dialect, options.patienceMs);
    this.#reader = new TrialReader(options.zone);
    this.#writer = new TrialWriter(options.zone, this.#reader);
  }

  createStudy(
    name: string,
    objectives: readonly Objective[],
    systemAttributes: Readonly<Record<string, Json>> = {},
  ): Promise<StudyRecord> {
    return this.#transactions.write((db) => insertStudy(db, name, objectives, systemAttributes));
  }

  findStudy(name: string): Promise<StudyRecord | null> {
    return this.#transactions.read((db) => studyByName(db, name));
  }

  listStudies(): Promise<readonly StudyRecord[]> {
    return this.#transactions.read(allStudies);
  }

  deleteStudy(study: number): Promise<void> {
    return this.#transactions.write((db) => deleteStudy(db, study));
  }

  setStudyAttribute(study: number, owner: 'user' | 'system', key: string, value: Json): Promise<void> {
    return this.#transactions.write((db) => setStudyAttribute(db, study, owner, key, value));
  }

  replaceStudyAttribute(study: number, key: string, before: Json, value: Json): Promise<boolean> {
    return this.#transactions.write((db) => replaceStudyAttribute(db, study, key, before, value));
  }

  createTrials(
    study: number,
    drafts: readonly TrialDraft[],
    atMost = Number.POSITIVE_INFINITY,
    fill?: Fill,
  ): Promise<readonly TrialRecord[]> {
    const made = this.#transactions.write(async (db) => {
      let number = await nextNumber(db, study);
      let room = atMost === Number.POSITIVE_INFINITY ? atMost : atMost - (number - (await uncounted(db, study)));
      const made: TrialRecord[] = [];
      for (const draft of drafts) {
        if (!isRetry(draft) && room-- <= 0) break;
        const owned = this.#owned(draft);
        made.push(recordOf(owned, await this.#writer.insert(db, study, number, owned), number));
        number++;
      }
      if (made.length > 0 && fill !== undefined) await this.#writer.apply(db, study, fill(made) ?? undo(), made);
      return made;
    });
    return made.catch(noneWhereUndone);
  }

  /** A running trial belongs to whoever made it. */
  #owned(draft: TrialDraft): TrialDraft {
    if (this.owner === null || draft.state !== 'running') return draft;
    const systemAttributes = bare<Json>(draft.systemAttributes);
    systemAttributes[OWNER] = { ...this.owner };
    return { ...draft, systemAttributes };
  }

  claimTrial(study: number, at: number, trial?: number): Promise<TrialRecord | null> {
    return this.#transactions.write(async (db) => {
      const id = trial ?? (await oldestWaiting(db, study));
      if (id === null) return null;
      const head = await this.#reader.head(db, study, id);
      if (head === null || (head.state !== 'waiting' && head.state !== 'paused')) return null;
      await this.#writer.start(db, id, at, this.owner === null ? null : { ...this.owner });
      return this.#record(db, study, id);
    });
  }

  write(study: number, changes: readonly Change[]): Promise<void> {
    return this.#transactions.write((db) => this.#writer.apply(db, study, changes));
  }

  load(study: number): Promise<Loaded> {
    return this.#transactions.read(async (db) => {
      const objectives = await studyObjectives(db, study);
      const writer = snapshotWriter(objectives);
      const cursor = await loadStudy(db, this.#reader, study, objectives.length, writer);
      return { snapshot: writer.finish(), cursor };
    });
  }

  read(study: number, since: Cursor | null, limit: number): Promise<ChangePage> {
    return this.#transactions.read(async (db) =>
      readPage(db, this.#reader, study, (await studyObjectives(db, study)).length, since, limit),
    );
  }

  beat(trials: readonly number[], at: number): Promise<void> {
    return this.#transactions.write(async (db) => {
      for (const trial of trials)
        await db.run(
          'INSERT INTO trial_heartbeats (trial_id, heartbeat) SELECT trial_id, ? FROM trials WHERE trial_id = ? ON CONFLICT (trial_id) DO UPDATE SET heartbeat = excluded.heartbeat',
          [instantText(at, 'utc'), trial],
        );
    });
  }

  failStale(study: number, at: number, graceMs: number, repeat: Repeat = () => null): Promise<readonly number[]> {
    return this.#transactions.write(async (db) => {
      const recordOf = (id: number) => this.#record(db, study, id);
      const look = { db, study, at, graceMs, host: this.#host, zone: this.#zone };
      const { lost, repeats } = await failStale(look, this.#writer, recordOf, repeat);
      let number = repeats.length === 0 ? 0 : await nextNumber(db, study);
      for (const draft of repeats) await this.#writer.insert(db, study, number++, this.#owned(draft));
      return lost;
    });
  }

  lostSince(study: number, at: number, graceMs: number): Promise<ReadonlyMap<number, number>> {
    return this.#transactions.read((db) => lostSince({ db, study, at, graceMs, host: this.#host, zone: this.#zone }));
  }

  async #record(db: SqlDriver, study: number, id: number): Promise<TrialRecord> {
    const sink = new RecordSink();
    await this.#reader.range(db, study, id - 1, id, (await studyObjectives(db, study)).length, sink);
    return sink.records()[0]!;
  }

  close(): Promise<void> {
    return this.#transactions.close();
  }
}

/** Numbers follow ids, since no row of `trials` ever goes by itself: the newest trial has the highest one. @throws `study-missing` */
async function nextNumber(db: SqlDriver, study: number): Promise<number> {
  const [last] = await db.all('SELECT number FROM trials WHERE study_id = ? ORDER BY trial_id DESC LIMIT 1', [study]);
  if (last === undefined) await checkStudy(db, study);
  return last === undefined ? 0 : (last[0] as number) + 1;
}

/** How many trials do not count against a budget: removed ones (whose other attributes are gone), and retries, which count as the trial they repeat. */
async function uncounted(db: SqlDriver, study: number): Promise<number> {
  const [row] = await db.all(
    `SELECT COUNT(*) FROM trial_system_attributes a CROSS JOIN trials t
     WHERE a."key" IN ('${RETRY_OF}', '${REMOVED}') AND t.trial_id = a.trial_id AND t.study_id = ?`,
    [study],
  );
  return row![0] as number;
}

const isRetry = (draft: TrialDraft): boolean =>
  draft.systemAttributes !== undefined && Object.hasOwn(draft.systemAttributes, RETRY_OF);

async function oldestWaiting(db: SqlDriver, study: number): Promise<number | null> {
  const [row] = await db.all(
    `SELECT t.trial_id FROM trials t WHERE t.study_id = ? AND t.state = 'WAITING' AND NOT EXISTS
     (SELECT 1 FROM trial_system_attributes a WHERE a.trial_id = t.trial_id AND a."key" = '${PAUSED}')
     ORDER BY t.number LIMIT 1`,
    [study],
  );
  return row === undefined ? null : (row[0] as number);
}
