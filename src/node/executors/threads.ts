import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { threadedWherePays } from '../threaded/threaded.ts';
import type { Executor } from '../../execution/executor.ts';
import { type CheckpointOptions, keepCheckpoints } from '../checkpoints/checkpoints.ts';
import type { EndableExecutor } from './endable-executor.ts';
import { alarm, limitError } from './limits.ts';
import { objectivePath } from './objective-file.ts';
import type { Conduct, ObjectivePlace } from './objective-place.ts';
import { ObjectivePool, type Seat } from './objective-pool.ts';
import { objectiveThread } from './objective-thread.ts';
import { retrying } from './retrying.ts';
import { TRIALS } from './trial-folder.ts';

/** Options of `threads`. */
export interface ThreadOptions {
  /** Threads, and so trials at a time; default: one for each processor. */
  readonly count?: number;
  /** Milliseconds that an objective function has to end by itself after an abort. Default 10,000. */
  readonly graceMs?: number;
  readonly timeLimitMs?: number;
  /** So many further attempts where a trial fails; they go on from the last checkpoint that it named. Default 0. */
  readonly retries?: number;
  /** What is kept of checkpoints, and how much disk they may take. */
  readonly checkpoints?: CheckpointOptions;
  /** Where the files of the trials go, a folder each; default `.vernier/trials` in the working folder. */
  readonly folder?: string;
}

/**
 * An executor that runs the objective function of a file in worker threads.
 *
 * The file exports it as default, or as `objective`; TypeScript is fine. Where the option `checkpoints` is given, each
 * trial has a folder for them (`trial.checkpoints`), and one for its artifacts (`trial.artifacts`). Threads share this process' memory and output:
 * a crash of native code ends them all. Where that matters, use `processes`.
 *
 * @param file  path (from the working folder) or URL
 * @throws `config-invalid` where there is no such file
 *
 * @example
 * await study.optimize(threads(new URL('./train.ts', import.meta.url), { count: 4 }), { trials: 100 });
 */
export function threads(file: string | URL, options: ThreadOptions = {}): EndableExecutor {
  const path = objectivePath(file);
  const count = options.count ?? availableParallelism();
  const pool = new ObjectivePool(Array.from({ length: count }, (): Seat<ObjectivePlace> => ({ place: null })));
  const folder = options.checkpoints === undefined ? null : (options.folder ?? TRIALS);
  const run: Executor['run'] = (task, port, signal) =>
    pool.run(
      task,
      port,
      signal,
      async () => objectiveThread(path),
      () => conduct,
    );
  const conduct: Conduct = { graceMs: options.graceMs ?? 10_000, watch: timeLimit(options.timeLimitMs ?? null) };
  return {
    capacity: pool.size,
    graceMs: options.graceMs ?? 10_000,
    identity: `threads: ${relative('.', path)}`,
    run: retrying(run, options.retries ?? 0, folder),
    ...(folder === null ? {} : { attend: (study) => keepCheckpoints(study, folder, options.checkpoints) }),
    hosted: threadedWherePays,
    kill: () => pool.kill(),
    close: () => pool.close(),
  };
}

const timeLimit =
  (timeLimitMs: number | null): NonNullable<Conduct['watch']> =>
  (exceeded) =>
    timeLimitMs === null
      ? () => {}
      : alarm(timeLimitMs, () => exceeded(limitError('time', { timeLimitMs, memoryLimit: null })));
