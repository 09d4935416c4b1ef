import { type Recommendation, recommendation } from '../analysis/recommendation.ts';
import { promiseWords } from '../analysis/summary/promise.ts';
import type { Setup } from '../study/opening/setup.ts';
import type { Study } from '../study/study.ts';
import { safe } from './text.ts';

/** What a study was told of how long runs are, and who judges them; null = not known. */
export type Told = Pick<Setup, 'fidelity' | 'pruner'> | null;

/** The trial to take as things stand. */
export function recommended({ history }: Pick<Study, 'history'>, told: Told): Recommendation | null {
  return recommendation(history, { last: told?.fidelity?.max, pruner: told?.pruner });
}

/** "Trial 31, paused at epoch 27, is expected to end better, at about 0.031.": a trial to be taken that is not complete; null = the best complete one. */
export function promised(study: Pick<Study, 'history'>, told: Told): string | null {
  return promiseWords(study.history, recommended(study, told), safe(told?.fidelity?.name ?? 'step'));
}
