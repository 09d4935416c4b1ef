import { type CurveTask, flooredRegret } from '../tasks/curves.ts';
import type { CurveRun } from './curve-run.ts';
import { mean } from './statistics.ts';

/** Where regrets are read off: so many full runs' worth of epochs. */
export const FULL_RUNS = [1, 2, 5, 10, 20, 50] as const;

/** Random search is given so many full runs; how soon others are as good is measured. */
export const RANDOM_RUNS = 50;

/** Who recommends: Vernier, by the reports of whoever searched, or the plain rule. */
export type Recommender = 'recommended' | 'furthest';

/** Floored regret, at the last epoch, of what was recommended when so many epochs were spent. */
export function regretAfter(run: CurveRun, task: CurveTask, epochs: number, by: Recommender = 'recommended'): number {
  let trial = -1;
  for (const [spent, recommended] of run[by]) if (spent <= epochs) trial = recommended;
  return flooredRegret(run.finals[trial] ?? null, task);
}

/** Geometric mean over runs, after so many full runs' worth of epochs. */
export function regretOfRuns(runs: readonly CurveRun[], task: CurveTask, fullRuns: number, by?: Recommender): number {
  return Math.exp(mean(runs.map((run) => Math.log(regretAfter(run, task, fullRuns * task.epochs, by)))));
}

/**
 * Epochs after which the geometric mean over these runs is, and stays, as low as random search's in expectation after
 * `RANDOM_RUNS` full runs; as a share of the epochs that those have. null = never.
 */
export function shareToRandom(runs: readonly CurveRun[], task: CurveTask): number | null {
  const target = Math.log(task.random[RANDOM_RUNS]!);
  const steps = runs
    .flatMap((run, i) =>
      run.recommended.map(([spent, trial]) => ({ spent, i, log: Math.log(flooredRegret(run.finals[trial]!, task)) })),
    )
    .sort((a, b) => a.spent - b.spent);
  const logs = runs.map(() => Math.log(flooredRegret(null, task)));
  let reached: number | null = null;
  for (let at = 0; at < steps.length; at++) {
    logs[steps[at]!.i] = steps[at]!.log;
    if (steps[at + 1]?.spent === steps[at]!.spent) continue;
    const isThere = mean(logs) <= target;
    if (!isThere) reached = null;
    else reached ??= steps[at]!.spent;
  }
  return reached === null ? null : reached / (RANDOM_RUNS * task.epochs);
}

/** What a search lost by stopping trials. */
export interface FalseStops {
  /** Was the best of all trials, by their full curves, stopped, or left paused, before its last epoch? */
  readonly best: boolean;
  /** Regret of what is recommended in the end, above that of this trial; 0 where it was not stopped. */
  readonly lost: number;
  /** Trials that were stopped, or left paused. */
  readonly stopped: number;
  /** Those whose full curves end below that of the trial recommended then. */
  readonly better: number;
  /** Those whose full curves end below that of the one that had come furthest then. */
  readonly betterThanFurthest: number;
  /** As `better`, but what was left paused is held against the trial recommended in the end: until then it was not given up. */
  readonly betterWhenGivenUp: number;
}

/** Judges the stops of a search by full curves. */
export function falseStops({ finals, ends, stops, recommended }: CurveRun, task: CurveTask): FalseStops {
  const value = (trial: number): number => finals[trial] ?? Number.POSITIVE_INFINITY;
  const least = finals.reduce<number>(
    (low, final) => Math.min(low, final ?? Number.POSITIVE_INFINITY),
    Number.POSITIVE_INFINITY,
  );
  // Two trials may be as good as each other: the best was stopped only where each of them was.
  const best =
    least < Number.POSITIVE_INFINITY && finals.every((final, trial) => final !== least || 'sp'.includes(ends[trial]!));
  const last = recommended.at(-1)?.[1] ?? -1;
  return {
    best,
    lost: best ? Math.max(0, flooredRegret(finals[last] ?? null, task) - flooredRegret(least, task)) : 0,
    stopped: stops.length,
    better: stops.filter(([trial, then]) => value(trial) < value(then)).length,
    betterThanFurthest: stops.filter(([trial, , then]) => value(trial) < value(then)).length,
    betterWhenGivenUp: stops.filter(([trial, then]) => value(trial) < value(ends[trial] === 'p' ? last : then)).length,
  };
}

/** The false stops of many searches together. */
export interface FalseStopShares {
  /** Studies whose best trial was stopped. */
  readonly studies: number;
  /** Regret lost by it, in the mean, as a share of random search's there. */
  readonly lost: number;
  /** Of all that were stopped, those that would have beaten what was recommended. */
  readonly trials: number;
  /** The same, with `betterThanFurthest` and `betterWhenGivenUp`. */
  readonly trialsThanFurthest: number;
  readonly trialsWhenGivenUp: number;
}

/** @param runs  searches with their tasks */
export function falseStopShares(runs: readonly (readonly [CurveRun, CurveTask])[]): FalseStopShares {
  const found = runs.map(([run, task]) => ({ ...falseStops(run, task), random: task.random[RANDOM_RUNS]! }));
  const sum = (of: (each: (typeof found)[number]) => number): number =>
    found.reduce((total, each) => total + of(each), 0);
  const stopped = Math.max(
    1,
    sum((each) => each.stopped),
  );
  return {
    studies: sum(({ best }) => Number(best)) / found.length,
    lost: sum(({ lost, random }) => lost / random) / found.length,
    trials: sum(({ better }) => better) / stopped,
    trialsThanFurthest: sum(({ betterThanFurthest }) => betterThanFurthest) / stopped,
    trialsWhenGivenUp: sum(({ betterWhenGivenUp }) => betterWhenGivenUp) / stopped,
  };
}
