import { type Recommendation, recommendation } from '../analysis/recommendation.ts';
import { promiseWords } from '../analysis/summary/promise.ts';
import type { Fidelity } from '../history/problem.ts';
import type { Study } from '../study/study.ts';
import { safe } from './text.ts';

/** How long runs are and what their steps are called, as far as a study was told. */
export type Steps = Pick<Fidelity, 'name' | 'max'> | null;

/** The trial to take as things stand. */
export function recommended({ history }: Pick<Study, 'history'>, steps: Steps): Recommendation | null {
  return recommendation(history, steps?.max ?? null);
}

/** "Trial 31, paused at epoch 27, is expected to end better, at about 0.031.": a trial to be taken that is not complete; null = the best complete one. */
export function promised(study: Pick<Study, 'history'>, steps: Steps): string | null {
  return promiseWords(study.history, recommended(study, steps), safe(steps?.name ?? 'step'));
}
