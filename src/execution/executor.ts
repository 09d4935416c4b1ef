import type { VernierError } from '../errors.ts';
import type { JudgeBy } from '../history/problem.ts';
import type { Change, Json, Objective, Ruling } from '../history/record.ts';
import type { Delta, HistoryView } from '../history/view.ts';
import type { Choice, Distribution } from '../space/distribution.ts';
import type { ParamValue } from '../space/shape.ts';

/** What is said of a trial: one number, one per objective in order, or by name. Names that are no objective are extra metrics. */
export type Score = number | readonly number[] | Readonly<Record<string, number>>;

/** One trial as it travels to where it runs. Plain JSON. */
export interface Task {
  readonly study: string;
  /** Tells the study from others of the same name: in another storage, or removed before. */
  readonly studyId: string;
  readonly number: number;
  readonly objectives: readonly Objective[];
  readonly params: Readonly<Record<string, ParamValue>>;
  /** The step at which the trial will next be judged; null = run to the end. */
  readonly until: number | null;
  /** Set when the trial goes on from an earlier run, or starts from another's checkpoint. null = it starts from nothing. */
  readonly resume: {
    /** The step that the checkpoint was saved at. */
    readonly step: number;
    readonly checkpoint: string | null;
  } | null;
  /** Objectives by name as earlier runs of the trial reported them last; left out where there are none. */
  readonly reported?: Readonly<Record<string, number>>;
  /** Set where the trial runs another one again, to confirm its score: 1, 2, 3 … A seed or a fold that the search has not used. */
  readonly repeat?: number;
  /** A folder for this trial's checkpoints, there again when it goes on; left out where the executor has none. */
  readonly checkpoints?: string;
  /** A folder for files of this trial that people are to look at; left out where the executor has none. */
  readonly artifacts?: string;
}

/** The running trial's way back to its study. */
export interface TaskPort {
  suggest(name: string, distribution: Distribution): Choice;
  report(score: Score, step: number): Promise<Ruling>;
  setConstraint(key: string, value: number): void;
  setAttribute(key: string, value: Json): void;
  /** @param step the step of the state that was saved; default: the last one reported */
  setCheckpoint(reference: string, step?: number): void;
  /**
   * A run begins elsewhere than the task says: anew after a failure, or from nothing (null) because its checkpoint is of
   * no use, which `why` explains.
   */
  runsFrom?(resume: Task['resume'], why: string | null): void;
}

/** How a trial ended. */
export type Outcome =
  | { readonly state: 'complete'; readonly score: Score }
  /** `reason`: why the objective function ended it, in its own words. */
  | { readonly state: 'pruned'; readonly reason?: string }
  /** `score`: what it said in the end all the same; the metrics in it are kept. */
  | { readonly state: 'failed'; readonly error: VernierError; readonly score?: Score };

/** A place to run, plus what to run there. Resolves to an outcome; rejects only for its own faults. */
export interface Executor {
  readonly capacity: number;
  /** What runs there, in words, so that a resumed study can tell a changed program (`vernier:program`); null = unknown. */
  readonly identity: string | null;
  /** Milliseconds that a trial has to end by itself once its signal aborts; then it is ended by force. Left out: nothing can force it. */
  readonly graceMs?: number;
  /** An abort whose reason is a `LimitReached` grants the trial no more time than that says. */
  run(task: Task, port: TaskPort, signal: AbortSignal): Promise<Outcome>;
  /** Told of the study before its trials run here: for who looks after their files. Answers what to call when they have run. */
  attend?(study: AttendedStudy): () => Promise<void>;
  close(): Promise<void>;
}

/** What an executor may know of a study, beside its tasks. */
export interface AttendedStudy {
  readonly study: string;
  readonly studyId: string;
  readonly history: HistoryView;
  readonly judgeBy: JudgeBy;
  /** Name of the sampler. */
  readonly sampler: string;
  /** How often a trial is queued again whose worker died; one that was stopped always is. */
  readonly retries: number;
  subscribe(listener: (delta: Delta) => void): () => void;
  /** Takes in what others wrote. */
  refresh(): Promise<void>;
  write(changes: readonly Change[]): Promise<void>;
  /** Adds to the study's warnings, each text once. */
  warn(what: string): void;
}

/** The reason of a signal that ends trials at a limit of their study. */
export interface LimitReached {
  readonly limit: string;
  readonly why: string;
  /** Milliseconds until the limit: what still runs then is ended by force. */
  readonly graceMs: number;
}

/** Milliseconds that a trial has to end by itself once its signal has aborted: what the reason grants, at most its executor's own. */
export function graceOf(signal: AbortSignal, own: number): number {
  const granted = (signal.reason as Partial<LimitReached> | null | undefined)?.graceMs;
  return typeof granted === 'number' ? Math.min(own, granted) : own;
}

/** Is it an executor rather than an objective function? */
export function isExecutor(run: unknown): run is Executor {
  return typeof run === 'object' && run !== null && typeof (run as Executor).run === 'function';
}
