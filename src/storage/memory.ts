import { OWNER } from '../history/attribute-names.ts';
import { History } from '../history/history.ts';
import { isUncounted, RETRY_OF } from '../history/lineage.ts';
import {
  bare,
  asChange,
  type Change,
  isFinished,
  type Json,
  type Objective,
  recordOf,
  type TrialDraft,
  type TrialRecord,
  trialOf,
} from '../history/record.ts';
import type { Recency } from './recency.ts';
import { studyMissing } from './refusals.ts';
import type { VernierError } from '../errors.ts';
import type * as refusals from './refusals.ts';
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
} from './storage.ts';

/**
 * Studies in this process's memory: nothing is kept when it ends. Also the reference for what every storage means.
 *
 * @example
 * const study = await createStudy({ storage: memory(), space: space({ x: float(0, 1) }) });
 */
export function memory(options: { readonly host?: Host } = {}): Storage {
  return new MemoryStorage(options.host ?? null);
}

const TRAITS: StorageTraits = { sharedBy: 'process', durable: false, watch: true, ids: 'unique' };

interface Kept {
  record: StudyRecord;
  readonly history: History;
  /** null until somebody reads: who only creates studies never does. */
  changed: Recency | null;
  readonly beats: Map<number, number>;
  readonly listeners: Set<() => void>;
  /** Removed trials and retries, which no budget counts. */
  readonly uncounted: Set<number>;
}

class MemoryStorage implements Storage {
  readonly traits = TRAITS;
  readonly owner: Owner | null;
  readonly #host: Host | null;
  readonly #studies = new Map<number, Kept>();
  #nextStudy = 1;
  #nextTrial = 1;

  constructor(host: Host | null) {
    this.#host = host;
    this.owner = host?.self ?? null;
  }

  async createStudy(
    name: string,
    objectives: readonly Objective[],
    systemAttributes: Readonly<Record<string, Json>> = {},
  ): Promise<StudyRecord> {
    if (this.#named(name) !== null) throw (await import('./refusals.ts')).studyExists(name);
    const id = this.#nextStudy++;
    const record = { id, name, objectives, userAttributes: bare<Json>(), systemAttributes: bare(systemAttributes) };
    this.#studies.set(id, {
      record,
      history: new History(objectives),
      changed: null,
      beats: new Map(),
      listeners: new Set(),
      uncounted: new Set(),
    });
    return record;
  }

  async findStudy(name: string): Promise<StudyRecord | null> {
    return this.#named(name);
  }

  #named(name: string): StudyRecord | null {
    for (const { record } of this.#studies.values()) if (record.name === name) return record;
    return null;
  }

  async listStudies(): Promise<readonly StudyRecord[]> {
    return [...this.#studies.values()].map(({ record }) => record);
  }

  async deleteStudy(study: number): Promise<void> {
    this.#kept(study);
    this.#studies.delete(study);
  }

  async setStudyAttribute(study: number, owner: 'user' | 'system', key: string, value: Json): Promise<void> {
    const kept = this.#kept(study);
    const field = owner === 'user' ? 'userAttributes' : 'systemAttributes';
    const attributes = bare(kept.record[field]);
    attributes[key] = value;
    kept.record = { ...kept.record, [field]: attributes };
  }

  async createTrials(
    study: number,
    drafts: readonly TrialDraft[],
    atMost = Number.POSITIVE_INFINITY,
    fill?: Fill,
  ): Promise<readonly TrialRecord[]> {
    const kept = this.#kept(study);
    let room = atMost - (kept.history.size - kept.uncounted.size);
    const made: TrialRecord[] = [];
    for (const draft of drafts) {
      if (!isRetry(draft) && room-- <= 0) break;
      made.push(recordOf(this.#owned(draft), this.#nextTrial++, kept.history.size + made.length));
    }
    const more = made.length === 0 || fill === undefined ? [] : fill(made);
    if (more === null) return [];
    const refusal = refusalOf(kept.history, study, more, made);
    if (refusal !== null) throw refusal(await import('./refusals.ts'));
    commit(kept, [...made.map(asChange), ...more]);
    return made;
  }

  #owned(draft: TrialDraft): TrialDraft {
    if (this.owner === null || draft.state !== 'running') return draft;
    const systemAttributes = bare<Json>(draft.systemAttributes);
    systemAttributes[OWNER] = { ...this.owner };
    return { ...draft, systemAttributes };
  }

  async claimTrial(study: number, at: number, trial?: number): Promise<TrialRecord | null> {
    const { claimOf } = await import('./claim.ts'); // apart: most studies have no trial that waits
    const kept = this.#kept(study);
    const claim = claimOf(kept.history, this.owner, at, trial);
    if (claim === null) return null;
    commit(kept, claim.changes);
    return kept.history.record(claim.row);
  }

  async write(study: number, changes: readonly Change[]): Promise<void> {
    const kept = this.#kept(study);
    const refusal = refusalOf(kept.history, study, changes);
    if (refusal !== null) throw refusal(await import('./refusals.ts'));
    commit(kept, changes);
  }

  async load(study: number): Promise<Loaded> {
    const { snapshotOf } = await import('../history/snapshot-writer.ts'); // apart: who only creates studies never loads one
    const kept = this.#kept(study);
    const { cursor } = await recencyOf(kept);
    return { snapshot: snapshotOf(kept.history), cursor };
  }

  async read(study: number, since: Cursor | null, limit: number): Promise<ChangePage> {
    const kept = this.#kept(study);
    const changed = await recencyOf(kept);
    return changed.page(kept.history, since, limit);
  }

  watch(study: number, onChange: () => void): () => void {
    const { listeners } = this.#kept(study);
    listeners.add(onChange);
    return () => void listeners.delete(onChange);
  }

  async beat(trials: readonly number[], at: number): Promise<void> {
    for (const { history, beats } of this.#studies.values())
      for (const trial of trials) if (history.table.rowOf.has(trial)) beats.set(trial, at);
  }

  async failStale(study: number, at: number, graceMs: number, repeat?: Repeat): Promise<readonly number[]> {
    const { lostTrials } = await import('./lost.ts'); // apart: no study of one process asks
    const kept = this.#kept(study);
    const { history, beats } = kept;
    const alive = (owner: Owner): boolean | null => this.#host?.alive(owner) ?? null;
    const { lost, changes, repeats } = lostTrials(history, beats, alive, at, graceMs, repeat);
    commit(kept, changes);
    await this.createTrials(study, repeats);
    return lost;
  }

  async close(): Promise<void> {}

  #kept(study: number): Kept {
    const kept = this.#studies.get(study);
    if (kept === undefined) throw studyMissing(study);
    return kept;
  }
}

const isRetry = (draft: TrialDraft): boolean =>
  draft.systemAttributes !== undefined && Object.hasOwn(draft.systemAttributes, RETRY_OF);

/** From the first reading on, changes are kept in order. */
async function recencyOf(kept: Kept): Promise<Recency> {
  const { Recency } = await import('./recency.ts');
  return (kept.changed ??= new Recency(kept.history.size));
}

/** The error of a refusal, made by words that are loaded when one is due: `trial-missing`, `trial-finished`. */
type Refusal = (words: typeof refusals) => VernierError;

/**
 * Why a batch is refused, before anything of it is done; null = it is not.
 *
 * @param made trials that are made just before it
 */
function refusalOf(
  history: History,
  study: number,
  changes: readonly Change[],
  made: readonly TrialRecord[] = [],
): Refusal | null {
  const trials = new Map(made.map(({ id, number, state }) => [id, { row: number, state }])); // after the changes so far
  for (const change of changes) {
    const id = trialOf(change);
    let trial = trials.get(id);
    if (trial === undefined) {
      const row = history.table.rowOf.get(id) ?? -1;
      trial = { row, state: row < 0 ? 'removed' : history.state(row) };
      trials.set(id, trial);
    }
    const { row, state } = trial;
    if (state === 'removed' || (change.type === 'trial' && change.trial.number !== row))
      return (words) => words.trialMissing(id, study);
    if (isFinished(state) && change.type !== 'removed') return (words) => words.trialFinished(id, row, state);
    if (change.type === 'finished') trial.state = change.state;
    else if (change.type === 'trial') trial.state = change.trial.state;
    else if (change.type === 'removed') trial.state = 'removed';
  }
  return null;
}

/** Applies a checked batch, and keeps what is counted beside it. */
function commit(kept: Kept, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  const { history, changed, uncounted } = kept;
  for (const row of history.apply(changes).rows) {
    changed?.touch(row);
    if (isUncounted(history, row)) uncounted.add(row);
  }
  for (const listener of kept.listeners) listener();
}
