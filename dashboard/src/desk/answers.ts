import { svg } from 'vernier/scene';
import type { History } from '../../../src/history/history.ts';
import type { Best } from './best.ts';
import { sceneOf, type Subject } from './charts.ts';
import type { CostlyQuestion } from './costly.ts';
import type { Question, Questions } from './messages.ts';
import type { Selection } from './selection.ts';
import type { TrialTable } from './table.ts';
import { trialView } from './trial-view.ts';

/** What answers are made of. */
export interface Moment {
  readonly history: History;
  readonly subject: Subject;
  readonly best: Best;
  readonly table: TrialTable;
  readonly selection: Selection;
}

/** A question that is answered at once. */
export type QuickQuestion = Exclude<Question, CostlyQuestion>;

/** Does a question take long in large studies? Then it is none for `answerTo`. */
export const isCostly = (question: Question): question is Exclude<Question, QuickQuestion> => COSTLY.has(question);

const COSTLY: ReadonlySet<Question> = new Set(['health', 'importance', 'explanation', 'spread']);

/** Answers a question of a page. @throws FilterError, VernierError */
export function answerTo(moment: Moment, question: QuickQuestion, asks: never): Questions[QuickQuestion]['answer'] {
  const { history, subject, best, table, selection } = moment;
  switch (question) {
    case 'rows':
      return table.rows(asks, selection, best);
    case 'csv':
      return csvOf(moment, asks);
    case 'svg':
      return svg(sceneOf(asks, subject));
    case 'trial': {
      const { trial } = asks as Questions['trial']['asks'];
      return trialView(history, subject.about, best, trial, selection.has(trial));
    }
  }
}

function csvOf({ table, selection }: Moment, { which, columns, ...query }: Questions['csv']['asks']): string {
  const trials = table.trials(which === 'filtered' ? query : { ...query, filter: '' });
  return table.csv(which === 'filtered' ? trials : trials.filter((trial) => selection.has(trial)), columns);
}
