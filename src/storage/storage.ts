import type { Change, Json, Objective, TrialDraft, TrialRecord } from '../history/record.ts';
import type { Snapshot } from '../history/snapshot.ts';

/** What a storage can do, as data: callers branch on it, never on the class. */
export interface StorageTraits {
  readonly sharedBy: 'process' | 'host' | 'network';
  readonly durable: boolean;
  readonly watch: boolean;
  readonly ids: 'unique' | 'reused-after-delete';
}

/** A study as stored: its name, objectives and attributes. */
export interface StudyRecord {
  readonly id: number;
  readonly name: string;
  readonly objectives: readonly Objective[];
  readonly userAttributes: Readonly<Record<string, Json>>;
  readonly systemAttributes: Readonly<Record<string, Json>>;
}

declare const cursor: unique symbol;
/** A position in a study's stream of changes; only the storage that gave it can read it. */
export type Cursor = string & { readonly [cursor]: true };

/** One page of changes. `more`: ask again with the new cursor. */
export interface ChangePage {
  readonly changes: readonly Change[];
  readonly cursor: Cursor;
  readonly more: boolean;
}

/** A study's first load: columns, and where `read` goes on. */
export interface Loaded {
  readonly snapshot: Snapshot;
  readonly cursor: Cursor;
}

/** Who runs a trial (system attribute `vernier:owner`). A pid may be given out again; pid and start time together are not. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Process start, in the kernel's own unit (clock ticks since boot on Linux). */
  readonly startedAt: number;
}

/** Given to a storage by `node/`; without one only beats tell who is alive. */
export interface Host {
  readonly self: Owner;
  /** null = of another host. */
  alive(owner: Owner): boolean | null;
}

/**
 * What else is written with new trials: given the trials as they were made, answers changes, to them or to others (a trial that
 * ends as its repeat is made); null = none of them is to be made. It runs inside the transaction, so it answers at once, never throws and calls no storage; where the transaction has to be run again, so is it.
 */
export type Fill = (made: readonly TrialRecord[]) => readonly Change[] | null;

/**
 * The trial that repeats a lost one, given as it was while it ran; null = none. Made in the transaction that fails the lost one: who dies in between
 * loses nothing, and nobody makes it twice. As `Fill`, it answers at once, never throws and calls no storage.
 */
export type Repeat = (lost: TrialRecord) => TrialDraft | null;

/** Where studies are kept. Everything awaits; batches are atomic. */
export interface Storage {
  readonly traits: StorageTraits;
  /** The owner that `createTrials` and `claimTrial` write with running trials; null where one process is all there is. */
  readonly owner: Owner | null;
  /** @throws `study-exists` */
  createStudy(
    name: string,
    objectives: readonly Objective[],
    systemAttributes?: Readonly<Record<string, Json>>,
  ): Promise<StudyRecord>;
  findStudy(name: string): Promise<StudyRecord | null>;
  listStudies(): Promise<readonly StudyRecord[]>;
  /** @throws `study-missing` */
  deleteStudy(study: number): Promise<void>;
  setStudyAttribute(study: number, owner: 'user' | 'system', key: string, value: Json): Promise<void>;
  /**
   * Sets a system attribute of a study that still has a value, in one transaction: of several who ask at the same time one succeeds.
   * Left out where one process is all there is.
   *
   * @param before the value that it is to have; null = none
   * @returns whether it had it, and has the new one now
   * @throws `study-missing`
   */
  replaceStudyAttribute?(study: number, key: string, before: Json, value: Json): Promise<boolean>;
  /**
   * One transaction; numbers 0, 1, 2, … without gap or repeat; fewer, where the study would exceed `atMost` trials
   * (removed trials do not count; a retry, `vernier:retry-of`, counts as the trial it repeats).
   *
   * @param fill changes to write in the same transaction; not asked where no trial was made
   * @returns the trials as they were made, before the changes of `fill`; none where that answered null
   * @throws as `write` does for a change that cannot be; then no trial is made either
   */
  createTrials(
    study: number,
    drafts: readonly TrialDraft[],
    atMost?: number,
    fill?: Fill,
  ): Promise<readonly TrialRecord[]>;
  /** Makes a waiting or paused trial running: the one named (by id), or the oldest waiting. At most one caller gets it. */
  claimTrial(study: number, at: number, trial?: number): Promise<TrialRecord | null>;
  /** All changes or none. @throws `trial-finished` for a change to a finished trial (`removed` apart), `trial-missing`. */
  write(study: number, changes: readonly Change[]): Promise<void>;
  /** The study as columns, in one consistent look, and where `read` goes on: the first load. Trials never become objects. */
  load(study: number): Promise<Loaded>;
  /** At most `limit` changes since the cursor, from every writer, Optuna included; `null` = from the start. */
  read(study: number, since: Cursor | null, limit: number): Promise<ChangePage>;
  watch?(study: number, onChange: () => void): () => void;
  beat(trials: readonly number[], at: number): Promise<void>;
  /** Ends running trials whose owner is gone, of a process of this host at once, others after `graceMs` without a beat, and answers their ids: as they had been told to end (`toldEnd`), else they have failed. Those that are to be repeated are made with it. */
  failStale(study: number, at: number, graceMs: number, repeat?: Repeat): Promise<readonly number[]>;
  /**
   * Running trials that nobody computes, as far as can be told, by id, and until when somebody did, in milliseconds since 1970 UTC: those that
   * `failStale` would fail, until their last sign of life, and those that name no owner and never gave one, until they began. Writes nothing.
   * Left out where one process is all there is.
   */
  lostSince?(study: number, at: number, graceMs: number): Promise<ReadonlyMap<number, number>>;
  close(): Promise<void>;
}
