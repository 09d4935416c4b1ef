import type { HourlyGain } from '../analysis/gain-per-hour.ts';
import type { Executor, Outcome } from '../execution/executor.ts';
import type { Confirmation } from '../history/confirmation.ts';
import type { Fidelity, JudgeBy } from '../history/problem.ts';
import type { Direction, Json, Objective, TrialRecord } from '../history/record.ts';
import type { Delta, HistoryView, TimedHistory } from '../history/view.ts';
import type { Pruner } from '../pruners/pruner.ts';
import type { Sampler } from '../samplers/sampler.ts';
import type { ParamValue, Shape } from '../space/shape.ts';
import type { ParamsOf, SearchSpace } from '../space/space.ts';
import type { Storage } from '../storage/storage.ts';
import type { Duplicates } from './propose.ts';
import type { Objectives, ScoreOf, Trial } from './trial.ts';

/** A trial that was asked for: a handle, and the parameters to try. */
export interface AskedTrial<S extends Shape = Shape, O extends Objectives = Objectives> extends Trial<O> {
  readonly params: ParamsOf<SearchSpace<S>>;
}

/** The user's function under study. What it throws fails its trial; `TrialPruned` ends it early. */
export type ObjectiveFunction<P, O extends Objectives = Objectives> = (
  params: P,
  trial: Trial<O>,
) => ScoreOf<O> | Promise<ScoreOf<O>>;

/** When to stop. Whatever is reached first ends the search; none of them: it goes on until the space is exhausted or the signal comes. */
export interface Limits {
  /**
   * How many trials the study may have in all, over every process and every run. Each trial that reached an end counts,
   * failed ones too; one that went back to the queue because its worker died counts once.
   */
  readonly trials?: number;
  /**
   * Wall time of this run, by a clock that never goes back; where that stands still while the machine sleeps (Linux), sleep
   * is not counted. Trials that run are ended in time, see `finishRunning`.
   */
  readonly seconds?: number;
  /** Time that trials run, summed over all trials of the study, every process and every run; those that run are ended in time. */
  readonly computeSeconds?: number;
  /** What running costs. */
  readonly cost?: Cost;
  /** What the study may cost in all, in the currency of `cost`. Trials that run are ended in time. */
  readonly maxCost?: number;
  /** No trial starts once the best value is this good (one objective); those that run are waited for. */
  readonly target?: number;
  /** No trial starts once so many have ended since one was better than all before (several objectives: joined the front). */
  readonly noImprovement?: number;
  /** No trial starts once an hour more is expected to gain less than this, by `gainPerHour`. */
  readonly whenGainPerHourBelow?: number;
  /** What an hour more is expected to gain, in the objective, at best with its band; null = cannot be told yet. */
  readonly gainPerHour?: (history: HistoryView) => HourlyGain | number | null;
  /**
   * What becomes of trials that run when `seconds`, `computeSeconds` or `maxCost` is used up. Default false: they are told
   * to end one grace time before (that of the executor, at most a tenth of the limit), by force at the limit, and count as
   * pruned with their last report as value; failed if they never reported. They are not queued again. true: they are waited for.
   * A function in this process cannot be forced: it is told at the limit, by `trial.signal`, and waited for.
   */
  readonly finishRunning?: boolean;
  /**
   * Once the search has ended by itself or at a limit, so many of the best trials are run again, each `repeats` times (default 3), with
   * another `trial.repeat`: the best of the study is then the one with the best mean of these. One objective.
   */
  readonly confirm?: number | { readonly top: number; readonly repeats?: number };
  /** Trials at once; at most the executor's capacity, which is also the default (1 for a function). */
  readonly concurrency?: number;
  /** Ends the search if the first so many trials of this run all failed. Default: never. */
  readonly firstFailures?: number;
  /** Aborted: no further trial starts, and those that run are waited for. */
  readonly finish?: AbortSignal;
  /** Aborted: those that run are stopped as well, and go back to the queue. */
  readonly signal?: AbortSignal;
}

/** What running costs: so much an hour that a trial runs, or what trials report of it, the last value of each. */
export type Cost =
  | { readonly perHour: number; readonly currency?: string; readonly metric?: never }
  | { readonly metric: string; readonly currency?: string; readonly perHour?: never };

/** Why a search ended: the limit that was reached, the user's signal, no setting left, or nothing but failures. */
export type StoppedBy =
  | 'trials'
  | 'seconds'
  | 'computeSeconds'
  | 'cost'
  | 'target'
  | 'noImprovement'
  | 'notWorthIt'
  | 'signal'
  | 'exhausted'
  | 'failures';

/** What one call of `optimize` did: its own trials, by how they ended. */
export interface Summary {
  readonly complete: number;
  readonly pruned: number;
  readonly paused: number;
  readonly failed: number;
  readonly stoppedBy: StoppedBy;
  /** What was found then, in a sentence; only where `stoppedBy` does not tell: `notWorthIt`. */
  readonly why?: string;
  /** Only where `confirm` was asked for. */
  readonly confirmation?: ConfirmationSummary;
}

/** What running the best trials again came to. */
export interface ConfirmationSummary {
  /** What the repeats of this run and earlier ones have shown; null = nothing yet. */
  readonly result: Confirmation | null;
  /** Repeats that this call has brought to an end. */
  readonly runs: number;
  /** Repeats that are still to be run: by the same call once more. */
  readonly missing: number;
  /** Why they were not run; null = none is missing. */
  readonly stoppedBy: StoppedBy | null;
}

/** A trial from elsewhere, to be added to a study's history. */
export interface AddedTrial<O extends Objectives = Objectives> {
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Left out: the trial counts as failed. */
  readonly score?: ScoreOf<O>;
  readonly userAttributes?: Readonly<Record<string, Json>>;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

/** One optimisation: a search space, objectives, trials. */
export interface Study<S extends Shape = Shape, O extends Objectives = Objectives> {
  readonly name: string;
  /** Tells the study from others of the same name: in another storage, or removed before. */
  readonly id: string;
  readonly objectives: readonly Objective[];
  readonly space: SearchSpace<S> | null;
  readonly seed: number;
  readonly history: TimedHistory;
  /** Best feasible trial: by its repeats where the best were run again (`confirm`), though its record has its first score. null with several objectives (see `paretoFront`) or before the first result. */
  readonly best: TrialRecord | null;
  /** What keeps the storage from answering, while it is asked again; null = nothing. */
  readonly trouble: string | null;
  /** What went wrong without harm to the search, each once: listeners that threw, and the warnings that trials are stored with (a sampler that failed, results that are all equal). */
  readonly warnings: readonly string[];
  /** Feasible trials that no other one dominates. */
  readonly paretoFront: readonly TrialRecord[];
  /** The params of a trial as its objective function got them. */
  paramsOf(trial: TrialRecord): Readonly<Record<string, ParamValue>>;
  /** @throws `study-busy` where the space is exhausted. */
  ask(): Promise<AskedTrial<S, O>>;
  /** Several trials at once, chosen to be tried together. Fewer where the space is exhausted. */
  ask(count: number): Promise<readonly AskedTrial<S, O>[]>;
  /** @throws `trial-missing`, `trial-finished` */
  tell(trial: Trial<O> | number, outcome: ScoreOf<O> | Outcome): Promise<TrialRecord>;
  optimize(run: ObjectiveFunction<ParamsOf<SearchSpace<S>>, O> | Executor, limits: Limits): Promise<Summary>;
  /** Params that somebody wishes to see tried; what they leave out is chosen when the trial starts. */
  enqueue(params: Readonly<Record<string, ParamValue>>, userAttributes?: Readonly<Record<string, Json>>): Promise<void>;
  /** Takes in trials that were run elsewhere. All or none. */
  addTrials(trials: readonly AddedTrial<O>[]): Promise<readonly TrialRecord[]>;
  setAttribute(key: string, value: Json): Promise<void>;
  /** Hears of every change, from this process and, after each refresh, from others. Answers a function that ends it. One that throws is noted in `warnings`. */
  subscribe(listener: (delta: Delta) => void): () => void;
  /** Takes in what other processes wrote. */
  refresh(): Promise<void>;
  /** The study is over: applies the option `close` to paused trials, unless a trial of it still runs somewhere. The storage stays open. */
  close(): Promise<void>;
}

/** `objectives` or its short form: `direction: 'minimize'` means `{ value: 'minimize' }`, which is also the default. */
export type ObjectiveOptions<O extends Objectives> =
  | { readonly objectives: O; readonly direction?: never }
  | { readonly direction?: Direction; readonly objectives?: never };

/** Time, handed in: tests and benchmarks bring their own. */
export interface Clock {
  /** Milliseconds since 1970 UTC. May jump. */
  instant(): number;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** Calls back after `ms`; answers a function that calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** How a study searches. What is left out has a default, or is taken from the storage when a study is opened. */
export interface RunOptions<S extends Shape = Shape> {
  readonly space?: SearchSpace<S>;
  /** Default: in memory, gone with the process. */
  readonly storage?: Storage;
  /** Default: `auto()`. */
  readonly sampler?: Sampler;
  /** Default: `auto` where there is a `fidelity`, else none. null = none. */
  readonly pruner?: Pruner | null;
  /** Fixes all randomness. Default: drawn once and stored with the study. */
  readonly seed?: number;
  /** What a step is. `min`, the first one worth judging, defaults to a twentieth of `max`: before, most curves mislead. */
  readonly fidelity?: { readonly name: string; readonly min?: number; readonly max: number };
  /** What pruners judge by. Default: the only objective; `all` where there are several. */
  readonly judgeBy?: JudgeBy;
  /** Default: `avoid` where configurations may have no real number (finite spaces, and finite cases of branches), `allow` elsewhere. */
  readonly duplicates?: Duplicates;
  /**
   * The settings in use today: run as the first trial and called "default" in comparisons. Given later for a study that has trials
   * but none with them, they are not run, and `warnings` says so.
   */
  readonly start?: Readonly<Record<string, ParamValue>>;
  /**
   * Values of some parameters that make trials cheap, whatever the others are: the first three trials (after `start`) begin there and
   * go towards the middle of these parameters. Taken when the study is made; another one is refused later.
   */
  readonly lowCost?: Readonly<Record<string, ParamValue>>;
  /**
   * Names of earlier studies in the same storage to learn from, with the same parameters or some of them. Their best
   * configurations are tried first, and their results guide the search as far as they agree with this study's own.
   * What they gave is kept with the study when it is made; later changes to them do not matter. For `auto`, `gp`, `smac` and
   * `tpe`; others refuse it.
   */
  readonly transfer?: readonly string[];
  /** What becomes of paused trials when the study is over. Default `prune-paused`. */
  readonly close?: 'prune-paused' | 'keep-paused';
  /** How often a trial is queued again whose worker died; one that was stopped always is. Default 3. */
  readonly retries?: number;
  /** Trials planned in all, for samplers that plan ahead. Stored with the study. Default: the first `optimize`'s limit. */
  readonly budget?: number;
  readonly clock?: Clock;
}

/** `min` filled in. */
export function fidelityOf(fidelity: RunOptions['fidelity']): Fidelity | null {
  return fidelity === undefined
    ? null
    : { name: fidelity.name, min: fidelity.min ?? Math.max(1, Math.round(fidelity.max / 20)), max: fidelity.max };
}

/** Options of `openStudy` beside those of the search. */
export interface OpenOptions {
  /** Take a changed space, sampler or fidelity as it is now; the earlier ones stay on record. Objectives never change. */
  readonly acceptChanges?: boolean;
  /** What runs, in words; compared like the space. */
  readonly program?: string;
}
