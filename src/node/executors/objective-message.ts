import type { ErrorRecord } from '../../errors.ts';
import type { Score, Task } from '../../execution/executor.ts';
import type { Json, Ruling } from '../../history/record.ts';
import type { Choice, Distribution } from '../../space/distribution.ts';

/** What is said to an objective function in another thread or process. Cloned, so NaN and infinities pass. */
export type ToObjective =
  | { readonly type: 'run'; readonly task: Task }
  /** Answers the report of the same `call`. */
  | { readonly type: 'ruling'; readonly call: number; readonly ruling: Ruling | ErrorRecord }
  /** Answers a suggestion: the objective function is standing still for it. */
  | { readonly type: 'suggested'; readonly value: Choice | ErrorRecord }
  | { readonly type: 'abort' };

/** What an objective function in another thread or process says. The last word of each trial is its outcome. */
export type FromObjective =
  | { readonly type: 'suggest'; readonly name: string; readonly distribution: Distribution }
  | { readonly type: 'report'; readonly call: number; readonly score: Score; readonly step: number }
  | { readonly type: 'constraint'; readonly key: string; readonly value: number }
  | { readonly type: 'attribute'; readonly key: string; readonly value: Json }
  | { readonly type: 'checkpoint'; readonly reference: string; readonly step?: number | undefined }
  | { readonly type: 'outcome'; readonly outcome: OutcomeRecord };

/** An outcome as plain data. */
export type OutcomeRecord =
  | { readonly state: 'complete'; readonly score: Score }
  | { readonly state: 'pruned'; readonly reason?: string }
  | { readonly state: 'failed'; readonly error: ErrorRecord };
