import { TrialPruned } from '../errors.ts';
import type { Score, Task, TaskPort } from '../execution/executor.ts';
import type { Direction, Json, Verdict } from '../history/record.ts';
import {
  type CategoricalDistribution,
  categorical,
  type Choice,
  type Distribution,
  float,
  int,
} from '../space/distribution.ts';
import type { ValueOf } from '../space/shape.ts';

/** Names and directions, in order: `{ loss: 'minimize', latency: 'minimize' }`. */
export type Objectives = Readonly<Record<string, Direction>>;

/** A final score: every objective by name, extra metrics beside them. A bare number only where there is one objective. */
export type ScoreOf<O extends Objectives> =
  | number
  | readonly number[]
  | (Readonly<Record<keyof O, number>> & Readonly<Record<string, number>>);

/** A report may leave objectives out, all of them too: then only metrics are kept. */
export type ReportOf<O extends Objectives> =
  | number
  | readonly number[]
  | (Readonly<Partial<Record<keyof O, number>>> & Readonly<Record<string, number>>);

/** Options of a numeric suggestion. */
export interface SuggestOptions {
  readonly log?: boolean;
  readonly step?: number;
}

/** The objective function's handle on its trial. */
export interface Trial<O extends Objectives = Objectives> {
  readonly number: number;
  /**
   * 0 in the search. 1, 2, 3 … where the trial runs another one again to confirm its score: what is random in it, or the
   * fold that it is measured on, is to depend on this.
   */
  readonly repeat: number;
  /** Aborts when the trial is to end at once. */
  readonly signal: AbortSignal;
  /** Set when the trial goes on from an earlier run, or starts from another's checkpoint. */
  readonly resume: Task['resume'];
  /** The step at which this trial will next be judged; null = run to the end. Changes with each report. */
  readonly until: number | null;
  suggestFloat(name: string, low: number, high: number, options?: SuggestOptions): number;
  suggestInt(name: string, low: number, high: number, options?: SuggestOptions): number;
  suggestCategorical<const C extends Choice>(name: string, choices: readonly C[]): C;
  suggest<D extends Distribution>(name: string, distribution: D): ValueOf<D>;
  /** The trial's only meeting point with the outside: persists, refreshes, decides. `step` is a whole number ≥ 0. */
  report(score: ReportOf<O>, step: number): Promise<void>;
  /** The verdict of the last report is not `continue`: save a checkpoint if you can, then throw `new TrialPruned()`. */
  shouldPrune(): boolean;
  /** A folder for this trial's checkpoints, there again when it goes on; null where its executor has none. */
  readonly checkpoints: string | null;
  /** A folder for what people are to look at (pictures, sound, tables, texts); null where its executor has none. */
  readonly artifacts: string | null;
  /**
   * Where the objective function saved its state, and the step of that state (default: the last one reported). A trial
   * that has none starts from nothing when it is promoted, or when its worker died.
   */
  setCheckpoint(reference: string, step?: number): void;
  /** A value that must be ≤ 0 for the trial to be feasible. The first value of a key stands. */
  setConstraint(key: string, value: number): void;
  setAttribute(key: string, value: Json): void;
}

/** A trial's handle over any port: the same in this thread, in a worker thread and in a child process. */
export function trialHandle(task: Task, port: TaskPort, signal: AbortSignal): Trial {
  let verdict: Verdict = 'continue';
  const suggest = <D extends Distribution>(name: string, distribution: D): ValueOf<D> =>
    port.suggest(name, distribution) as ValueOf<D>;
  // `until` is set, not got: an accessor in a literal would give each handle a hidden class of its own.
  const handle: Omit<Trial, 'until'> & { until: number | null } = {
    number: task.number,
    repeat: task.repeat ?? 0,
    signal,
    resume: task.resume,
    until: task.until,
    checkpoints: task.checkpoints ?? null,
    artifacts: task.artifacts ?? null,
    suggestFloat: (name, low, high, options) => suggest(name, float(low, high, options)),
    suggestInt: (name, low, high, options) => suggest(name, int(low, high, options)),
    suggestCategorical: <const C extends Choice>(name: string, choices: readonly C[]): C =>
      suggest(name, categorical(choices) as CategoricalDistribution<C>) as C,
    suggest,
    async report(score, step) {
      ({ verdict, until: handle.until } = await port.report(score as Score, step));
    },
    shouldPrune: () => verdict !== 'continue',
    setCheckpoint: (reference, step) => port.setCheckpoint(reference, step),
    setConstraint: (key, value) => port.setConstraint(key, value),
    setAttribute: (key, value) => port.setAttribute(key, value),
  };
  return handle;
}

/** Ends the trial if its last report's verdict says so. @throws TrialPruned */
export function endIfPruned(trial: Trial): void {
  if (trial.shouldPrune()) throw new TrialPruned();
}
