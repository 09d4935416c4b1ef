import type { Clock } from 'vernier';
import type { Loaded } from './builds.ts';
import { earlierStudy } from './earlier-study.ts';
import { spaceOf } from './space-of.ts';
import type { Instance, Params, Task } from './task.ts';

/** How a task is run. */
export interface RunPlan {
  readonly seed: number;
  readonly trials: number;
  /** Trials asked for together; default 1. */
  readonly batch?: number;
  /** Start from the trials of the task's earlier study. */
  readonly transfer?: boolean;
}

/** One run of one optimiser on one instance, by trial number. Plain JSON. */
export interface Run {
  /** Noiseless; a list where there are several objectives; null = crashed, or no value. */
  readonly values: readonly (number | readonly number[] | null)[];
  /** Milliseconds of ask and tell. */
  readonly ms: readonly number[];
  /** Sum of constraint values above 0; left out where the task has no constraints. */
  readonly violations?: readonly number[];
  /** The trial that would be recommended after each one, −1 = none; left out where values are seen as they are. */
  readonly recommended?: readonly number[];
  /** Trials in a branch without the optimum; left out where there is none. */
  readonly wrongBranch?: readonly number[];
}

/** Seconds that a trial lasts, in the study's own time: what a sampler may spend depends on it. */
export const TRIAL_SECONDS = 60;

/** Runs one of our samplers on a task. */
export async function runOurs(loaded: Loaded, task: Task, plan: RunPlan): Promise<Run> {
  const { library, sampler } = loaded;
  const { seed, trials, batch = 1, transfer = false } = plan;
  const instance = task.instance(seed);
  const space = spaceOf(library, instance.params);
  const time = stoppedClock();
  const study = await library.createStudy({
    ...(transfer ? await earlierStudy(loaded, space, instance.earlier!) : {}),
    space,
    sampler,
    seed,
    budget: trials,
    clock: time.clock,
    objectives: objectivesOf(instance),
  });
  const record = recorder(instance);
  while (record.size < trials) {
    let began = performance.now();
    const asked = await study.ask(Math.min(batch, trials - record.size));
    if (asked.length === 0) break;
    let spent = performance.now() - began;
    time.pass(1000 * TRIAL_SECONDS);
    for (const trial of asked) {
      const observation = record.take(trial.params as Params);
      began = performance.now();
      observation?.constraints?.forEach((value, i) => trial.setConstraint(`c${i}`, value));
      await study.tell(
        trial,
        observation === null
          ? { state: 'failed', error: new library.VernierError('objective-failed', 'It crashed.') }
          : [...observation.values],
      );
      spent += performance.now() - began;
      record.spent(spent);
      spent = 0;
    }
    if (instance.observe !== undefined) record.recommend(study.best?.number ?? -1);
  }
  return record.run();
}

function objectivesOf({ objectives = 1 }: Instance): Record<string, 'minimize'> {
  return Object.fromEntries(
    Array.from({ length: objectives }, (_, i) => [objectives === 1 ? 'value' : `f${i}`, 'minimize']),
  );
}

/** Keeps what a run found, whoever proposed it. */
export function recorder(instance: Instance) {
  const values: (number | readonly number[] | null)[] = [];
  const ms: number[] = [];
  const violations: number[] = [];
  const recommended: number[] = [];
  const wrongBranch: number[] = [];
  let best: { readonly trial: number; readonly value: number } | null = null;
  return {
    get size(): number {
      return values.length;
    },
    /** Judges a configuration. @returns what the optimiser is told */
    take(params: Params) {
      const found = instance.values(params);
      const observation =
        instance.observe === undefined
          ? { values: found, ...(instance.constraints ? { constraints: instance.constraints(params) } : {}) }
          : instance.observe(params, values.length);
      if (instance.constraints)
        violations.push(instance.constraints(params).reduce((sum, value) => sum + Math.max(0, value), 0));
      if (instance.inWrongBranch?.(params)) wrongBranch.push(values.length);
      const seen = observation?.values[0] ?? Number.NaN;
      if (!Number.isNaN(seen) && (best === null || seen < best.value)) best = { trial: values.length, value: seen };
      const lost = observation === null || observation.values.some(Number.isNaN);
      values.push(lost ? null : found.length === 1 ? found[0]! : found);
      return observation === null || found.some(Number.isNaN) ? null : observation;
    },
    spent(milliseconds: number): void {
      ms.push(Math.round(1e3 * milliseconds) / 1e3);
    },
    /** Says which trial would be recommended now; holds for all trials since the last call. */
    recommend(trial: number): void {
      while (recommended.length < values.length) recommended.push(trial);
    },
    /** For optimisers that recommend nothing themselves: the trial with the best observation. */
    recommendBest(): void {
      this.recommend(best?.trial ?? -1);
    },
    run(): Run {
      return {
        values,
        ms,
        ...(instance.constraints ? { violations } : {}),
        ...(instance.observe === undefined ? {} : { recommended }),
        ...(instance.inWrongBranch ? { wrongBranch } : {}),
      };
    },
  };
}

/** A clock that passes only when it is told to. */
function stoppedClock(): { readonly clock: Clock; pass(ms: number): void } {
  let now = 0;
  return {
    clock: { instant: () => now, elapsed: () => now, after: () => () => undefined },
    pass(ms) {
      now += ms;
    },
  };
}
