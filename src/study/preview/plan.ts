import type { Direction, TrialRecord } from '../../history/record.ts';
import type { Limits, RunOptions } from '../study.ts';

/** What a search would be: its study, its limits, and how long its trials are. */
export interface Plan {
  /** How the study searches. Of samplers only `grid` and populations are used: all others propose at random here. */
  readonly study: Pick<RunOptions, 'space' | 'sampler' | 'pruner' | 'fidelity' | 'judgeBy' | 'duplicates'> & {
    readonly objectives: Readonly<Record<string, Direction>>;
  };
  /** Those of the whole study where it has trials (`before`), but for `trials`: so many more. */
  readonly limits: PlanLimits;
  readonly length: TrialLength;
  /** What the study has already; left out = nothing. */
  readonly before?: Before;
  readonly seed: number;
}

/** What limits find of trials that a study has. */
export interface Before {
  /** Trials that have come to a result, those that confirm others apart. */
  readonly results: number;
  /** Trials that have ended since one was better than all before it. */
  readonly noBetter: number;
  /** Seconds that all trials have run. */
  readonly computeSeconds: number;
  /** Its trials, where rungs and members count and those that are half-run may go on; left out = nothing of the kind. */
  readonly standing?: {
    /** All, by number. One that waits will be run; none runs. */
    readonly trials: readonly TrialRecord[];
    /** How many of them count for a limit on trials beside those to come. */
    readonly counted: number;
  };
}

/** Limits whose end can be foreseen. Patience counts records as a search at random would find them. */
export type PlanLimits = Pick<
  Limits,
  'trials' | 'seconds' | 'computeSeconds' | 'maxCost' | 'noImprovement' | 'confirm' | 'finishRunning' | 'concurrency'
> & {
  /** What an hour of a running trial costs. */
  readonly costPerHour?: number;
  /** Seconds that a trial is granted to end by itself at a limit: so long before one it is told to. Default 0. */
  readonly graceSeconds?: number;
};

/** How long trials are. */
export interface TrialLength {
  /** Steps of a whole trial; null = it does not report, so that nothing can stop it early. */
  readonly steps: number | null;
  /** Seconds of a whole trial, in the middle. */
  readonly seconds: number;
  /** Seconds of these before the first step begins, each time that a trial starts or goes on. Default 0. */
  readonly start?: number;
  /** Standard deviation of their logarithm; 0 = all last the same. */
  readonly spread: number;
}
