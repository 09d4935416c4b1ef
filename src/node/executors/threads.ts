import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { threadedWherePays } from '../threaded.ts';
import type { EndableExecutor } from './endable-executor.ts';
import { limitError } from './limits.ts';
import { objectivePath } from './objective-file.ts';
import type { Conduct, ObjectivePlace } from './objective-place.ts';
import { ObjectivePool, type Seat } from './objective-pool.ts';
import { objectiveThread } from './objective-thread.ts';

/** Options of `threads`. */
export interface ThreadOptions {
  /** Threads, and so trials at a time; default: one for each processor. */
  readonly count?: number;
  /** Milliseconds that an objective function has to end by itself after an abort. Default 10,000. */
  readonly graceMs?: number;
  readonly timeLimitMs?: number;
}

/**
 * An executor that runs the objective function of a file in worker threads.
 *
 * The file exports it as default, or as `objective`; TypeScript is fine. Threads share this process' memory and output:
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
  const conduct: Conduct = { graceMs: options.graceMs ?? 10_000, watch: timeLimit(options.timeLimitMs ?? null) };
  return {
    capacity: pool.size,
    graceMs: options.graceMs ?? 10_000,
    identity: `threads: ${relative('.', path)}`,
    run: (task, port, signal) =>
      pool.run(
        task,
        port,
        signal,
        async () => objectiveThread(path),
        () => conduct,
      ),
    hosted: threadedWherePays,
    kill: () => pool.kill(),
    close: () => pool.close(),
  };
}

function timeLimit(timeLimitMs: number | null): NonNullable<Conduct['watch']> {
  return (exceeded) => {
    if (timeLimitMs === null) return () => {};
    const timer = setTimeout(() => exceeded(limitError('time', { timeLimitMs, memoryLimit: null })), timeLimitMs);
    return () => clearTimeout(timer);
  };
}
