import { judgedCurve } from '../history/judged-curve.ts';
import type { HistoryView } from '../history/view.ts';
import { choiceWords } from '../pruners/auto/choice.ts';
import type { Setup } from '../study/setup.ts';
import type { Study } from '../study/study.ts';
import { safe } from './text.ts';

/**
 * What is to be said of a study's pruner beside its name: which one `auto` has chosen by now, and why; that it had nothing to judge.
 *
 * @returns null where there is nothing to say
 */
export function prunerWords({ history }: Pick<Study, 'history'>, setup: Setup | null): string | null {
  const pruner = setup?.pruner ?? null;
  if (pruner === null) return null;
  const { judgeBy } = setup!;
  const rows = Array.from({ length: history.size }, (_, row) => row);
  if (rows.some((row) => isJudged(history, row, setup!)))
    return pruner.name === 'auto' ? `auto has chosen ${choiceWords(history, judgeBy)}` : null;
  if (!rows.some((row) => history.state(row) === 'complete')) return null;
  const name = judgeBy.kind === 'all' ? history.objectives.map((objective) => objective.name).join(', ') : judgeBy.name;
  return `${safe(pruner.name)} has had nothing to judge: no trial has reported ${safe(name)} at a step`;
}

/** Has a trial reported what it is judged by? */
function isJudged(history: HistoryView, row: number, { judgeBy }: Setup): boolean {
  if (judgeBy.kind === 'all' && history.objectives.length > 1) return history.reports(row).steps.length > 0;
  return judgedCurve(history, row, judgeBy) !== null;
}
