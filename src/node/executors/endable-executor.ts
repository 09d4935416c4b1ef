import type { Executor } from '../../execution/executor.ts';
import type { Sampler } from '../../samplers/sampler.ts';

/** An executor whose trials can be ended from outside: politely by their signal, by force with `kill`. */
export interface EndableExecutor extends Executor {
  /** Ends all running trials at once; `run` then resolves. For the last step of a Ctrl-C ladder. */
  kill(): void;
  /** Samplers that think for long get a thread of their own while trials run here: see `threaded`. */
  hosted?(sampler: Sampler): Sampler;
}
