import type { Executor } from '../execution/executor.ts';
import type { Sampler } from '../samplers/sampler.ts';

/** An executor that knows a better place for a sampler than the thread in which its trials are listened to. */
export interface HostingExecutor extends Executor {
  /** The sampler as it is to run while trials run here; the same sampler where it may stay. Its trials must not depend on it. */
  hosted(sampler: Sampler): Sampler;
}

/** Does the executor offer a place for the sampler? */
export function isHosting(executor: Executor): executor is HostingExecutor {
  return typeof (executor as Partial<HostingExecutor>).hosted === 'function';
}
