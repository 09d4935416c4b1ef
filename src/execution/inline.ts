import { errorOf, errorRecord, isTrialPruned } from '../errors.ts';
import type { Executor, Outcome, Score, Task, TaskPort } from './executor.ts';

/** What runs for one trial: a task and its way back in, a score out. Throws `TrialPruned` to end or pause its trial. */
export type TaskFunction = (task: Task, port: TaskPort, signal: AbortSignal) => Score | Promise<Score>;

/**
 * An executor that calls a function in this thread.
 *
 * A function that never awaits holds up everything else, its own stop included. Nothing can end it from outside: after
 * an abort its trial lasts until it returns.
 *
 * @param options.capacity  trials at a time; default: as many as asked for
 */
export function inline(run: TaskFunction, options: { readonly capacity?: number } = {}): Executor {
  return {
    capacity: options.capacity ?? Number.POSITIVE_INFINITY,
    identity: null,
    run: (task, port, signal) => outcomeOf(() => run(task, port, signal)),
    close: async () => {},
  };
}

/** Calls an objective function and says how its trial ended; whatever it throws is an outcome. */
export async function outcomeOf(run: () => Score | Promise<Score>): Promise<Outcome> {
  try {
    return { state: 'complete', score: await run() };
  } catch (thrown) {
    if (isTrialPruned(thrown))
      return typeof thrown.reason === 'string' ? { state: 'pruned', reason: thrown.reason } : { state: 'pruned' };
    return { state: 'failed', error: errorOf(errorRecord(thrown)) };
  }
}
