import { mkdirSync, rmSync } from 'node:fs';
import type { Executor, Outcome, Task } from '../../execution/executor.ts';
import { isOverLimit } from './limits.ts';
import { CheckpointPort } from '../checkpoints/port.ts';
import { artifactPath, checkpointPath, trialPath, written } from './trial-folder.ts';

/**
 * Runs trials with folders for their checkpoints and their artifacts, and those that fail so many times again, from the last checkpoint
 * that they named.
 *
 * @param root  where the folders of the trials lie; null = trials have none
 */
export function retrying(run: Executor['run'], retries: number, root: string | null): Executor['run'] {
  return async (task, port, signal) => {
    const kept = new CheckpointPort(port, root ?? '', task);
    const given =
      root === null ? task : { ...task, checkpoints: checkpointPath(root, task), artifacts: artifactPath(root, task) };
    let resume = kept.usable(task.resume);
    if (root !== null && task.resume === null)
      written(task, () => rmSync(trialPath(root, task), { recursive: true, force: true }));
    for (let left = retries; ; left--) {
      if (root !== null) written(task, () => prepared(root, task, resume === null));
      const outcome = await run({ ...given, resume }, kept, signal);
      if (left <= 0 || !isWorthRetrying(outcome, signal)) return outcome;
      resume = kept.again(resume, !isOverLimit(outcome));
    }
  };
}

/** The folders of a trial; that of its checkpoints is empty where it starts from nothing. */
function prepared(root: string, task: Task, anew: boolean): void {
  if (anew) rmSync(checkpointPath(root, task), { recursive: true, force: true });
  for (const folder of [checkpointPath(root, task), artifactPath(root, task)]) mkdirSync(folder, { recursive: true });
}

/** A trial that failed by itself may be tried again. */
export function isWorthRetrying(outcome: Outcome, signal: AbortSignal): boolean {
  return outcome.state === 'failed' && !signal.aborted && outcome.error.code !== 'worker-lost';
}
