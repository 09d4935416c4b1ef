import { isVernierError } from '../errors.ts';
import { WARNING } from '../history/attribute-names.ts';
import type { History } from '../history/history.ts';
import type { Problem } from '../history/problem.ts';
import {
  asChange,
  asRemoval,
  type Change,
  type Json,
  type Ruling,
  type TrialDraft,
  type TrialRecord,
} from '../history/record.ts';
import { type Delta, everythingIn, type HistoryView } from '../history/view.ts';
import { type Random, random } from '../math/random.ts';
import type { Pruner, PrunerRun } from '../pruners/pruner.ts';
import type { Sampler, SamplerRun } from '../samplers/sampler.ts';
import type { Feasibility } from '../space/feasibility.ts';
import type { Cursor, Storage, StudyRecord } from '../storage/storage.ts';
import { Listeners } from './listeners.ts';
import type * as another from './another.ts';
import type { Copies } from './again/legacy.ts';
import { type Duplicates, isElsewhere } from './propose.ts';
import type { Supply } from './limits/limit.ts';
import type { Reader } from './shared/reader.ts';
import type { SetLimits } from './shared/set-limits.ts';
import type { Clock } from './study.ts';
import type { Judged } from './telling/tell.ts';

/** What an open study is made of; `create.ts` puts it together. */
export interface SessionParts {
  readonly storage: Storage;
  readonly record: StudyRecord;
  readonly history: History;
  readonly cursor: Cursor | null;
  readonly problem: Problem;
  readonly sampler: Sampler;
  /** Of the sampler, for this problem. */
  readonly run: SamplerRun;
  readonly pruner: Pruner | null;
  readonly duplicates: Duplicates;
  readonly feasibility: Feasibility;
  /** `another.ts`, for studies that avoid duplicates. */
  readonly unique: typeof another | null;
  /** `copies.ts`, where trials are members of a population. */
  readonly copies: Copies | undefined;
  /** `peers.ts`, for storages that others share. */
  readonly peers: Peers | null;
  readonly retries: number;
  readonly closing: 'prune-paused' | 'keep-paused';
  readonly clock: Clock;
  /** As in `Session`. */
  readonly winner?: Session['winner'];
  /** What the trials that exist warn of. */
  readonly warnings?: readonly unknown[];
}

/** Those who share the storage: what they have done, and what they say of the study, while it is worked on here. */
export interface Peers {
  /** Limits that go before those of the run. */
  readonly limits: SetLimits;
  /** Before an ask: takes in what others have done and said. Answers how many trials the study may have; null = nobody said. */
  catchUp(session: Session): Promise<number | null>;
  /** Was the study paused, a moment ago at most? Then the answer takes half a second: it is time to ask again. */
  held(session: Session): Promise<boolean>;
  /** Looks at once: is something else said than a moment ago? */
  hasNews(session: Session): Promise<boolean>;
  /** Looks on while trials run, and calls back when something else is said than before. Answers a function that ends it. */
  follow(session: Session, changed: () => void): () => void;
  /** Writes down that a trial was told to end: who takes it over, should this process die now, is to know. */
  judged(trial: Told): Promise<void>;
  /** The time until the study's deadline, as what a run may use up. */
  deadline(session: Session): Supply;
}

/** A running trial that was told to end. */
export interface Told {
  readonly ruling: Ruling;
  readonly judged: Judged | null;
  /** Notes an attribute of ours. */
  setSystem(key: string, value: Json): void;
  /** Writes what was noted. */
  save(): Promise<void>;
}

/** What trials begin with. */
export interface Given {
  readonly changes: readonly Change[];
}

/** Trials taken in before their commit. */
interface Foreseen<T> {
  readonly made: readonly TrialRecord[];
  readonly delta: Delta | null;
  readonly given: T | Promise<T> | null;
}

const NOTHING_FORESEEN: Foreseen<never> = { made: [], delta: null, given: null };

/** A storage that is away is asked again after so many milliseconds; the trials run on meanwhile. */
const BACKOFF = [50, 200, 500, 1000, 2000, 4000, 8000, 15_000, 30_000] as const;

/**
 * An open study's one truth in this process: the history, and what hears of its changes: sampler, pruner, listeners.
 * Everything that is written goes through `write`, everything that others wrote through `refresh`.
 */
export class Session {
  readonly storage: Storage;
  readonly record: StudyRecord;
  readonly history: History;
  readonly clock: Clock;
  /** Set by `#begin`, as are `problem` and `run`. */
  pruner!: PrunerRun | null;
  readonly sampler: Sampler;
  readonly duplicates: Duplicates;
  feasibility: Feasibility;
  readonly unique: SessionParts['unique'];
  readonly copies: SessionParts['copies'];
  readonly peers: SessionParts['peers'];
  readonly retries: number;
  readonly closing: 'prune-paused' | 'keep-paused';
  readonly root: Random;
  problem!: Problem;
  run!: SamplerRun;
  /** Set once no configuration is left. */
  exhausted = false;
  /** When trials of lost workers were last looked for, by the clock that never goes back. */
  staleCheckedAt = Number.NEGATIVE_INFINITY;
  /** Tells the best trial where some may have been run again; set where that can be. */
  winner: ((history: HistoryView) => number | null) | undefined;
  readonly listeners = new Listeners();
  /** Why the storage is being asked again; null = it answers. */
  trouble: string | null = null;
  /** Counts deltas with more than attributes in them: who remembers it can tell whether a sampler sees anything new. */
  version = 0;
  readonly #cursor: Cursor | null;
  /** Whose run `pruner` is. */
  pruning: Pruner | null;
  #reader: Reader | null = null;
  #asking: Promise<unknown> = Promise.resolve();

  constructor(parts: SessionParts) {
    this.storage = parts.storage;
    this.record = parts.record;
    this.history = parts.history;
    this.clock = parts.clock;
    for (const warning of parts.warnings ?? []) this.listeners.warn(warning);
    this.sampler = parts.sampler;
    this.duplicates = parts.duplicates;
    this.feasibility = parts.feasibility;
    this.unique = parts.unique;
    this.copies = parts.copies;
    this.peers = parts.peers;
    this.retries = parts.retries;
    this.closing = parts.closing;
    this.winner = parts.winner;
    this.root = random(parts.problem.seed);
    this.#cursor = parts.cursor;
    this.pruning = parts.pruner;
    this.#begin(parts.problem, parts.run);
  }

  /** Sampler and pruner start anew: for another problem, before anything was proposed, or at another place. */
  async restart(problem: Problem, sampler = this.sampler): Promise<void> {
    const run = await sampler.start(problem);
    void this.rest();
    this.#begin(problem, run);
  }

  #begin(problem: Problem, run: SamplerRun): void {
    this.problem = problem;
    this.run = run;
    this.pruner = this.pruning?.start(problem) ?? run.members ?? null;
    const all = everythingIn(this.history);
    this.run.observe(this.history, all);
    this.pruner?.observe(this.history, all);
  }

  /** For now nothing is asked any more: what the sampler runs elsewhere ends. */
  async rest(): Promise<void> {
    if (isElsewhere(this.run)) await this.run.close();
  }

  /** Takes changes into the history and tells everyone. */
  absorb(changes: readonly Change[]): void {
    if (changes.length > 0) this.listeners.announce(this.#learn(changes));
  }

  /** Takes changes into what thinks: history, sampler, pruner. */
  #learn(changes: readonly Change[]): Delta {
    const delta = this.history.apply(changes);
    let isNews = false;
    for (const change of changes)
      if (change.type !== 'attributed') {
        isNews = true;
        if (change.type === 'trial') this.listeners.warn(change.trial.systemAttributes[WARNING]);
      } else if (change.key === WARNING) this.listeners.warn(change.value);
    if (isNews) this.version++;
    this.run.observe(this.history, delta);
    this.pruner?.observe(this.history, delta);
    return delta;
  }

  /** Runs asks one after the other: each sees the parameters of the one before, and none proposes the same. */
  inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const turn = this.#asking.then(ask);
    this.#asking = turn.catch(() => undefined);
    return turn;
  }

  /** Stores changes, all or none, and takes them in. Where the storage is away it is asked again for about a minute. */
  async write(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    await this.persist(() => this.storage.write(this.record.id, changes));
    this.#reader?.wrote(changes);
    this.absorb(changes);
  }

  /**
   * Makes trials, and gives them what they begin with in the same transaction, where that is known at once.
   *
   * @param give what they begin with; the history has the trials when it is asked, and the storage is about to
   * @returns the trials, and what was given: written, unless it is a promise. null = `give` is to be asked again, now that the
   * trials are there: others had made trials in between, the transaction had to be run again, or `give` threw. `isLate`: none was
   * made, for these members of a population are due no more; the history is up to date.
   */
  async create<T extends Given>(
    drafts: readonly TrialDraft[],
    atMost: number | undefined,
    give: (made: readonly TrialRecord[]) => T | Promise<T>,
  ): Promise<{
    readonly trials: readonly TrialRecord[];
    readonly given: T | Promise<T> | null;
    readonly isLate: boolean;
  }> {
    const runs: Foreseen<T>[] = []; // of the transaction
    let isLate = false;
    const fill = (made: readonly TrialRecord[]): readonly Change[] | null => {
      isLate = this.copies?.isLate(this, made, runs.length > 0) ?? false;
      if (isLate) return null;
      const foreseen = runs.length === 0 ? this.#foresee(made, give) : NOTHING_FORESEEN;
      runs.push(foreseen);
      return foreseen.given === null || 'then' in foreseen.given ? [] : foreseen.given.changes;
    };
    const takeBack = (): void => this.absorb((runs[0]?.made ?? []).map(asRemoval));
    let trials: readonly TrialRecord[];
    try {
      trials = await this.persist(() => this.storage.createTrials(this.record.id, drafts, atMost, fill));
    } catch (error) {
      takeBack();
      throw error;
    }
    const { delta, given } = runs.length === 1 && trials.length > 0 ? runs[0]! : NOTHING_FORESEEN;
    if (delta !== null && given !== null) {
      this.listeners.announce(delta);
      if (!('then' in given)) this.absorb(given.changes);
      return { trials, given, isLate };
    }
    takeBack();
    // A number that leaves a gap tells of another study object on the same storage.
    if (isLate || runs.length > 1 || (trials.length > 0 && trials[0]!.number > this.history.size)) await this.refresh();
    this.absorb(trials.map(asChange));
    return { trials, given: null, isLate };
  }

  /**
   * Takes trials in that are about to be committed. Listeners are not told yet, and nothing is thrown in the midst of a
   * transaction: what throws here will throw again where whoever asked can be told.
   */
  #foresee<T extends Given>(
    made: readonly TrialRecord[],
    give: (made: readonly TrialRecord[]) => T | Promise<T>,
  ): Foreseen<T> {
    if (made[0]!.number > this.history.size) return NOTHING_FORESEEN;
    try {
      const delta = this.#learn(made.map(asChange));
      const given = give(made);
      if ('then' in given) given.catch(() => undefined); // where the commit fails nobody waits for it
      return { made, delta, given };
    } catch {
      return { made, delta: null, given: null };
    }
  }

  /** Runs a storage call, again while the storage is away. @throws whatever the last try threw */
  async persist<T>(call: () => Promise<T>): Promise<T> {
    for (const wait of BACKOFF) {
      try {
        const answer = await call();
        this.trouble = null;
        return answer;
      } catch (error) {
        if (!isVernierError(error) || error.code !== 'storage-unavailable' || error.details['permanent'] === true)
          throw error;
        this.trouble = error.message;
        await new Promise<void>((resolve) => this.clock.after(wait, resolve));
      }
    }
    return call();
  }

  /** Takes in what other processes wrote since. */
  async refresh(): Promise<void> {
    await (await this.reader()).refresh();
  }

  /** Reads what others write; loaded when it is first asked for: in most studies of one process nobody else writes. */
  async reader(): Promise<Reader> {
    if (this.#reader !== null) return this.#reader;
    const { Reader } = await import('./shared/reader.ts');
    return (this.#reader ??= new Reader(this, this.#cursor));
  }
}
