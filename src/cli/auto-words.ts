import { choiceWords } from '../pruners/auto/choice.ts';
import type { Setup } from '../study/setup.ts';
import type { Study } from '../study/study.ts';

/** Which pruner `auto` has chosen by now, and why; null where another one was named, or there was nothing to judge yet. */
export function autoWords({ history }: Pick<Study, 'history'>, setup: Setup | null): string | null {
  if (setup?.pruner?.name !== 'auto') return null;
  for (let row = 0; row < history.size; row++)
    if (history.reports(row).steps.length > 0) return choiceWords(history, setup.judgeBy);
  return null;
}
