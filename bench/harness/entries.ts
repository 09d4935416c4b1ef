import { regretsAt } from './regrets.ts';
import type { Run } from './run.ts';
import type { Optimiser, Runs } from './runs.ts';
import type { Entry } from './statistics.ts';
import type { Instance, Task } from './task.ts';

/**
 * What statistics need of one optimiser: logarithms of floored regrets by task, seed and budget.
 *
 * Tasks and seeds that are missing or failed for it are left out.
 */
export function entriesOf(
  optimiser: Optimiser,
  tasks: readonly Task[],
  seeds: readonly number[],
  runs: Runs,
  budgets: readonly number[],
): Entry[] {
  return tasks.map((task) => ({
    task: task.name,
    group: task.group,
    logs: seeds.flatMap((seed) => {
      const run = runs.find(optimiser, task.name, seed);
      return run === null ? [] : [logsOf(run, instanceOf(task, seed), budgets)];
    }),
  }));
}

/** The same for several optimisers, for paired comparisons: seeds where one of them has no run are left out for all. */
export function pairedEntries(
  optimisers: readonly Optimiser[],
  tasks: readonly Task[],
  seeds: readonly number[],
  runs: Runs,
  budgets: readonly number[],
): Entry[][] {
  const shared = new Map(
    tasks.map((task) => [
      task,
      seeds.filter((seed) => optimisers.every((optimiser) => runs.find(optimiser, task.name, seed) !== null)),
    ]),
  );
  const kept = tasks.filter((task) => shared.get(task)!.length > 0);
  return optimisers.map((optimiser) =>
    kept.flatMap((task) => entriesOf(optimiser, [task], shared.get(task)!, runs, budgets)),
  );
}

/** Logarithms of one run's floored regrets. */
export function logsOf(run: Run, instance: Instance, budgets: readonly number[]): number[] {
  return regretsAt(run, instance, budgets).map(Math.log);
}

const instances = new Map<string, Instance>();

/** An instance, made once: the medians of functions take a moment. */
export function instanceOf(task: Task, seed: number): Instance {
  const key = `${task.name} ${seed}`;
  if (!instances.has(key)) instances.set(key, task.instance(seed));
  return instances.get(key)!;
}

/** Milliseconds of ask and tell over all runs, in ascending order. */
export function askTimes(optimiser: Optimiser, tasks: readonly Task[], seeds: readonly number[], runs: Runs): number[] {
  return tasks
    .flatMap((task) => seeds.flatMap((seed) => runs.find(optimiser, task.name, seed)?.ms ?? []))
    .sort((a, b) => a - b);
}
